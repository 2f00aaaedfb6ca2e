package conformance

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// WriteText writes a table for people: a line for each topic and each evidence
// grade, and the total.
func (m *Matrix) WriteText(w io.Writer) error {
	b := &strings.Builder{}
	b.WriteString("share that passed, and passed/failed/skipped cases\n\n")
	tw := tabwriter.NewWriter(b, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintf(tw, "topic\t%s\t\n", strings.Join(m.Names, "\t"))
	line := func(name string, cells []Cell) {
		fmt.Fprint(tw, name)
		for _, c := range cells {
			fmt.Fprintf(tw, "\t%s", c.text())
		}
		fmt.Fprint(tw, "\t\n")
	}
	for i := range m.Topics {
		line(m.Topics[i].Name, m.Topics[i].Cells())
	}
	blank := strings.Repeat("\t", len(m.Names)+1)
	fmt.Fprintf(tw, "%s\nevidence%s\n", blank, blank)
	for _, g := range m.Grades() {
		line(string(g), m.Cells(g))
	}
	line("total", m.Cells())
	tw.Flush()
	for n, c := range m.Cells() {
		if c.Missing > 0 {
			fmt.Fprintf(b, "\n%s: %d of the cases here are not in its report", m.Names[n], c.Missing)
		}
	}
	// Columns end where their longest line ends.
	lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ") + "\n"
	}
	_, err := io.WriteString(w, strings.Join(lines, ""))
	return err
}

func (c Cell) text() string {
	if c.Run() == 0 {
		return c.Percent()
	}
	return fmt.Sprintf("%s %d/%d/%d", c.Percent(), c.Passed, c.Failed, c.Skipped)
}

type (
	jsonMatrix struct {
		Version         int         `json:"version"` // 1
		Implementations []jsonCell  `json:"implementations"`
		Topics          []jsonTopic `json:"topics"`
	}
	jsonCell struct {
		Name string `json:"name"`
		Cell
		Share  float64           `json:"share"`
		Grades map[Evidence]Cell `json:"grades"`
	}
	jsonTopic struct {
		Topic string           `json:"topic"`
		Cells []jsonCell       `json:"cells"`
		Cases []jsonMatrixCase `json:"cases"`
	}
	jsonMatrixCase struct {
		ID            string        `json:"id"`
		Evidence      Evidence      `json:"evidence"`
		Rules         []string      `json:"rules"`
		FilterPattern *string       `json:"filterPattern,omitempty"`
		Source        string        `json:"source,omitempty"`
		Outcomes      []jsonOutcome `json:"outcomes"`
	}
	jsonOutcome struct {
		Name   string `json:"name"`
		Status Status `json:"status"`
		Detail string `json:"detail,omitempty"`
	}
)

// WriteJSON writes one JSON object: implementations, each with its totals, and
// topics, each with a cell for each implementation and the cases that do not
// pass everywhere.
func (m *Matrix) WriteJSON(w io.Writer) error {
	out := jsonMatrix{Version: 1, Implementations: m.json(m.Cells), Topics: []jsonTopic{}}
	for _, t := range m.Topics {
		one := jsonTopic{Topic: t.Name, Cells: m.json(t.Cells), Cases: []jsonMatrixCase{}}
		for _, c := range t.Cases {
			if jc := m.jsonCase(c); len(jc.Outcomes) > 0 {
				one.Cases = append(one.Cases, jc)
			}
		}
		out.Topics = append(out.Topics, one)
	}
	return jsontext.Write(w, out, "  ")
}

func (m *Matrix) json(cells func(...Evidence) []Cell) []jsonCell {
	list := make([]jsonCell, len(m.Names))
	for n, c := range cells() {
		list[n] = jsonCell{Name: m.Names[n], Cell: c, Share: c.Share(), Grades: map[Evidence]Cell{}}
	}
	for _, g := range m.Grades() {
		for n, c := range cells(g) {
			if c != (Cell{}) {
				list[n].Grades[g] = c
			}
		}
	}
	return list
}

func (m *Matrix) jsonCase(c MatrixCase) jsonMatrixCase {
	out := jsonMatrixCase{ID: c.ID, Evidence: c.Evidence, Rules: append([]string{}, c.Rules...), FilterPattern: c.FilterPattern, Source: c.Source}
	for n, o := range c.Outcomes {
		if o.Status == Failed || o.Status == Skipped {
			out.Outcomes = append(out.Outcomes, jsonOutcome{m.Names[n], o.Status, o.Detail})
		}
	}
	return out
}
