package policy

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"io"
	"strings"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/page"
)

//go:embed report.html.tmpl
var htmlTemplate string

type (
	htmlPage struct {
		Title, Version  string
		Stamp           string // as in Result
		Caveat          string // what was not asked, "" for nothing
		Files           []string
		Filters, Alarms int
		Sections        []htmlSection
	}
	htmlSection struct {
		Title, About string
		Sources      []string
		Notes        []string
		Counts       []htmlCount
		Rules        []htmlRule
	}
	htmlCount struct {
		Status Status
		Count  int
	}
	htmlRule struct {
		Anchor, Label, Title, Note, See, By, Required, Remedy, FilterLabel string
		Status                                                             Status
		Filters                                                            []jsonFilter
		Alarms                                                             []jsonAlarm
		Trails                                                             []jsonTrail
		Reasons, Notes                                                     []string
		Witness                                                            *htmlWitness
	}
	htmlWitness struct{ Label, Brief, Whole string }
)

// WriteHTML writes a page that needs nothing else, for people who judge the
// judge.
func (r *Result) WriteHTML(w io.Writer, version string) error {
	data := htmlPage{Title: "What the log filters guarantee", Version: version, Stamp: r.Stamp,
		Filters: len(r.Estate.Filters), Alarms: len(r.Estate.Alarms)}
	data.Caveat = strings.Join(r.caveats(), " ")
	if len(r.Sections) == 1 {
		data.Title += ": " + r.Sections[0].Title
	}
	for _, f := range r.Estate.Files {
		data.Files = append(data.Files, f.Name)
	}
	for _, s := range r.Sections {
		one := htmlSection{Title: s.Title, About: s.About, Sources: s.Sources, Notes: r.notes(&s)}
		for _, status := range Statuses() {
			if n := s.Count(status); n > 0 {
				one.Counts = append(one.Counts, htmlCount{status, n})
			}
		}
		for _, v := range s.Verdicts {
			one.Rules = append(one.Rules, r.html(v, s.Name))
		}
		data.Sections = append(data.Sections, one)
	}
	return page.Write(w, htmlTemplate, data)
}

func (r *Result) html(v *Verdict, section string) htmlRule {
	data := r.json(v)
	one := htmlRule{
		Anchor: page.Anchor(section + "-" + v.Rule.ID), Label: v.Rule.Label(), Title: v.Rule.Title, Note: v.Rule.Note, See: v.Rule.See,
		By: v.By(), Status: v.Status, Filters: data.Filters, Alarms: data.Alarms, Trails: data.Trails, Reasons: v.Reasons, Notes: v.Notes,
	}
	one.FilterLabel = "Filter"
	if v.Gap == GapFilter {
		one.FilterLabel = "Nearest filter"
	} else if len(v.Filters) > 1 {
		one.FilterLabel = "Filters together"
	}
	if v.Gap != GapNone {
		one.Remedy = v.Remedy()
	}
	if q := v.Rule.Require; q != nil && q.Pattern != nil {
		one.Required = grammar.Format(q.Pattern)
	}
	if v.Witness != "" {
		label := "Would go unnoticed"
		switch v.Status {
		case TooBroad:
			label = "Is matched, too"
		case Undecided:
			label = "May go unnoticed"
		}
		one.Witness = &htmlWitness{Label: label, Brief: indented(v.Brief())}
		if v.Brief() != v.Witness {
			one.Witness.Whole = indented(v.Witness)
		}
	}
	return one
}

// indented lays out a log event that is JSON.
func indented(event string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(event), "", "  ") != nil {
		return event
	}
	return b.String()
}
