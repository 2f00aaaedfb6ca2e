package lint

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// notInvocable is what the service answers when it may not call the function.
// Source: recorded for a missing permission, another source ARN, another
// account, and a source ARN without ":*".
const notInvocable = "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function."

func checkPermission(p *resourcePass) {
	destination := p.input("destinationArn")
	if p.resource.Operation != putSubscriptionFilter || destination == nil || !writesPermissions(p.resource.Type) {
		return // tools that make the filter make the permission, too
	}
	if p.file.FormatOf(p.resource).Deployed && len(p.file.Listings) == 0 {
		return // a state has the permissions of its own files only
	}
	function := p.estate.FunctionOf(p.located(), destination)
	if function == nil || p.maybeElsewhere(*function) {
		return
	}
	permissions, known := p.estate.Permissions(*function)
	if !known {
		return
	}
	var others []string
	for _, l := range permissions {
		why := p.whyNot(l)
		if why == "" {
			return
		}
		others = append(others, fmt.Sprintf("%s at %s %s", l.Resource.Address, l.Place(), why))
	}
	message := "No permission lets CloudWatch Logs invoke the function."
	if len(others) > 0 {
		message = "No permission lets CloudWatch Logs invoke the function for this log group: " + strings.Join(others, "; ") + "."
	}
	p.reportAt(destination.Span, message, "Permit logs.amazonaws.com to invoke the function, with the log group's ARN and :* as source.")
	if !p.file.FormatOf(p.resource).Deployed {
		p.found[len(p.found)-1].Service = notInvocable
	}
}

// writesPermissions reports whether who writes a resource of the type also
// writes the permission.
func writesPermissions(kind string) bool {
	return kind == "AWS::Logs::SubscriptionFilter" || kind == "subscriptionFilters" || strings.HasSuffix(kind, "_log_subscription_filter") || strings.HasSuffix(kind, ":LogSubscriptionFilter")
}

// maybeElsewhere reports whether the permission may be in what has not been
// read: other files of the folder, parts that a macro or a nested stack makes,
// or a module that is given the function.
func (p *resourcePass) maybeElsewhere(function estate.Located) bool {
	if function.Folder() != p.located().Folder() {
		return true
	}
	for _, f := range p.estate.Files {
		if f != p.file && (!f.Format.ByFolder || path.Dir(f.Name) != path.Dir(p.file.Name)) {
			continue
		}
		if len(f.Problems) > 0 || givesAway(f, function.Resource) {
			return true
		}
		for _, name := range f.Folder {
			if !slices.ContainsFunc(p.estate.Files, func(o *source.File) bool { return o.Name == name }) {
				return true
			}
		}
	}
	return false
}

// givesAway reports whether a file has something that is given a function and
// is not read.
func givesAway(f *source.File, function *source.Resource) bool {
	if f.Format.ByCloudFormation {
		for _, word := range []string{"AWS::CloudFormation::Stack", "AWS::CloudFormation::Macro", "Fn::Transform", "AWS::Include", "!Transform"} {
			if bytes.Contains(f.Data, []byte(word)) {
				return true
			}
		}
		return false
	}
	name := function.Address[strings.LastIndexByte(function.Address, '.')+1:]
	name, _, _ = strings.Cut(name, "[")
	literal, _ := function.Input.Get("FunctionName").Str()
	for rest := f.Data; ; {
		i := bytes.Index(rest, []byte("module"))
		if i < 0 {
			return false
		}
		rest = rest[i+len("module"):]
		end := bytes.Index(rest, []byte("\n}"))
		if end < 0 {
			end = len(rest)
		}
		block := rest[:end]
		if bytes.Contains(block, []byte("aws_lambda_function."+name)) || literal != "" && bytes.Contains(block, []byte(`"`+literal+`"`)) {
			return true
		}
	}
}

// whyNot is why a permission of the function does not let the service invoke
// it for the filter's log group, "" when it does or may.
func (p *resourcePass) whyNot(l estate.Located) string {
	in := l.Resource.Input
	if principal, ok := in.Get("Principal").Str(); ok && !logsPrincipal(principal) {
		return "is for " + principal
	}
	if action, ok := in.Get("Action").Str(); ok && !slices.Contains([]string{"lambda:InvokeFunction", "lambda:*", "*"}, action) {
		return "is for the action " + action
	}
	return p.otherSource(l, in.Get("SourceArn"))
}

// logsPrincipal reports whether a principal is the service, also of one Region.
func logsPrincipal(principal string) bool {
	if principal == "*" {
		return true
	}
	rest, ok := strings.CutPrefix(principal, "logs.")
	return ok && strings.Contains(rest, "amazonaws.com")
}

// otherSource is why a source ARN is not that of the log group of the filter.
func (p *resourcePass) otherSource(l estate.Located, arn *source.Value) string {
	const without = "has a source ARN without :* at its end"
	if arn == nil || arn.Kind == source.Null {
		return ""
	}
	group := p.estate.GroupOf(p.located())
	if to := p.estate.Referred(l, arn); to != nil {
		if to.Resource.Operation != createLogGroup {
			return ""
		}
		other := p.estate.GroupOf(*to)
		switch {
		case group.Defined != nil && other != group && !sameKnownName(group, other):
			return "is for another log group"
		// Since version 3 of the provider the attribute is without the :* that the
		// service puts there.
		case l.File.FormatOf(l.Resource).ByFolder && estate.Attribute(arn) == "arn" && !l.File.StarredARN:
			return without
		}
		return ""
	}
	if arn.Kind != source.String {
		return ""
	}
	text := arn.Text
	if n := len(text.Holes); n > 0 && text.Holes[n-1].Offset == len(text.Decoded) {
		return ""
	}
	if !strings.HasSuffix(text.Decoded, "*") {
		if strings.Contains(text.Decoded, ":log-group:") {
			return without
		}
		return ""
	}
	for _, h := range text.Holes {
		if to := p.estate.At(l, h.Ref); h.Ref != "" && to != nil && to.Resource.Operation == createLogGroup {
			if other := p.estate.GroupOf(*to); group.Defined != nil && other != group && !sameKnownName(group, other) {
				return "is for another log group"
			}
			return ""
		}
	}
	before, name, ok := strings.Cut(text.Decoded, ":log-group:")
	named := !slices.ContainsFunc(text.Holes, func(h source.Hole) bool { return h.Offset > len(before) })
	if ok && named && group.Name != "" {
		name = strings.TrimSuffix(name, ":*")
		if !strings.ContainsAny(name, "*?") && name != group.Name {
			return "is for the log group " + name
		}
	}
	return ""
}

func sameKnownName(a, b *estate.Group) bool { return a.Name != "" && a.Name == b.Name }
