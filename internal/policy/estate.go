package policy

import (
	"path"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/source"
)

// Estate is what configurations deploy, as far as they tell.
type Estate struct {
	Files   []*source.File
	Filters []*Filter // metric filters and subscription filters, by file and place
	Groups  []*Group  // in the order in which the files name them
	Alarms  []*Alarm

	byKey map[string]*Group
}

// Located is a resource and its file.
type Located struct {
	File     *source.File
	Resource *source.Resource
}

// Group is a log group.
type Group struct {
	Name string // "" when it is not known
	What string // what the files call it, for people
	// Defined is where it is created, nil when no file does.
	Defined *Located
	// Retention is the value of retentionInDays, nil when no file sets it.
	Retention *source.Value
	Filters   []*Filter
}

// Filter is a metric filter or a subscription filter.
type Filter struct {
	Located
	Name  string // filterName, with what is not known in ${}
	Group *Group
	// Text is the filter pattern as the service gets it; Holes is set when
	// parts of it, or all, are not known.
	Text  string
	Holes bool
	// Pattern is nil when the text is not known or not a pattern; Invalid says
	// what is wrong then.
	Pattern grammar.Pattern
	Invalid string
	At      source.Span // of the pattern, else of the resource
	// Refused is why the service would not take the request, "" when nothing
	// is known to be wrong with it.
	Refused string
	// atMost matches all that the pattern can match whatever its holes hold;
	// nil when it is known, or nothing is known. compiled is of either.
	atMost   grammar.Pattern
	compiled *engine.Filter
}

// Alarm is a metric alarm.
type Alarm struct {
	Located
	Name string
}

// The operations that the estate knows.
var (
	putMetricFilter       = request.Operation{Service: request.Logs, Name: "PutMetricFilter"}
	putSubscriptionFilter = request.Operation{Service: request.Logs, Name: "PutSubscriptionFilter"}
	putRetentionPolicy    = request.Operation{Service: request.Logs, Name: "PutRetentionPolicy"}
	createLogGroup        = request.Operation{Service: request.Logs, Name: "CreateLogGroup"}
	putMetricAlarm        = request.Operation{Service: "cloudwatch", Name: "PutMetricAlarm"}
)

// NewEstate looks through files.
func NewEstate(files []*source.File) *Estate {
	e := &Estate{Files: files, byKey: map[string]*Group{}}
	refused := refusals(files)
	e.each(createLogGroup, e.define)
	e.each(putRetentionPolicy, func(l Located) {
		if g := e.groupOf(l); g.Retention == nil {
			g.Retention = l.Resource.Input.Get("retentionInDays")
		}
	})
	for _, l := range e.located() {
		switch l.Resource.Operation {
		case putMetricFilter, putSubscriptionFilter:
			e.addFilter(l, refused[place{l.File.Name, l.Resource.Address}])
		case putMetricAlarm:
			e.Alarms = append(e.Alarms, &Alarm{l, expression(l.Resource.Input.Get("AlarmName"))})
		}
	}
	return e
}

// located are the resources of all files. What stands in a file comes before
// what the file calls: it has a place of its own.
func (e *Estate) located() []Located {
	var own, called []Located
	for _, f := range e.Files {
		for _, r := range f.Resources {
			if r.Called {
				called = append(called, Located{f, r})
			} else {
				own = append(own, Located{f, r})
			}
		}
	}
	return append(own, called...)
}

func (e *Estate) each(op request.Operation, visit func(Located)) {
	for _, l := range e.located() {
		if l.Resource.Operation == op {
			visit(l)
		}
	}
}

// define notes a resource that creates a log group. References to it find it
// by its address, also without the index of an only instance.
func (e *Estate) define(l Located) {
	g := e.groupOf(l)
	if g.Defined == nil {
		g.Defined = &l
	}
	e.byKey[l.addressKey(l.Resource.Address)] = g
	if base, _, indexed := strings.Cut(l.Resource.Address, "["); indexed {
		key := l.addressKey(base)
		if other, taken := e.byKey[key]; !taken {
			e.byKey[key] = g
		} else if other != g {
			e.byKey[key] = nil
		}
	}
}

// place tells resources apart.
type place struct{ file, address string }

// refusals are what lint is sure the service would refuse.
func refusals(files []*source.File) map[place]string {
	off := map[string]bool{}
	for _, r := range lint.Rules() {
		if !strings.HasPrefix(r.Code, "RQ") {
			off[r.Code] = true
		}
	}
	refused := map[place]string{}
	for _, f := range lint.Check(files, lint.Options{Disabled: off}) {
		if at := (place{f.File, f.Resource}); f.Severity == request.Error && strings.HasPrefix(f.Code, "RQ") && refused[at] == "" {
			refused[at] = f.Message
		}
	}
	return refused
}

func (e *Estate) addFilter(l Located, refused string) {
	in := l.Resource.Input
	f := &Filter{Refused: refused, Located: l, Name: expression(in.Get("filterName")), Group: e.groupOf(l), At: l.Resource.At}
	f.readPattern(in.Get("filterPattern"))
	f.Group.Filters = append(f.Group.Filters, f)
	e.Filters = append(e.Filters, f)
}

// readPattern parses the pattern if all of it is known.
func (f *Filter) readPattern(v *source.Value) {
	switch {
	case v == nil:
		f.Invalid = "it has no filter pattern"
		return
	case v.Kind != source.String:
		f.Holes, f.Text, f.At = true, expression(v), v.Span
		return
	}
	f.At = v.Span
	f.Text = expression(v)
	if f.trimmed() {
		f.Text = strings.Trim(f.Text, " \t\r\n")
	}
	if f.Holes = !v.Text.Known() || strings.Contains(f.Text, cdkToken); f.Holes {
		f.widen(v)
		return
	}
	p, err := grammar.Parse(f.Text)
	if err == nil {
		f.compiled, err = engine.Compile(p)
	}
	if err != nil {
		f.Invalid = "its pattern is not valid: " + firstLine(err.Error())
		return
	}
	f.Pattern = p
}

// cdkToken starts the placeholder of a value that CDK did not resolve.
const cdkToken = "${Token["

// trimmed reports whether the tool takes blanks off the pattern's ends (L2).
func (f *Filter) trimmed() bool {
	return f.File.Format.TrimsPatterns && f.Metric()
}

// Metric reports whether it is a metric filter.
func (f *Filter) Metric() bool { return f.Resource.Operation == putMetricFilter }

// groupOf is the log group that a request is about.
func (e *Estate) groupOf(l Located) *Group {
	v := l.Resource.Input.Get("logGroupName")
	key, name := l.groupKey(v)
	g := e.byKey[key]
	if g == nil {
		g = &Group{Name: name, What: name}
		if name == "" {
			g.What = expression(v)
		}
		e.byKey[key] = g
		e.Groups = append(e.Groups, g)
	}
	return g
}

// groupKey tells log groups apart: by name, and by the provider of Terraform,
// of which each has its Region or account. What is not known is the same where it is
// the same expression over the same variables.
func (l Located) groupKey(v *source.Value) (key, name string) {
	if v == nil {
		return l.addressKey(l.Resource.Address), ""
	}
	if text, ok := v.Str(); ok {
		return "name " + l.Resource.Provider + " " + text, text
	}
	ref := v.Ref
	if v.Kind == source.String && v.Text.Decoded == "" && len(v.Text.Holes) == 1 {
		ref = v.Text.Holes[0].Ref
	}
	if ref != "" {
		return l.addressKey(ref), ""
	}
	if !steady(expression(v)) {
		return l.addressKey("of " + l.Resource.Address), ""
	}
	return "expression " + l.scope() + " " + expression(v), ""
}

func (l Located) addressKey(address string) string { return "resource " + l.folder() + " " + address }

// folder is what is deployed together: a folder of Terraform, any other file.
func (l Located) folder() string {
	if l.File.Format.ByFolder {
		return path.Dir(l.File.Name)
	}
	return l.File.Name
}

// scope is where a variable has one value: an instance of a module.
func (l Located) scope() string {
	module := ""
	if i := strings.LastIndex(l.Resource.Address, "module."); i >= 0 {
		name, _, _ := strings.Cut(l.Resource.Address[i+len("module."):], ".")
		module = l.Resource.Address[:i] + "module." + name
	}
	return l.folder() + " " + module
}

// expression is a value for people: what is not known stands in ${}.
func expression(v *source.Value) string {
	switch {
	case v == nil:
		return ""
	case v.Kind == source.Number:
		return v.Literal
	case v.Kind == source.String:
		var b strings.Builder
		for _, p := range parts(v) {
			b.WriteString(p.literal)
			if p.hole != "" {
				b.WriteString(placeholder(p.hole))
			}
		}
		return b.String()
	}
	return placeholder(v.What)
}

// placeholder shows an unknown part, which some formats write with ${} already.
func placeholder(what string) string {
	if strings.HasPrefix(what, "${") {
		return what
	}
	return "${" + what + "}"
}

// part is a known text or a hole.
type part struct{ literal, hole string }

// parts are the known and unknown parts of a text or an unknown value.
func parts(v *source.Value) []part {
	if v.Kind == source.Unknown {
		return []part{{hole: v.What}}
	}
	if v.Kind != source.String {
		return []part{{literal: expression(v)}}
	}
	var list []part
	done := 0
	for _, h := range v.Text.Holes {
		if at := min(max(h.Offset, done), len(v.Text.Decoded)); at > done {
			list = append(list, part{literal: v.Text.Decoded[done:at]})
			done = at
		}
		list = append(list, part{hole: h.What})
	}
	if done < len(v.Text.Decoded) {
		list = append(list, part{literal: v.Text.Decoded[done:]})
	}
	return list
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
