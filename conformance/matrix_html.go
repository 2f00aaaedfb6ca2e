package conformance

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
)

//go:embed matrix.html.tmpl
var matrixTemplate string

// matrixScript filters the page by evidence grade and implementation. The page
// says the same without it, all grades together.
//
//go:embed matrix.js
var matrixScript string

type (
	htmlMatrix struct {
		Version, Policy string
		Script          template.JS
		Names           []string
		Cases           int
		Total           []htmlCell
		Grades          []htmlGrade
		Topics          []htmlTopic
	}
	htmlGrade struct {
		Grade Evidence
		Cases int
		Cells []htmlCell
	}
	htmlTopic struct {
		Name, Anchor string
		Cells        []htmlCell
		Failed       []htmlCase
		Skips        []htmlSkip
	}
	htmlCell struct {
		Cell
		Counts string // what the cell counts per grade, in JSON; "" where the filter does not reach
		Link   string // to the topic's cases that did not pass
		Who    int
	}
	htmlCase struct {
		ID, Rules, Source string
		Evidence          Evidence
		FilterPattern     *string
		Diffs             []htmlDiff
	}
	htmlDiff struct {
		Names  string
		Who    string // the numbers of the implementations, with blanks around
		Detail string
	}
	htmlSkip struct {
		Name, Reason, Counts string
		Who, Count           int
	}
)

// WriteHTML writes a page that needs nothing else: the shares of each topic
// and implementation, to be filtered by evidence grade, and the cases that
// failed with their differences. It names version as the program that wrote
// it.
func (m *Matrix) WriteHTML(w io.Writer, version string) error {
	t, err := template.New("matrix").Parse(matrixTemplate)
	if err != nil {
		return err
	}
	hash := sha256.Sum256([]byte(matrixScript))
	page := htmlMatrix{
		Version: version, Names: m.Names,
		Policy: "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'",
		Script: template.JS(matrixScript), // the file beside this one, not anybody's text
		Total:  m.htmlCells(m.Cells, ""),
	}
	for _, g := range m.Grades() {
		grade := htmlGrade{Grade: g}
		for n, c := range m.Cells(g) {
			grade.Cells = append(grade.Cells, htmlCell{Cell: c, Who: n})
			grade.Cases = c.Run() + c.Missing
		}
		page.Cases += grade.Cases
		page.Grades = append(page.Grades, grade)
	}
	for i, t := range m.Topics {
		one := htmlTopic{Name: t.Name, Anchor: fmt.Sprintf("topic-%d", i+1), Skips: m.htmlSkips(t)}
		for _, c := range t.Cases {
			if diffs := m.htmlDiffs(c); len(diffs) > 0 {
				one.Failed = append(one.Failed, htmlCase{c.ID, strings.Join(c.Rules, ", "), c.Source, c.Evidence, c.FilterPattern, diffs})
			}
		}
		one.Cells = m.htmlCells(t.Cells, one.Anchor)
		page.Topics = append(page.Topics, one)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, page); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

func (m *Matrix) htmlCells(cells func(...Evidence) []Cell, anchor string) []htmlCell {
	list := make([]htmlCell, len(m.Names))
	counts := make([]map[Evidence][4]int, len(m.Names))
	for _, g := range m.Grades() {
		for n, c := range cells(g) {
			if counts[n] == nil {
				counts[n] = map[Evidence][4]int{}
			}
			counts[n][g] = [4]int{c.Passed, c.Failed, c.Skipped, c.Missing}
		}
	}
	for n, c := range cells() {
		list[n] = htmlCell{Cell: c, Counts: asJSON(counts[n]), Who: n}
		if anchor != "" && c.Failed+c.Skipped > 0 {
			list[n].Link = "#" + anchor
		}
	}
	return list
}

// htmlDiffs are the differences of a case, each once.
func (m *Matrix) htmlDiffs(c MatrixCase) []htmlDiff {
	var list []htmlDiff
	for n, o := range c.Outcomes {
		if o.Status != Failed {
			continue
		}
		i := slices.IndexFunc(list, func(d htmlDiff) bool { return d.Detail == o.Detail })
		if i < 0 {
			list = append(list, htmlDiff{m.Names[n], fmt.Sprintf(" %d ", n), o.Detail})
			continue
		}
		list[i].Names += ", " + m.Names[n]
		list[i].Who += fmt.Sprintf("%d ", n)
	}
	return list
}

// htmlSkips counts a topic's skipped cases by implementation and reason.
func (m *Matrix) htmlSkips(t MatrixTopic) []htmlSkip {
	var list []htmlSkip
	counts := []map[Evidence][4]int{}
	for n, name := range m.Names {
		for _, c := range t.Cases {
			o := c.Outcomes[n]
			if o.Status != Skipped {
				continue
			}
			i := slices.IndexFunc(list, func(s htmlSkip) bool { return s.Who == n && s.Reason == o.Detail })
			if i < 0 {
				i = len(list)
				list = append(list, htmlSkip{Name: name, Reason: o.Detail, Who: n})
				counts = append(counts, map[Evidence][4]int{})
			}
			list[i].Count++
			of := counts[i][c.Evidence]
			of[2]++
			counts[i][c.Evidence] = of
		}
	}
	for i := range list {
		list[i].Counts = asJSON(counts[i])
	}
	return list
}

func asJSON(counts map[Evidence][4]int) string {
	data, err := json.Marshal(counts)
	if err != nil {
		return "{}" // texts and numbers always marshal
	}
	return string(data)
}

// AnyTopicToShow is for the template: a case failed or was skipped.
func (p htmlMatrix) AnyTopicToShow() bool {
	return slices.ContainsFunc(p.Topics, func(t htmlTopic) bool { return len(t.Failed)+len(t.Skips) > 0 })
}
