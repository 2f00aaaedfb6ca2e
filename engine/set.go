package engine

import (
	"fmt"
	"slices"
	"sync"

	"github.com/logsieve/logsieve/grammar"
)

// MaxSetFilters is how many filters a Set holds at most.
const MaxSetFilters = 100_000

// Set matches many filters at once. It never changes, and is safe for
// concurrent use. JSON filters share one walk over the event, and the outcome
// of equal conditions; filters of the other kinds run one by one.
type Set struct {
	json  *setJSON // nil if there are no JSON filters
	alone []setAlone
}

type setAlone struct {
	index   int
	matcher matcher
}

// CompileSet prepares filters for matching together. It fails for more than
// MaxSetFilters of them.
func CompileSet(filters []*Filter) (*Set, error) {
	if len(filters) > MaxSetFilters {
		return nil, fmt.Errorf("a set holds at most %d filters, not %d: split it", MaxSetFilters, len(filters))
	}
	s := &Set{}
	b := newSetBuilder()
	for i, f := range filters {
		p, ok := f.pattern.(*grammar.JSONPattern)
		if !ok {
			s.alone = append(s.alone, setAlone{i, f.matcher})
			continue
		}
		if err := b.add(i, p); err != nil {
			return nil, fmt.Errorf("filter %d: %w", i, err)
		}
	}
	s.json = b.finish()
	return s, nil
}

// Match appends the indices of the filters that match a log event's message,
// in ascending order. Each decides as its Filter.Match does. It allocates
// nothing but what dst needs to grow.
func (s *Set) Match(dst []int, message []byte) []int {
	start := len(dst)
	for _, a := range s.alone {
		if a.matcher.match(message) {
			dst = append(dst, a.index)
		}
	}
	if s.json != nil {
		dst = s.json.match(dst, message)
	}
	slices.Sort(dst[start:])
	return dst
}

// setJSON is the JSON filters of a set.
type setJSON struct {
	paths      *jsonMatcher // the selectors of all filters
	conditions []*jsonCondition
	filters    []setFilter
	always     []int // filters without triggers
	triggers   []slotTriggers
	pool       sync.Pool // of *setState
}

type setFilter struct {
	index int // in the set
	expr  *setExpr
}

// setExpr is an operator over operands, or a condition.
type setExpr struct {
	condition int // in setJSON.conditions; -1 for an operator
	or        bool
	operands  []*setExpr
}

// slotTriggers finds the filters that the value of one slot can make match.
type slotTriggers struct {
	slot     int
	present  []int // whatever the value
	exact    map[string][]int
	prefixes []prefixTriggers // by length
}

type prefixTriggers struct {
	length  int
	filters map[string][]int
}

// setState is the memory of one match.
type setState struct {
	json *jsonState
	memo []outcome // by condition
	hits []int     // triggered filters
	done []bool    // by filter: it is among hits
}

type outcome uint8

const (
	unknownOutcome outcome = iota
	fails
	holds
)

func (s *setJSON) match(dst []int, message []byte) []int {
	st := s.pool.Get().(*setState)
	st.json = s.paths.state()
	start := len(dst)
	if s.paths.collect(st.json, message) {
		clear(st.memo)
		clear(st.done)
		st.hits = st.hits[:0]
		dst = s.evaluate(dst, st, s.always)
		dst = s.evaluateTriggered(dst, st)
		if len(dst) > start && !validObject(message) {
			dst = dst[:start]
		}
	}
	s.paths.release(st.json)
	st.json = nil
	s.pool.Put(st)
	return dst
}

func (s *setJSON) evaluateTriggered(dst []int, st *setState) []int {
	for i := range s.triggers {
		t := &s.triggers[i]
		v := st.json.values[t.slot]
		if v == nil {
			continue
		}
		st.note(t.present)
		var text []byte
		switch c := v[0]; {
		case c == '"':
			text = st.json.text(v)
		case c == '-' || isDigit(c):
			text = st.json.numberText(v)
		default:
			continue
		}
		t.trigger(st, text)
	}
	// Only now, because a condition may overwrite the text.
	for _, f := range st.hits {
		if s.holds(s.filters[f].expr, st) {
			dst = append(dst, s.filters[f].index)
		}
	}
	return dst
}

// trigger notes the filters that a text triggers, each once.
func (t *slotTriggers) trigger(st *setState, text []byte) {
	st.note(t.exact[string(text)])
	for i := range t.prefixes {
		p := &t.prefixes[i]
		if p.length > len(text) {
			break
		}
		st.note(p.filters[string(text[:p.length])])
	}
}

func (st *setState) note(filters []int) {
	for _, f := range filters {
		if !st.done[f] {
			st.done[f] = true
			st.hits = append(st.hits, f)
		}
	}
}

func (s *setJSON) evaluate(dst []int, st *setState, filters []int) []int {
	for _, f := range filters {
		if s.holds(s.filters[f].expr, st) {
			dst = append(dst, s.filters[f].index)
		}
	}
	return dst
}

func (s *setJSON) holds(x *setExpr, st *setState) bool {
	if x.condition >= 0 {
		memo := &st.memo[x.condition]
		if *memo == unknownOutcome {
			*memo = fails
			if s.conditions[x.condition].holds(st.json) {
				*memo = holds
			}
		}
		return *memo == holds
	}
	for _, o := range x.operands {
		if s.holds(o, st) == x.or {
			return x.or
		}
	}
	return !x.or
}
