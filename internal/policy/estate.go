package policy

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/source"
)

// Estate is what configurations deploy, with what the patterns of filters say.
type Estate struct {
	Files   []*source.File
	Filters []*Filter // metric filters and subscription filters, by file and place
	Groups  []*Group  // in the order in which the files name them
	Alarms  []*Alarm
	Trails  []*Trail

	known *estate.Estate
}

// Group is a log group.
type Group struct {
	*estate.Group
	Filters []*Filter
}

// Filter is a metric filter or a subscription filter.
type Filter struct {
	*estate.Filter
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
type Alarm struct{ *estate.Alarm }

// NewEstate looks through files.
func NewEstate(files []*source.File) *Estate {
	known := estate.New(files)
	e := &Estate{Files: files, known: known}
	groups := map[*estate.Group]*Group{}
	for _, one := range known.Groups {
		g := &Group{Group: one}
		groups[one] = g
		e.Groups = append(e.Groups, g)
	}
	refused := refusals(files)
	for _, one := range known.Filters {
		f := &Filter{Filter: one, Group: groups[one.Group], At: one.Resource.At, Refused: refused[place{one.File.Name, one.Resource.Address}]}
		if class := one.Group.OtherClass(); class != "" && f.Refused == "" {
			f.Refused = fmt.Sprintf("Its log group %s has the class %s, which does not support filters.", one.Group.What, class)
		}
		f.readPattern(one.Resource.Input.Get("filterPattern"))
		f.Group.Filters = append(f.Group.Filters, f)
		e.Filters = append(e.Filters, f)
	}
	for _, one := range known.Alarms {
		e.Alarms = append(e.Alarms, &Alarm{one})
	}
	for _, one := range known.Trails {
		e.Trails = append(e.Trails, &Trail{one})
	}
	return e
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

// readPattern parses the pattern if all of it is known.
func (f *Filter) readPattern(v *source.Value) {
	switch {
	case v == nil:
		f.Invalid = "it has no filter pattern"
		return
	case v.Kind != source.String:
		f.Holes, f.Text, f.At = true, estate.Expression(v), v.Span
		return
	}
	f.At = v.Span
	f.Text = estate.Expression(v)
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
	return f.File.FormatOf(f.Resource).TrimsPatterns && f.Metric()
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
