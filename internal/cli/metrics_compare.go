package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/replay"
)

// maxExamples is how many gained and lost log events are kept.
const maxExamples = 10

// comparison is what the filters of --compare match otherwise.
type comparison struct {
	evaluator *metric.Evaluator
	gained    difference
	lost      difference
}

// difference are log events that only one side matches.
type difference struct {
	count    int64
	examples []eventExample
}

type eventExample struct {
	number  int    // of its file
	File    string `json:"file"`
	Line    int64  `json:"line"`
	Message string `json:"message"`
}

// comparisonReport is what the filters of --compare found. Gained are log
// events that they match and the filters of the run do not, lost the opposite.
type comparisonReport struct {
	*metric.Result
	Gained       int64          `json:"gained"`
	Lost         int64          `json:"lost"`
	GainedEvents []eventExample `json:"gainedEvents"`
	LostEvents   []eventExample `json:"lostEvents"`
}

// note remembers a log event of a file that only one side matches.
func (c *comparison) note(number int, at replay.Place, message []byte, otherMatched bool) {
	d := &c.lost
	if otherMatched {
		d = &c.gained
	}
	d.count++
	if len(d.examples) < maxExamples {
		d.examples = append(d.examples, eventExample{number, at.File, at.Line, string(message)})
	}
}

// merge adds what was noted of other files, so that the examples are those of the
// first ones.
func (c *comparison) merge(other *comparison) {
	for _, side := range [][2]*difference{{&c.gained, &other.gained}, {&c.lost, &other.lost}} {
		to, from := side[0], side[1]
		to.count += from.count
		to.examples = append(to.examples, from.examples...)
		slices.SortStableFunc(to.examples, func(a, b eventExample) int { return cmp.Compare(a.number, b.number) })
		to.examples = to.examples[:min(len(to.examples), maxExamples)]
	}
}

func (c *comparison) report() *comparisonReport {
	rep := &comparisonReport{
		Result: c.evaluator.Result(), Gained: c.gained.count, Lost: c.lost.count,
		GainedEvents: []eventExample{}, LostEvents: []eventExample{},
	}
	rep.GainedEvents = append(rep.GainedEvents, c.gained.examples...)
	rep.LostEvents = append(rep.LostEvents, c.lost.examples...)
	return rep
}

func (rep *metricsReport) writeComparison(w io.Writer) {
	c := rep.Compare
	fmt.Fprintf(w, "compared: %d matched, %d gained, %d lost\n", c.Matched, c.Gained, c.Lost)
	for _, side := range []struct {
		mark   string
		events []eventExample
		count  int64
	}{{"+", c.GainedEvents, c.Gained}, {"-", c.LostEvents, c.Lost}} {
		for _, e := range side.events {
			fmt.Fprintf(w, "  %s %s: %s\n", side.mark, replay.Place{File: e.File, Line: e.Line}, shorten(e.Message))
		}
		if more := side.count - int64(len(side.events)); more > 0 {
			fmt.Fprintf(w, "  %s and %d more\n", side.mark, more)
		}
	}
	fmt.Fprintln(w)
}

// shorten cuts a message for a line of a terminal.
func shorten(message string) string {
	const longest = 120
	runes := []rune(message)
	for i, r := range runes {
		if r == '\n' || r == '\r' {
			runes[i] = ' '
		}
	}
	if len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return string(runes)
}
