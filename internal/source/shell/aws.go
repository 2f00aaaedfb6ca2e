package shell

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// awsArguments reads the options of an aws logs command into a request.
type awsArguments struct {
	f     *source.Reader
	model request.Model
	input *source.Value
	tail  bool             // aws logs tail GROUP
	open  bool             // more members may come from what is not written out
	skip  bool             // the command makes no request
	json  []*source.Member // of --cli-input-json
}

// read takes the options one after another.
func (a *awsArguments) read(args []shellWord) {
	for len(args) > 0 {
		w := args[0]
		args = args[1:]
		name, value, ok := w.option(a.f.Data)
		if !ok {
			switch {
			case !w.text.Known() && (w.splits || strings.Contains(w.text.Holes[0].What, "@")):
				a.open = true
				if a.tail && a.input.Get("logGroupName") == nil {
					a.set("logGroupName", w.at, &source.Value{Kind: source.Unknown, Span: w.at, What: w.text.Holes[0].What})
				}
			case a.tail && a.input.Get("logGroupName") == nil:
				a.set("logGroupName", w.at, w.value())
			}
			continue
		}
		var values []shellWord
		if value != nil {
			values = []shellWord{*value}
		} else {
			n := 0
			for n < len(args) && !isOption(args[n]) {
				n++
			}
			switch {
			case a.isFlag(name):
				n = 0
			case !a.takesMany(name):
				n = min(n, 1)
			}
			// A pattern may start with --, though no option does.
			if n == 0 && len(args) > 0 && !a.isFlag(name) {
				if !isOption(args[0]) {
					n = 1
				}
			}
			values, args = args[:n], args[n:]
		}
		a.option(name, w.at, values)
	}
	for _, m := range a.json {
		if a.input.Get(m.Name) == nil {
			a.input.Members = append(a.input.Members, m)
		}
	}
}

func isOption(w shellWord) bool { return w.dashed() && plainOption(w.text.Decoded) }

// plainOption reports whether a word looks like --name or --name=value.
func plainOption(s string) bool {
	name, _, _ := strings.Cut(s, "=")
	return strings.HasPrefix(name, "--") && len(name) > 2 && strings.Trim(name[2:], "abcdefghijklmnopqrstuvwxyz0123456789-") == "" && name[2] != '-'
}

// isClientFlag reports whether an option of the AWS CLI itself takes no value.
func isClientFlag(name string) bool {
	switch strings.TrimPrefix(name, "no-") {
	case "debug", "verify-ssl", "paginate", "sign-request", "cli-pager", "cli-auto-prompt", "follow":
		return true
	}
	return false
}

// isFlag reports whether an option takes no value.
func (a *awsArguments) isFlag(name string) bool {
	return isClientFlag(name) || a.member(strings.TrimPrefix(name, "no-")).IsFlag()
}

// takesMany reports whether an option takes several values.
func (a *awsArguments) takesMany(name string) bool {
	m := a.member(name)
	return m.IsList() || m.IsMap()
}

// member is what the API model says of the member that an option stands for.
func (a *awsArguments) member(option string) request.Model {
	return a.model.Member(source.CamelCase(option))
}

// option adds the member that an option stands for.
func (a *awsArguments) option(name string, key document.Span, values []shellWord) {
	switch name {
	case "profile", "region", "output", "query", "endpoint-url", "color", "ca-bundle", "debug", "cli-read-timeout",
		"cli-connect-timeout", "cli-binary-format", "no-cli-pager", "no-verify-ssl", "no-paginate", "no-sign-request",
		"cli-auto-prompt", "no-cli-auto-prompt", "page-size", "max-items", "starting-token", "mode":
		return
	case "cli-input-json":
		a.request(values)
		return
	case "cli-input-yaml":
		a.open = true
		return
	case "generate-cli-skeleton":
		a.skip = true
		return
	}
	if a.tail {
		switch name {
		case "since", "format", "follow", "log-stream-names", "log-stream-name-prefix":
			return
		}
	}
	if a.isFlag(name) {
		member, off := strings.CutPrefix(name, "no-")
		a.set(source.CamelCase(member), key, &source.Value{Kind: source.Bool, Span: key, Bool: !off})
		return
	}
	if len(values) == 0 {
		a.open = a.open || name == ""
		return
	}
	a.set(source.CamelCase(name), key, a.value(name, values))
}

// request adds the members of a request in JSON that is written out. Options
// go before them.
func (a *awsArguments) request(values []shellWord) {
	var v *source.Value
	if len(values) == 1 {
		v = jsonIn(values[0].text)
	}
	if v == nil || v.Kind != source.Map {
		a.open = true
		return
	}
	a.json = append(a.json, v.Members...)
}

func (a *awsArguments) set(name string, key document.Span, v *source.Value) {
	a.input.SetMember(&source.Member{Name: name, Key: key, Value: v})
}

// value is the value of an option.
func (a *awsArguments) value(name string, values []shellWord) *source.Value {
	first := values[0]
	all := &source.Value{Kind: source.List, Span: document.Span{Start: first.at.Start, End: values[len(values)-1].at.End}}
	for _, w := range values {
		// "$@" and "${a[@]}" are any number of words, a file's content is not known.
		many := slices.ContainsFunc(w.text.Holes, func(h document.Hole) bool { return strings.ContainsAny(h.What, "@*") })
		if a.takesMany(name) && (many || w.splits) || strings.HasPrefix(w.text.Decoded, "file://") || strings.HasPrefix(w.text.Decoded, "fileb://") {
			return &source.Value{Kind: source.Unknown, Span: all.Span, What: document.OneLine(string(a.f.Data[w.at.Start:w.at.End]))}
		}
	}
	switch member := a.member(name); {
	case member.HoldsObjects():
		return objects(all, values, member)
	case member.IsMap():
		v, _ := structured(first)
		if v.Kind == source.Map {
			return textMapOrSame(v)
		}
		return v
	case member.IsNumber():
		return source.ToNumber(first.value())
	}
	if !a.takesMany(name) {
		return first.value()
	}
	for _, w := range values {
		if strings.HasPrefix(w.text.Decoded, "[") && name != "log-event-messages" || name == "log-event-messages" && len(values) == 1 && strings.HasPrefix(w.text.Decoded, `["`) {
			v, _ := structured(w)
			return v
		}
		all.Items = append(all.Items, w.value())
	}
	return all
}

func textMapOrSame(v *source.Value) *source.Value {
	if m := source.ToTextMap(v); m != nil {
		return m
	}
	return v
}

// value is a word as a string; one that is nothing but an expansion is not
// known.
func (w shellWord) value() *source.Value {
	text := w.text.Rendered().Placeholders()
	if text.Decoded == "" && len(text.Holes) == 1 {
		return &source.Value{Kind: source.Unknown, Span: w.at, What: text.Holes[0].What}
	}
	return &source.Value{Kind: source.String, Span: w.at, Text: text}
}

// objects reads objects in JSON or in shorthand, one a word. One that cannot be
// read makes the list unknown.
func objects(all *source.Value, values []shellWord, model request.Model) *source.Value {
	for _, w := range values {
		v, short := structured(w)
		if short {
			// Shorthand writes numbers as texts.
			for _, m := range v.Members {
				if model.Member(m.Name).IsNumber() {
					m.Value = source.ToNumber(m.Value)
				}
			}
		}
		switch v.Kind {
		case source.List:
			all.Items = append(all.Items, v.Items...)
		case source.Map:
			all.Items = append(all.Items, v)
		default:
			return v
		}
	}
	return all
}

// structured reads a word that holds JSON or shorthand.
func structured(w shellWord) (v *source.Value, short bool) {
	trimmed := strings.TrimSpace(w.text.Decoded)
	if strings.HasPrefix(trimmed, "[") || strings.HasPrefix(trimmed, "{") {
		v = jsonIn(w.text)
	} else {
		v, short = shorthand(w.text), true
	}
	if v == nil {
		return &source.Value{Kind: source.Unknown, Span: w.at, What: document.OneLine(w.text.Decoded)}, false
	}
	return v, short
}
