package policy

import (
	"io"

	"github.com/logsieve/logsieve/internal/chain"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/source"
)

// The JSON of a run; report.schema.json is its schema.
type (
	jsonReport struct {
		Version    int           `json:"version"`
		Note       string        `json:"note,omitempty"`
		Incomplete string        `json:"incomplete,omitempty"`
		Sections   []jsonSection `json:"sections"`
		project.Scoped
	}
	jsonSection struct {
		Name    string         `json:"name"`
		Title   string         `json:"title"`
		Sources []string       `json:"sources,omitempty"`
		Summary map[Status]int `json:"summary"`
		Notes   []string       `json:"notes,omitempty"`
		Rules   []jsonVerdict  `json:"rules"`
	}
	jsonVerdict struct {
		ID       string       `json:"id"`
		Number   string       `json:"number,omitempty"`
		Title    string       `json:"title"`
		See      string       `json:"see,omitempty"`
		Level    int          `json:"level,omitempty"`
		Severity string       `json:"severity"`
		Status   Status       `json:"status"`
		Gap      Gap          `json:"gap,omitempty"`
		Filters  []jsonFilter `json:"filters,omitempty"`
		Alarms   []jsonAlarm  `json:"alarms,omitempty"`
		Trails   []jsonTrail  `json:"trails,omitempty"`
		Witness  string       `json:"witness,omitempty"`
		Reasons  []string     `json:"reasons,omitempty"`
		Notes    []string     `json:"notes,omitempty"`
		Remedy   string       `json:"remedy,omitempty"`
	}
	jsonPlace struct {
		Address string `json:"address"`
		Name    string `json:"name,omitempty"`
		File    string `json:"file"`
		Line    int    `json:"line"`
		Column  int    `json:"column"`
	}
	jsonAlarm struct {
		jsonPlace
		Actions []jsonAction `json:"actions"`
	}
	// jsonAction is what happens when an alarm rings, proven, broken or
	// undecided; Name is empty when there is none.
	jsonAction struct {
		Name    string        `json:"name,omitempty"`
		Verdict chain.Verdict `json:"verdict"`
		Reason  string        `json:"reason,omitempty"`
	}
	jsonTrail struct {
		jsonPlace
		LogGroup string `json:"logGroup,omitempty"`
	}
	jsonFilter struct {
		jsonPlace
		LogGroup string `json:"logGroup,omitempty"`
		Pattern  string `json:"pattern,omitempty"`
	}
)

const reportVersion = 1

// WriteJSON writes the verdicts in full.
func (r *Result) WriteJSON(w io.Writer) error {
	report := jsonReport{Version: reportVersion, Incomplete: r.Incomplete, Sections: []jsonSection{}, Scoped: r.Judged.Listed()}
	if r.FiltersOnly {
		report.Note = FiltersOnlyNote
	}
	for _, s := range r.Sections {
		one := jsonSection{Name: s.Name, Title: s.Title, Sources: s.Sources, Summary: map[Status]int{}, Notes: r.notes(&s), Rules: []jsonVerdict{}}
		for _, status := range Statuses() {
			one.Summary[status] = s.Count(status)
		}
		for _, v := range s.Verdicts {
			one.Rules = append(one.Rules, r.json(v))
		}
		report.Sections = append(report.Sections, one)
	}
	return jsontext.Write(w, report, "  ")
}

func (r *Result) json(v *Verdict) jsonVerdict {
	rule := v.Rule
	one := jsonVerdict{
		ID: rule.ID, Number: rule.Number, Title: rule.Title, See: rule.See, Level: rule.Level, Severity: v.Severity().String(),
		Status: v.Status, Gap: v.Gap, Witness: v.Witness, Reasons: v.Reasons, Notes: v.Notes, Remedy: v.Remedy(),
	}
	for _, f := range v.Filters {
		one.Filters = append(one.Filters, jsonFilter{shown(f.Located, f.Name, f.At), f.Group.What, f.Text})
	}
	for _, a := range v.Alarms {
		alarm := jsonAlarm{jsonPlace: shown(a.Located, a.Name, a.Resource.At)}
		for _, action := range r.Estate.Actions(a) {
			alarm.Actions = append(alarm.Actions, jsonAction{action.Name, action.Verdict, action.Reason})
		}
		one.Alarms = append(one.Alarms, alarm)
	}
	for _, t := range v.Trails {
		trail := jsonTrail{jsonPlace: shown(t.Located, t.Name, t.Resource.At)}
		if t.Group != nil {
			trail.LogGroup = t.Group.What
		}
		one.Trails = append(one.Trails, trail)
	}
	return one
}

func shown(l estate.Located, name string, at source.Span) jsonPlace {
	p := l.File.Position(at.Start)
	return jsonPlace{l.Resource.Address, name, l.File.Name, p.Line, p.Column}
}
