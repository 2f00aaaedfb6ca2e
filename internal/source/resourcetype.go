package source

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
)

// Conversion is how an argument of a resource becomes a member of a request.
type Conversion uint8

// The conversions.
const (
	AsIs      Conversion = iota // a string
	AsTrimmed                   // a string that the provider trims before it sends it
	AsGiven                     // a string that is unset when it is empty
	AsNumber
	AsNumberGiven // a number in a string that is unset when it is empty
	AsFlag
	AsTexts        // a list of strings
	AsTextsGiven   // one that is unset when it is empty
	AsMap          // a map of strings, unset when it is empty
	AsPairs        // a map that the request has as a list of {key, value}
	AsNamed        // a map that the request has as a list of {Name, Value}
	AsTags         // a list of {Key, Value} that the request has as a map
	AsDocument     // a JSON document in a text, or as a map
	AsOnlyDocument // a list of one such document
	AsProcessors   // the processors of a transformer
	AsTarget       // an ARN that the request has in an object
	AsBlock        // a block that may stand once: an object
	AsBlocks
)

// Argument says where one argument of a resource goes.
type Argument struct {
	From, To  string
	As        Conversion
	need      need
	Arguments Arguments // of a block
}

// need is whether an argument must be there.
type need uint8

const (
	asModelled need = iota // as the API model says of the member
	always
	never
)

// ResourceType is the request that a resource type stands for.
type ResourceType struct {
	Operation request.Operation
	Arguments Arguments
	// Self is the member that names the resource itself, "" when none does or an
	// argument says it. What it is called is not known before it is deployed.
	Self string
	// More are further requests of the same resource, made when their last
	// member is there.
	More []ResourceType
}

// And is the type with further requests, as in More.
func (s ResourceType) And(more ...ResourceType) ResourceType {
	s.More = more
	return s
}

// Arguments are arguments of a resource type or of a block.
type Arguments []Argument

// Named are arguments of one conversion. A member is called like its argument,
// as the API spells it, or what stands after an = sign: name=filterName. An
// argument must be there when the API model requires its member.
func Named(as Conversion, names ...string) Arguments {
	var list Arguments
	for _, name := range names {
		from, to, _ := strings.Cut(name, "=")
		list = append(list, Argument{From: from, To: to, As: as})
	}
	return list
}

// Block is one that holds others.
func Block(as Conversion, name string, arguments ...Arguments) Arguments {
	list := Named(as, name)
	list[0].Arguments = slices.Concat(arguments...)
	return list
}

// Required says that they must be there though the API model does not say so.
func (a Arguments) Required() Arguments { return a.needed(always) }

// Generated says that the tool makes them up when they are not there.
func (a Arguments) Generated() Arguments { return a.needed(never) }

func (a Arguments) needed(n need) Arguments {
	for i := range a {
		a[i].need = n
	}
	return a
}

// spelled names the members that are called like their arguments.
func (a Arguments) spelled(first func(string) string) Arguments {
	for i := range a {
		if a[i].To == "" {
			to := CamelCase(strings.ReplaceAll(a[i].From, "_", "-"))
			a[i].To = first(to[:1]) + to[1:]
		}
		a[i].Arguments.spelled(first)
	}
	return a
}

// TypeOf is a resource type that stands for a request. The members of most
// services start with capitals.
func TypeOf(service, operation string, arguments ...Arguments) ResourceType {
	first := strings.ToUpper
	if service == request.Logs || service == request.AppFabric {
		first = strings.ToLower
	}
	return ResourceType{Operation: request.Operation{Service: service, Name: operation}, Arguments: slices.Concat(arguments...).spelled(first)}
}

// LogsType is a resource type that stands for a request of CloudWatch Logs.
func LogsType(operation string, arguments ...Arguments) ResourceType {
	return TypeOf(request.Logs, operation, arguments...)
}

// LogGroupType is a log group, whose retention is a request of its own.
func LogGroupType(name Arguments, days string, more ...Arguments) ResourceType {
	return LogsType("CreateLogGroup", append([]Arguments{name}, more...)...).And(LogsType("PutRetentionPolicy", name, Named(AsNumber, days)))
}

// required reports whether the argument must be there, given the model of what
// holds its member.
func (a Argument) required(model func() request.Model) bool {
	return a.need == always || a.need == asModelled && slices.Contains(model().Required(), a.To)
}
