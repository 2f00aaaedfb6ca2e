package policy

import (
	"io"

	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/source"
)

// The JSON of a run; report.schema.json is its schema.
type (
	jsonReport struct {
		Version  int           `json:"version"`
		Note     string        `json:"note,omitempty"`
		Sections []jsonSection `json:"sections"`
	}
	jsonSection struct {
		Name    string         `json:"name"`
		Title   string         `json:"title"`
		Sources []string       `json:"sources,omitempty"`
		Summary map[Status]int `json:"summary"`
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
		Alarms   []jsonPlace  `json:"alarms,omitempty"`
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
	jsonFilter struct {
		jsonPlace
		LogGroup string `json:"logGroup,omitempty"`
		Pattern  string `json:"pattern,omitempty"`
	}
)

const reportVersion = 1

// WriteJSON writes the verdicts in full.
func (r *Result) WriteJSON(w io.Writer) error {
	report := jsonReport{Version: reportVersion, Sections: []jsonSection{}}
	if r.FiltersOnly {
		report.Note = FiltersOnlyNote
	}
	for _, s := range r.Sections {
		one := jsonSection{Name: s.Name, Title: s.Title, Sources: s.Sources, Summary: map[Status]int{}, Rules: []jsonVerdict{}}
		for _, status := range Statuses() {
			one.Summary[status] = s.Count(status)
		}
		for _, v := range s.Verdicts {
			one.Rules = append(one.Rules, v.json())
		}
		report.Sections = append(report.Sections, one)
	}
	return jsontext.Write(w, report, "  ")
}

func (v *Verdict) json() jsonVerdict {
	r := v.Rule
	one := jsonVerdict{
		ID: r.ID, Number: r.Number, Title: r.Title, See: r.See, Level: r.Level, Severity: v.Severity().String(),
		Status: v.Status, Gap: v.Gap, Witness: v.Witness, Reasons: v.Reasons, Notes: v.Notes, Remedy: v.Remedy(),
	}
	for _, f := range v.Filters {
		one.Filters = append(one.Filters, jsonFilter{shown(f.Located, f.Name, f.At), f.Group.What, f.Text})
	}
	for _, a := range v.Alarms {
		one.Alarms = append(one.Alarms, shown(a.Located, a.Name, a.Resource.At))
	}
	return one
}

func shown(l estate.Located, name string, at source.Span) jsonPlace {
	p := l.File.Position(at.Start)
	return jsonPlace{l.Resource.Address, name, l.File.Name, p.Line, p.Column}
}
