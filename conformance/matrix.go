package conformance

import (
	"fmt"
	"slices"
)

// Matrix holds reports side by side: topics, which are suites, down and
// implementations across.
type Matrix struct {
	Names  []string // of the implementations, one for each report
	Topics []MatrixTopic
}

// MatrixTopic is one row: the cases of one suite.
type MatrixTopic struct {
	Name  string
	Cases []MatrixCase
}

// MatrixCase is one case and its outcomes, one for each implementation.
type MatrixCase struct {
	ID            string
	Evidence      Evidence
	Rules         []string
	Source        string  // where a report tells it
	FilterPattern *string // where a report tells it
	Outcomes      []Outcome
}

// Outcome is what a report says of a case. Its status is "" when the report
// does not hold the case.
type Outcome struct {
	Status Status
	Detail string
}

// Cell counts outcomes. Missing are the cases of the matrix that the report
// does not hold: it comes from other suites, or from other versions of them.
type Cell struct {
	Totals
	Missing int `json:"missing"`
}

func (c *Cell) count(o Outcome) {
	if o.Status == "" {
		c.Missing++
	}
	c.add(o.Status)
}

// Run is the number of cases that the report holds.
func (c Cell) Run() int { return c.Passed + c.Failed + c.Skipped }

// Share is the part of the cases in the report that passed, from 0 to 1; 0
// when there are none. A skipped case has not passed.
func (c Cell) Share() float64 {
	if c.Run() == 0 {
		return 0
	}
	return float64(c.Passed) / float64(c.Run())
}

// Percent is Share in words: rounded down, so that 100% means every case, and
// "<1%" where some passed.
func (c Cell) Percent() string {
	switch percent := c.Passed * 100 / max(c.Run(), 1); {
	case c.Run() == 0:
		return "–"
	case percent == 0 && c.Passed > 0:
		return "<1%"
	default:
		return fmt.Sprintf("%d%%", percent)
	}
}

// NewMatrix puts reports side by side. Topics and cases stand in the order of
// the first report that holds them. Only cases of the evidence grades given
// count; none given means all. A case whose suite or grade differs between
// reports is two.
func NewMatrix(reports []*Report, grades ...Evidence) *Matrix {
	type key struct {
		topic, id string
		evidence  Evidence
	}
	m := &Matrix{}
	topics := map[string]int{}
	cases := map[key]int{} // place in its topic
	for n, r := range reports {
		m.Names = append(m.Names, r.Name)
		for _, res := range r.Results {
			c := res.Case
			if len(grades) > 0 && !slices.Contains(grades, c.Evidence) {
				continue
			}
			t, ok := topics[res.Suite]
			if !ok {
				t = len(m.Topics)
				topics[res.Suite] = t
				m.Topics = append(m.Topics, MatrixTopic{Name: res.Suite})
			}
			topic := &m.Topics[t]
			k := key{res.Suite, c.ID, c.Evidence}
			i, ok := cases[k]
			if !ok {
				i = len(topic.Cases)
				cases[k] = i
				topic.Cases = append(topic.Cases, MatrixCase{ID: c.ID, Evidence: c.Evidence, Rules: c.Rules, Outcomes: make([]Outcome, len(reports))})
			}
			one := &topic.Cases[i]
			one.Outcomes[n] = Outcome{res.Status, res.Detail}
			if one.Source == "" {
				one.Source = c.Source
			}
			if one.FilterPattern == nil {
				one.FilterPattern = c.filterPattern()
			}
		}
	}
	return m
}

// Cells counts the outcomes of a topic's cases of some evidence grades, one
// cell for each implementation; no grade means all.
func (t *MatrixTopic) Cells(grades ...Evidence) []Cell {
	var cells []Cell
	for _, c := range t.Cases {
		if cells == nil {
			cells = make([]Cell, len(c.Outcomes))
		}
		if len(grades) > 0 && !slices.Contains(grades, c.Evidence) {
			continue
		}
		for n, o := range c.Outcomes {
			cells[n].count(o)
		}
	}
	return cells
}

// Cells counts the outcomes of all cases of some evidence grades, one cell for
// each implementation; no grade means all.
func (m *Matrix) Cells(grades ...Evidence) []Cell {
	sum := make([]Cell, len(m.Names))
	for _, t := range m.Topics {
		for n, c := range t.Cells(grades...) {
			sum[n].Passed += c.Passed
			sum[n].Failed += c.Failed
			sum[n].Skipped += c.Skipped
			sum[n].Missing += c.Missing
		}
	}
	return sum
}

// Grades lists the evidence grades that occur in the matrix, best first.
func (m *Matrix) Grades() []Evidence {
	seen := map[Evidence]bool{}
	for _, t := range m.Topics {
		for _, c := range t.Cases {
			seen[c.Evidence] = true
		}
	}
	return slices.DeleteFunc(Grades(), func(g Evidence) bool { return !seen[g] })
}
