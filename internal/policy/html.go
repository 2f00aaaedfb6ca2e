package policy

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"io"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

//go:embed report.html.tmpl
var htmlTemplate string

type (
	htmlPage struct {
		Title, Version  string
		Caveat          string // what was not asked, "" for nothing
		Files           []string
		Filters, Alarms int
		Sections        []htmlSection
	}
	htmlSection struct {
		Title, About string
		Sources      []string
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
		Alarms                                                             []jsonPlace
		Reasons, Notes                                                     []string
		Witness                                                            *htmlWitness
	}
	htmlWitness struct{ Label, Brief, Whole string }
)

// WriteHTML writes a page that needs nothing else, for people who judge the
// judge.
func (r *Result) WriteHTML(w io.Writer, version string) error {
	t, err := template.New("report").Parse(htmlTemplate)
	if err != nil {
		return err
	}
	page := htmlPage{Title: "What the log filters guarantee", Version: version,
		Filters: len(r.Estate.Filters), Alarms: len(r.Estate.Alarms)}
	page.Caveat = strings.Join(r.caveats(), " ")
	if len(r.Sections) == 1 {
		page.Title += ": " + r.Sections[0].Title
	}
	for _, f := range r.Estate.Files {
		page.Files = append(page.Files, f.Name)
	}
	for _, s := range r.Sections {
		one := htmlSection{Title: s.Title, About: s.About, Sources: s.Sources}
		for _, status := range Statuses() {
			if n := s.Count(status); n > 0 {
				one.Counts = append(one.Counts, htmlCount{status, n})
			}
		}
		for _, v := range s.Verdicts {
			one.Rules = append(one.Rules, v.html(s.Name))
		}
		page.Sections = append(page.Sections, one)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, page); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

func (v *Verdict) html(section string) htmlRule {
	data := v.json()
	one := htmlRule{
		Anchor: anchor(section + "-" + v.Rule.ID), Label: v.Rule.label(), Title: v.Rule.Title, Note: v.Rule.Note, See: v.Rule.See,
		By: v.By(), Status: v.Status, Filters: data.Filters, Alarms: data.Alarms, Reasons: v.Reasons, Notes: v.Notes,
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

// anchor is a name for a link inside the page.
func anchor(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '-'
	}, text)
}

// indented lays out a log event that is JSON.
func indented(event string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(event), "", "  ") != nil {
		return event
	}
	return b.String()
}
