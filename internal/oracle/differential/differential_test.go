package differential

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/internal/oracle"
	"github.com/logsieve/logsieve/internal/sample"
)

var (
	lasting = flag.Duration("lasting", 0, "how long each test makes rounds; 0 is a few of them")
	first   = flag.Int("round", 0, "the first round, to repeat one")
)

// mostFailures ends a long run that has enough to show.
const mostFailures = 20

// rounds calls one with the numbers of rounds, for a time or as many as few
// are. A round depends on its number alone.
func rounds(t *testing.T, few int, one func(t *testing.T, number int)) {
	t.Helper()
	start := time.Now()
	failures, number := 0, *first
	for ; ; number++ {
		if made := number - *first; *lasting == 0 && made == few || *lasting > 0 && time.Since(start) > *lasting {
			break
		}
		if !t.Run(fmt.Sprint(number), func(t *testing.T) { one(t, number) }) {
			if failures++; failures == mostFailures {
				break
			}
		}
	}
	t.Logf("%d rounds from %d on, %d failed", number-*first, *first, failures)
}

// kind is what the log events of a round are, which decides what can be asked
// of them.
type kind int

const (
	raw   kind = iota // any bytes
	texts             // what the API takes: characters, and at least one
	lines             // any bytes but line breaks, and at least one
	kinds
)

// round is some filters, some log events, and what the oracle says of them.
type round struct {
	sample.Gen
	number  int
	kind    kind
	filters []*engine.Filter
	texts   []string // of the filters' patterns
	events  []string
	matches [][]bool              // by filter and event
	values  [][]map[string]string // the extracted values of those that match
}

func (w world) newRound(number int) *round {
	r := &round{Gen: sample.New(2026, uint64(number)), number: number, kind: kind(number % int(kinds))}
	g := gen{r.Gen, w}
	for len(r.filters) < 8 {
		text := g.pattern()
		f, err := engine.ParseAndCompile(text)
		if err != nil {
			continue
		}
		r.filters = append(r.filters, f)
		r.texts = append(r.texts, text)
	}
	for len(r.events) < 48 { // of the 50 that a request may hold
		e := r.kind.allowed(g.event(r.filters[g.IntN(len(r.filters))].Pattern()))
		if r.kind == lines && number%4 != 0 { // a file with a NUL is no log
			e = strings.ReplaceAll(e, "\x00", "")
		}
		if e != "" || r.kind == raw {
			r.events = append(r.events, e)
		}
	}
	for _, f := range r.filters {
		matches, values := make([]bool, len(r.events)), make([]map[string]string, len(r.events))
		for i, e := range r.events {
			values[i], matches[i] = oracle.Extract(f.Pattern(), e)
		}
		r.matches, r.values = append(r.matches, matches), append(r.values, values)
	}
	return r
}

// allowed makes a log event one of a kind.
func (k kind) allowed(event string) string {
	switch k {
	case texts:
		return strings.ToValidUTF8(event, "\ufffd")
	case lines:
		return strings.Map(func(c rune) rune {
			if c == '\n' || c == '\r' {
				return ' '
			}
			return c
		}, strings.ToValidUTF8(event, "\xff"))
	}
	return event
}

// empty is a table for verdicts by filter and event.
func (r *round) empty() [][]bool {
	out := make([][]bool, len(r.filters))
	for i := range out {
		out[i] = make([]bool, len(r.events))
	}
	return out
}

// each is the table of what decide says.
func (r *round) each(decide func(f *engine.Filter, event []byte) bool) [][]bool {
	out := r.empty()
	for i, f := range r.filters {
		for j, e := range r.events {
			out[i][j] = decide(f, []byte(e))
		}
	}
	return out
}

func (r *round) check(t *testing.T, way string, got [][]bool) {
	t.Helper()
	for i := range r.filters {
		for j, e := range r.events {
			if got[i][j] != r.matches[i][j] {
				t.Errorf("round %d: %q on %q: %s says %v, the oracle %v", r.number, r.texts[i], e, way, got[i][j], r.matches[i][j])
				return
			}
		}
	}
}

// counts are what a test has tried.
type counts map[string]int

func (c counts) String() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(c)) {
		fmt.Fprintf(&b, "\n%10d %s", c[name], name)
	}
	return b.String()
}

// tell shows what was tried, after a long run without being asked.
func (c counts) tell(t *testing.T) {
	t.Helper()
	if *lasting > 0 {
		fmt.Println(t.Name(), c)
		return
	}
	t.Log(c)
}

// TestWays holds every way to the oracle.
func TestWays(t *testing.T) {
	w := newWorld(t)
	c := counts{}
	rounds(t, 18, func(t *testing.T, number int) {
		r := w.newRound(number)
		c["pairs of a pattern and a log event"] += len(r.filters) * len(r.events)
		for _, row := range r.matches {
			for _, m := range row {
				if m {
					c["pairs that match"]++
				}
			}
		}
		for _, way := range ways {
			if way.kind == raw || way.kind == r.kind {
				got, tried := way.decide(t, r)
				if tried {
					r.check(t, way.name, got)
					c["rounds: "+way.name]++
				}
			}
		}
		r.compare(t, c)
		if r.kind == texts {
			r.refusals(t, gen{r.Gen, w}, c)
		}
	})
	c.tell(t)
	for _, way := range ways {
		if *lasting == 0 && *first == 0 && c["rounds: "+way.name] == 0 {
			t.Errorf("%s was not tried", way.name)
		}
	}
	if match, all := c["pairs that match"], c["pairs of a pattern and a log event"]; match < all/10 || match > all*9/10 {
		t.Errorf("%d of %d pairs match: the test says little", match, all)
	}
}
