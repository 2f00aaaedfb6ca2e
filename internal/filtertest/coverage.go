package filtertest

import (
	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
)

// Coverage says which conditions the tests saw hold and fail.
type Coverage struct {
	Filters []*FilterCoverage // in the order in which tests name them
	byKey   map[string]*FilterCoverage
}

// FilterCoverage is the coverage of one filter.
type FilterCoverage struct {
	Filter     string               `json:"filter"`
	Key        string               `json:"key"` // the place of an inline filter, FILE#ADDRESS of a reference
	Pattern    string               `json:"filterPattern"`
	Conditions []*ConditionCoverage `json:"conditions"`
}

// ConditionCoverage is the coverage of one condition.
type ConditionCoverage struct {
	Text string `json:"text"`
	// Span is the condition's place in the filter pattern, in bytes.
	Span grammar.Span `json:"span"`
	// True and False count the log events on which the condition held and
	// failed.
	True  int64 `json:"true"`
	False int64 `json:"false"`
}

// Covered reports whether the condition was seen to hold and to fail.
func (c *ConditionCoverage) Covered() bool { return c.True > 0 && c.False > 0 }

func newCoverage(files []*File) *Coverage {
	c := &Coverage{byKey: map[string]*FilterCoverage{}}
	for _, f := range files {
		for _, filter := range f.Filters { // those too that no test names
			c.of(filter)
		}
	}
	return c
}

// of is the coverage of a filter; nil when coverage is not measured.
func (c *Coverage) of(f *Filter) *FilterCoverage {
	if c == nil {
		return nil
	}
	fc := c.byKey[f.Key]
	if fc == nil {
		fc = &FilterCoverage{Filter: f.Name, Key: f.Key, Pattern: f.Pattern(), Conditions: []*ConditionCoverage{}}
		for _, n := range f.metric.FilterPattern().Trace(nil).Conditions() {
			at := n.Node.Span()
			fc.Conditions = append(fc.Conditions, &ConditionCoverage{Text: fc.Pattern[at.Start:at.End], Span: at})
		}
		c.byKey[f.Key] = fc
		c.Filters = append(c.Filters, fc)
	}
	return fc
}

// add counts the verdicts of one log event. What was not asked counts for
// nothing.
func (fc *FilterCoverage) add(t *engine.Trace) {
	if fc == nil {
		return
	}
	for i, n := range t.Conditions() {
		switch n.Verdict {
		case engine.True:
			fc.Conditions[i].True++
		case engine.False:
			fc.Conditions[i].False++
		}
	}
}

// Count is how many conditions are covered, of how many.
func (fc *FilterCoverage) Count() (covered, all int) {
	for _, c := range fc.Conditions {
		if c.Covered() {
			covered++
		}
	}
	return covered, len(fc.Conditions)
}

// Count is how many conditions of all filters are covered, of how many.
func (c *Coverage) Count() (covered, all int) {
	for _, f := range c.Filters {
		some, of := f.Count()
		covered, all = covered+some, all+of
	}
	return covered, all
}

// Percent is the covered share; without conditions there is nothing left to
// cover.
func (c *Coverage) Percent() float64 {
	covered, all := c.Count()
	if all == 0 {
		return 100
	}
	return 100 * float64(covered) / float64(all)
}
