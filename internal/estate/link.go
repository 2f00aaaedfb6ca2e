package estate

import (
	"strings"

	"github.com/logsieve/logsieve/internal/source"
)

// Kind is what sort of resource a value names.
type Kind string

// The kinds that links lead to.
const (
	UnknownKind    Kind = ""
	Function       Kind = "function"
	FunctionAlias  Kind = "function alias"
	Stream         Kind = "Kinesis stream"
	DeliveryStream Kind = "Firehose stream"
	Role           Kind = "role"
	LogGroup       Kind = "log group"
	Destination    Kind = "destination"
	Topic          Kind = "topic"
)

// kindOf is the kind of what a request makes.
func kindOf(r *source.Resource) Kind {
	switch r.Operation {
	case source.CreateFunction:
		return Function
	case source.CreateAlias:
		return FunctionAlias
	case source.CreateStream:
		return Stream
	case source.CreateDelivery:
		return DeliveryStream
	case source.CreateRole:
		return Role
	case source.CreateTopic:
		return Topic
	case CreateLogGroup:
		return LogGroup
	case PutDestination:
		return Destination
	}
	return UnknownKind
}

// link is what is known of the resource of an address.
func (e *Estate) link(l Located) {
	key := l.addressKey(l.Resource.Address)
	if _, known := e.byAddress[key]; known && kindOf(l.Resource) == UnknownKind {
		return // a log group's retention, after the log group
	}
	e.byAddress[key] = l
	if name, ok := l.Resource.Input.Get("FunctionName").Str(); ok && l.Resource.Operation == source.CreateFunction {
		e.functions[l.Folder()+" "+name] = &l
		if r := l.Resource; r.Account != "" && r.Region != "" {
			e.functions[functionARN(r.Account, r.Region, name)] = &l
		}
	}
}

// functionARN tells functions apart wherever they are.
func functionARN(account, region, name string) string {
	return strings.Join([]string{"arn", region, account, name}, ":")
}

// Referred is the resource that a value names and nothing else, nil when it
// names none, or one that is in no file.
func (e *Estate) Referred(l Located, v *source.Value) *Located {
	if v == nil || Reference(v) == "" {
		return nil
	}
	return e.At(l, Reference(v))
}

// At is the resource of an address where another one is deployed, nil when no
// file has it.
func (e *Estate) At(l Located, address string) *Located {
	if found, ok := e.byAddress[l.addressKey(address)]; ok {
		return &found
	}
	return nil
}

// KindOf is the kind of the resource that a value names and nothing else. The
// address in Terraform tells it also of a resource that is in no file.
func (e *Estate) KindOf(l Located, v *source.Value) Kind {
	if to := e.Referred(l, v); to != nil {
		return kindOf(to.Resource)
	}
	return kindOfAddress(dataSource(v))
}

// dataSource is the address that a value names and nothing else: of a resource,
// or of a data source of Terraform, which no file has.
func dataSource(v *source.Value) string {
	if v == nil {
		return ""
	}
	if ref := Reference(v); ref != "" {
		return ref
	}
	what := v.What
	if v.Kind == source.String {
		if v.Text.Decoded != "" || len(v.Text.Holes) != 1 {
			return ""
		}
		what = v.Text.Holes[0].What
	}
	what = strings.TrimSuffix(strings.TrimPrefix(what, "${"), "}")
	parts := strings.Split(what, ".")
	if len(parts) != 4 || parts[0] != "data" || strings.ContainsAny(what, "( ") {
		return ""
	}
	return strings.Join(parts[:3], ".")
}

func kindOfAddress(address string) Kind {
	for part := range strings.SplitSeq(address, ".") {
		switch part {
		case "aws_lambda_function":
			return Function
		case "aws_lambda_alias":
			return FunctionAlias
		case "aws_kinesis_stream":
			return Stream
		case "aws_kinesis_firehose_delivery_stream":
			return DeliveryStream
		case "aws_iam_role":
			return Role
		case "aws_sns_topic":
			return Topic
		case "aws_cloudwatch_log_group":
			return LogGroup
		case "aws_cloudwatch_log_destination":
			return Destination
		}
	}
	return UnknownKind
}

// Form is what a reference gives of a resource.
type Form string

// The forms.
const (
	UnknownForm Form = ""
	Name        Form = "name"
	ARN         Form = "ARN"
)

// FormOf is what a value that names a resource gives of it. What Ref and id give
// depends on the resource: the page of each type says so.
func (e *Estate) FormOf(l Located, v *source.Value) Form {
	kind := e.KindOf(l, v)
	if kind == UnknownKind {
		return UnknownForm
	}
	switch attribute := Attribute(v); attribute {
	case "arn", "Arn", "TopicArn":
		return ARN
	case "name", "function_name", "functionName", "TopicName":
		return Name
	case "id":
		switch kind {
		case LogGroup, Function, Role:
			return Name
		case Stream, DeliveryStream, Topic:
			return ARN
		}
	case source.RefAttribute:
		switch kind {
		case FunctionAlias, Topic:
			return ARN
		case Function, Stream, DeliveryStream, Role, LogGroup, Destination:
			return Name
		}
	}
	return UnknownForm
}

// Written is what a text is by how it starts: an ARN, or a name because no ARN
// starts so. Unknown are those of which the start is not known.
func Written(v *source.Value) Form {
	if v == nil || v.Kind != source.String {
		return UnknownForm
	}
	start, known := v.Str()
	if !known {
		start = Parts(v)[0].Literal
	}
	const arn = "arn:"
	switch {
	case strings.HasPrefix(start, arn):
		return ARN
	case known || start != "" && !strings.HasPrefix(arn, start):
		return Name
	}
	return UnknownForm
}

// Attribute is what a value gives of the resource that it names and nothing
// else, "" when that is not known.
func Attribute(v *source.Value) string {
	switch {
	case v.Kind == source.Unknown:
		return v.Attribute
	case v.Kind == source.String && v.Text.Decoded == "" && len(v.Text.Holes) == 1:
		return v.Text.Holes[0].Attribute
	}
	return ""
}

// FunctionOf is the function of Lambda that a value names, also through an
// alias, or by an ARN with its known name; nil when no file has it.
func (e *Estate) FunctionOf(l Located, v *source.Value) *Located {
	if to := e.Referred(l, v); to != nil {
		switch to.Resource.Operation {
		case source.CreateFunction:
			return to
		case source.CreateAlias:
			if named := to.Resource.Input.Get("FunctionName"); named != nil && e.Referred(*to, named) != nil && Reference(named) != to.Resource.Address {
				if f := e.Referred(*to, named); f.Resource.Operation == source.CreateFunction {
					return f
				}
			}
		}
		return nil
	}
	if v == nil || v.Kind != source.String || !strings.HasPrefix(v.Text.Decoded, "arn:") {
		return nil
	}
	_, name, ok := strings.Cut(v.Text.Decoded, ":function:")
	for _, h := range v.Text.Holes {
		ok = ok && h.Offset <= len(v.Text.Decoded)-len(name)-len(":function:")
	}
	if name, _, _ = strings.Cut(name, ":"); !ok || name == "" {
		return nil
	}
	if f := e.functions[functionARN(placeOf(v, name))]; f != nil {
		return f
	}
	return e.functions[l.Folder()+" "+name]
}

// placeOf is the place in the ARN of a function, with its name.
func placeOf(v *source.Value, name string) (account, region, function string) {
	account, region = source.Place(v.Text.Decoded)
	if !v.Text.Known() {
		return "", "", name
	}
	return account, region, name
}

// permissions are who may call the functions of Lambda.
type permissions struct {
	of      map[*source.Resource][]Located // by function
	outside map[string][]Located           // of functions in no file, by outsideKey
	named   map[string]bool                // folders with permissions of functions by names that none is known to have
	vague   map[string]bool                // folders with permissions of functions that are not known
}

// indexPermissions finds the functions of all permissions.
func (e *Estate) indexPermissions() {
	e.permissions = permissions{map[*source.Resource][]Located{}, map[string][]Located{}, map[string]bool{}, map[string]bool{}}
	for _, f := range e.Files {
		for _, r := range f.Links {
			if r.Operation != source.AddPermission {
				continue
			}
			l := Located{File: f, Resource: r}
			named := r.Input.Get("FunctionName")
			function := e.FunctionOf(l, named)
			text, known := named.Str()
			if function == nil && known {
				function = e.functions[l.Folder()+" "+functionName(text)]
			}
			if function != nil {
				e.permissions.of[function.Resource] = append(e.permissions.of[function.Resource], l)
				continue
			}
			if key := l.outsideKey(named); key != "" {
				e.permissions.outside[key] = append(e.permissions.outside[key], l)
			}
			if known {
				e.permissions.named[l.Folder()] = true
			} else {
				e.permissions.vague[l.Folder()] = true
			}
		}
	}
}

// functionName is the name of a function that is given by its name or ARN, its
// qualifier left out.
func functionName(text string) string {
	if _, name, arn := strings.Cut(text, ":function:"); arn {
		text = name
	}
	name, _, _ := strings.Cut(text, ":")
	return name
}

// outsideKey tells the functions apart that no file has: by name, by what an
// expression refers to, or by the expression itself.
func (l Located) outsideKey(v *source.Value) string {
	if v == nil {
		return ""
	}
	if text, known := v.Str(); known {
		return "name " + l.Folder() + " " + functionName(text)
	}
	if address := dataSource(v); address != "" && steady(address) {
		return l.addressKey(address)
	}
	if text := Expression(v); steady(text) {
		return "expression " + l.scope() + " " + text
	}
	return ""
}

// Permissions are those of a function; known is false when there may be more.
func (e *Estate) Permissions(function Located) (list []Located, known bool) {
	_, named := function.Resource.Input.Get("FunctionName").Str()
	folder := function.Folder()
	return e.permissions.of[function.Resource], !e.permissions.vague[folder] && (named || !e.permissions.named[folder])
}

// OutsidePermissions are permissions of a function that is in no file, and that
// a request names as they do.
func (e *Estate) OutsidePermissions(l Located, function *source.Value) []Located {
	return e.permissions.outside[l.outsideKey(function)]
}

// ServiceOf is the service of a destination: of its ARN, unknown parts of which
// may be in it, or of the resource that it names. It is "" when it is not known.
func (e *Estate) ServiceOf(l Located, v *source.Value) string {
	if v == nil {
		return ""
	}
	if v.Kind == source.String {
		// The partition may be unknown, not what stands after the service.
		parts := strings.SplitN(v.Text.Decoded, ":", 4)
		if len(parts) == 4 && parts[0] == "arn" {
			start := len("arn:") + len(parts[1]) + 1
			for _, h := range v.Text.Holes {
				if h.Offset != len("arn:") && h.Offset <= start+len(parts[2]) {
					return ""
				}
			}
			return parts[2]
		}
	}
	switch e.KindOf(l, v) {
	case Function, FunctionAlias:
		return "lambda"
	case Stream:
		return "kinesis"
	case DeliveryStream:
		return "firehose"
	case Destination:
		return "logs"
	}
	return ""
}

// GroupOf is the log group that a request is about, known or not. It is a new
// one when no request that makes or filters it was read.
func (e *Estate) GroupOf(l Located) *Group {
	key, name, _ := l.groupKey(l.Resource.Input.Get("logGroupName"))
	if g := e.byKey[key]; g != nil {
		return g
	}
	return &Group{Name: name, What: name}
}
