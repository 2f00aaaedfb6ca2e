package conformance

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Status is the outcome of one case.
type Status string

// The outcomes.
const (
	Passed  Status = "passed"
	Failed  Status = "failed"
	Skipped Status = "skipped"
)

// Result is the outcome of one case. Detail is the difference of a failed
// case or the reason of a skipped one.
type Result struct {
	Suite  string
	Case   *Case
	Status Status
	Detail string
}

// Report holds the results of a run in the order of its suites.
type Report struct {
	Name    string // of the target, for reports that are put beside others
	Results []Result
}

// Totals counts outcomes.
type Totals struct {
	Passed  int `json:"passed"`
	Failed  int `json:"failed"`
	Skipped int `json:"skipped"`
}

func (t *Totals) add(s Status) {
	switch s {
	case Passed:
		t.Passed++
	case Failed:
		t.Failed++
	case Skipped:
		t.Skipped++
	}
}

// Totals counts all results.
func (r *Report) Totals() Totals {
	var t Totals
	for _, res := range r.Results {
		t.add(res.Status)
	}
	return t
}

// ByEvidence counts the results of each evidence grade that occurs.
func (r *Report) ByEvidence() map[Evidence]Totals {
	m := map[Evidence]Totals{}
	for _, res := range r.Results {
		t := m[res.Case.Evidence]
		t.add(res.Status)
		m[res.Case.Evidence] = t
	}
	return m
}

// SuiteTotals counts the results of one suite.
type SuiteTotals struct {
	Suite string `json:"suite"`
	Totals
}

// BySuite counts the results of each suite, in the order of the report. Files
// that give their suites one name count together.
func (r *Report) BySuite() []SuiteTotals {
	list := []SuiteTotals{}
	at := map[string]int{}
	for _, res := range r.Results {
		i, ok := at[res.Suite]
		if !ok {
			i = len(list)
			at[res.Suite] = i
			list = append(list, SuiteTotals{Suite: res.Suite})
		}
		list[i].add(res.Status)
	}
	return list
}

// WriteText writes a report for people: every failure with its request and
// difference, the reasons of the skipped cases with their counts, and totals
// per suite, where there are several, and per evidence grade.
func (r *Report) WriteText(w io.Writer) error {
	b := &strings.Builder{}
	reasons, counts := []string{}, map[string]int{}
	for _, res := range r.Results {
		switch res.Status {
		case Failed:
			writeFailure(b, res)
		case Skipped:
			if counts[res.Detail] == 0 {
				reasons = append(reasons, res.Detail)
			}
			counts[res.Detail]++
		}
	}
	for _, reason := range reasons {
		fmt.Fprintf(b, "skipped %d: %s\n", counts[reason], reason)
	}
	if b.Len() > 0 {
		b.WriteString("\n")
	}
	if suites := r.BySuite(); len(suites) > 1 {
		tw := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprint(tw, "suite\tpassed\tfailed\tskipped\t\n")
		for _, t := range suites {
			fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t\n", t.Suite, t.Passed, t.Failed, t.Skipped)
		}
		tw.Flush()
		b.WriteString("\n")
	}
	grades := r.ByEvidence()
	tw := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(tw, "evidence\tpassed\tfailed\tskipped\t\n")
	for _, g := range Grades() {
		if t, ok := grades[g]; ok {
			fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t\n", g, t.Passed, t.Failed, t.Skipped)
		}
	}
	t := r.Totals()
	fmt.Fprintf(tw, "total\t%d\t%d\t%d\t\n", t.Passed, t.Failed, t.Skipped)
	tw.Flush()
	_, err := io.WriteString(w, b.String())
	return err
}

func writeFailure(b *strings.Builder, res Result) {
	c := res.Case
	fmt.Fprintf(b, "FAIL %s (%s", c.ID, c.Evidence)
	if len(c.Rules) > 0 {
		fmt.Fprintf(b, "; %s", strings.Join(c.Rules, ", "))
	}
	b.WriteString(")\n")
	if c.Source != "" {
		fmt.Fprintf(b, "  source: %s\n", c.Source)
	}
	if p := c.filterPattern(); p != nil {
		fmt.Fprintf(b, "  filterPattern: %s\n", indent(*p, "    "))
	}
	fmt.Fprintf(b, "  %s\n", indent(res.Detail, "  "))
}

// indent puts prefix before every line but the first.
func indent(s, prefix string) string { return strings.ReplaceAll(s, "\n", "\n"+prefix) }
