package policy

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/source"
)

// The JSON of --export; export.schema.json is its schema.
type (
	exported struct {
		Version   int              `json:"version"`
		Files     []exportedFile   `json:"files"`
		Filters   []exportedFilter `json:"filters"`
		LogGroups []exportedGroup  `json:"logGroups"`
		Alarms    []exportedAlarm  `json:"alarms"`
		Relations []relation       `json:"relations"`
	}
	exportedFile struct {
		Name     string   `json:"name"`
		Format   string   `json:"format"`
		Problems []string `json:"problems,omitempty"`
	}
	exportedFilter struct {
		jsonPlace
		Type        string          `json:"type"`
		Kind        string          `json:"kind"` // metric or subscription
		Conditional bool            `json:"conditional"`
		Refused     string          `json:"refused,omitempty"`
		LogGroup    string          `json:"logGroup"`
		Pattern     exportedPattern `json:"pattern"`
		Input       any             `json:"input"`
		Alarms      []string        `json:"alarms"`
	}
	exportedPattern struct {
		Text  string `json:"text"`
		Known bool   `json:"known"`
		// What follows is there when the pattern is known and valid.
		Error         string         `json:"error,omitempty"`
		Language      string         `json:"language,omitempty"`
		Canonical     string         `json:"canonical,omitempty"`
		Tree          map[string]any `json:"tree,omitempty"`
		Satisfiable   string         `json:"satisfiable,omitempty"`
		AlwaysMatches string         `json:"alwaysMatches,omitempty"`
		Example       string         `json:"example,omitempty"`
	}
	exportedGroup struct {
		Name            string   `json:"name"`
		Known           bool     `json:"known"`
		Address         string   `json:"address,omitempty"`
		File            string   `json:"file,omitempty"`
		RetentionInDays any      `json:"retentionInDays,omitempty"`
		Filters         []string `json:"filters"`
	}
	exportedAlarm struct {
		jsonPlace
		Conditional bool `json:"conditional"`
		Input       any  `json:"input"`
	}
	// relation is a fact about the patterns of two filters of a log group:
	// equivalent, implies or unknown. Pairs without any are left out.
	relation struct {
		A  string `json:"a"`
		Is string `json:"is"`
		B  string `json:"b"`
	}
)

const (
	exportVersion = 1
	// maxRelated is up to how many filters of a log group are compared with
	// each other: a group has at most 100, and pairs grow with the square.
	maxRelated = 100
)

// Export writes all that is known of the estate.
func (e *Estate) Export(w io.Writer, opts Options) error {
	out := exported{Version: exportVersion, Files: []exportedFile{}, Filters: []exportedFilter{}, LogGroups: []exportedGroup{}, Alarms: []exportedAlarm{}, Relations: []relation{}}
	for _, f := range e.Files {
		one := exportedFile{Name: f.Name, Format: f.Format.Name}
		for _, p := range f.Problems {
			one.Problems = append(one.Problems, p.Reason)
		}
		out.Files = append(out.Files, one)
	}
	for _, f := range e.Filters {
		out.Filters = append(out.Filters, e.exportFilter(f, opts))
	}
	for _, g := range e.Groups {
		out.LogGroups = append(out.LogGroups, g.export())
		out.Relations = append(out.Relations, g.relations(opts)...)
	}
	for _, a := range e.Alarms {
		out.Alarms = append(out.Alarms, exportedAlarm{shown(a.Located, a.Name, a.Resource.At), a.Resource.Conditional, plain(a.Resource.Input)})
	}
	return jsontext.Write(w, out, "  ")
}

func (e *Estate) exportFilter(f *Filter, opts Options) exportedFilter {
	one := exportedFilter{
		jsonPlace: shown(f.Located, f.Name, f.At), Type: f.Resource.Type, Kind: "subscription", Conditional: f.Resource.Conditional,
		Refused: f.Refused, LogGroup: f.Group.What, Pattern: f.exportPattern(opts), Input: plain(f.Resource.Input), Alarms: []string{},
	}
	if !f.Metric() {
		return one
	}
	one.Kind = "metric"
	published, _ := f.Publications()
	for _, a := range e.Alarms {
		for _, w := range a.Watches() {
			if slices.ContainsFunc(published, func(p estate.Publication) bool { return w.Sees(p) != analyze.No }) {
				one.Alarms = append(one.Alarms, a.Resource.Address)
			}
		}
	}
	one.Alarms = append([]string{}, unique(one.Alarms)...)
	return one
}

func (f *Filter) exportPattern(opts Options) exportedPattern {
	p := exportedPattern{Text: f.Text, Known: !f.Holes, Error: f.Invalid}
	if f.Pattern == nil {
		return p
	}
	sat := analyze.Satisfiable(f.Pattern, opts.Analyze)
	p.Language, p.Canonical, p.Tree = f.Pattern.Kind().String(), grammar.Format(f.Pattern), syntaxTree(f.Pattern)
	p.Satisfiable, p.Example = sat.Answer.String(), sat.Event
	p.AlwaysMatches = analyze.AlwaysMatches(f.Pattern, opts.Analyze).Answer.String()
	return p
}

func (g *Group) export() exportedGroup {
	one := exportedGroup{Name: g.What, Known: g.Name != "", Filters: []string{}}
	if g.Defined != nil {
		one.Address, one.File = g.Defined.Resource.Address, g.Defined.File.Name
	}
	if g.Retention != nil {
		one.RetentionInDays = plain(g.Retention)
	}
	for _, f := range g.Filters {
		one.Filters = append(one.Filters, f.Resource.Address)
	}
	return one
}

// relations compares the filters of a log group.
func (g *Group) relations(opts Options) []relation {
	var list []relation
	var known []*Filter
	for _, f := range g.Filters {
		if f.Pattern != nil && len(known) < maxRelated {
			known = append(known, f)
		}
	}
	examples := map[*Filter]string{}
	for _, f := range known {
		examples[f] = analyze.Satisfiable(f.Pattern, opts.Analyze).Event
	}
	implies := func(a, b *Filter) analyze.Answer {
		// One log event mostly tells.
		if event := examples[a]; event != "" && !b.compiled.Match([]byte(event)) {
			return analyze.No
		}
		return analyze.Implies(a.Pattern, b.Pattern, opts.Analyze).Answer
	}
	for i, a := range known {
		for _, b := range known[i+1:] {
			ab, ba := implies(a, b), implies(b, a)
			switch x, y := a.Resource.Address, b.Resource.Address; {
			case ab == analyze.Yes && ba == analyze.Yes:
				list = append(list, relation{x, "equivalent", y})
			case ab == analyze.Yes:
				list = append(list, relation{x, "implies", y})
			case ba == analyze.Yes:
				list = append(list, relation{y, "implies", x})
			case ab == analyze.Unknown || ba == analyze.Unknown:
				list = append(list, relation{x, "unknown", y})
			}
		}
	}
	return list
}

// plain is a value of a request as JSON; what is not known is an object
// {"unknown": what the file writes}.
func plain(v *source.Value) any {
	return native(v, nil, func(literal string) any { return json.Number(literal) },
		func(v *source.Value) any { return map[string]any{"unknown": estate.Expression(v)} })
}

// syntaxTree is a pattern's tree: each node is an object with one member that names
// its kind, or a comparison.
func syntaxTree(p grammar.Pattern) map[string]any {
	switch p := p.(type) {
	case *grammar.TermsPattern:
		if p.Regex != nil {
			return map[string]any{"regex": p.Regex.Source}
		}
		terms := []any{}
		for _, t := range p.Terms {
			terms = append(terms, map[string]any{"mode": t.Mode.String(), "text": t.Text})
		}
		return map[string]any{"terms": terms}
	case *grammar.JSONPattern:
		return exprTree(p.Expr)
	case *grammar.DelimitedPattern:
		fields := []any{}
		for _, f := range p.Fields {
			one := map[string]any{"name": f.Name, "ellipsis": f.Ellipsis}
			if f.Expr != nil {
				one["condition"] = exprTree(f.Expr)
			}
			fields = append(fields, one)
		}
		return map[string]any{"fields": fields}
	}
	return map[string]any{"matchAll": true}
}

func exprTree(e grammar.Expr) map[string]any {
	switch e := e.(type) {
	case *grammar.And:
		return map[string]any{"and": exprTrees(e.Operands)}
	case *grammar.Or:
		return map[string]any{"or": exprTrees(e.Operands)}
	case *grammar.Test:
		return map[string]any{"test": e.Kind.String(), "selector": e.Selector.String()}
	case *grammar.Comparison:
		one := map[string]any{"operator": e.Op.String(), "value": valueTree(e.Value)}
		switch left := e.Left.(type) {
		case *grammar.Selector:
			one["selector"] = left.String()
		case *grammar.FieldName:
			one["field"] = left.Name
		}
		return one
	}
	return map[string]any{"unknown": fmt.Sprintf("%T", e)}
}

func exprTrees(list []grammar.Expr) []any {
	out := []any{}
	for _, e := range list {
		out = append(out, exprTree(e))
	}
	return out
}

func valueTree(v grammar.Value) map[string]any {
	switch v := v.(type) {
	case *grammar.Number:
		return map[string]any{"number": v.Raw}
	case *grammar.Regex:
		return map[string]any{"regex": v.Source}
	case *grammar.Text:
		return map[string]any{"text": v.Decoded, "quoted": v.Quoted}
	}
	return nil
}
