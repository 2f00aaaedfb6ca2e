package engine

import (
	"fmt"
	"slices"

	"github.com/logsieve/logsieve/grammar"
)

// The limits of a Set bound what CompileSet allocates.
const (
	// MaxSetFilters is how many filters a Set holds at most.
	MaxSetFilters = 100_000
	// MaxSetBytes is how long the patterns of a Set may be together, in bytes.
	MaxSetBytes = 8 << 20
)

// SetLimitError says that filters are too many for one Set.
type SetLimitError struct {
	Filters int // that were given
	Bytes   int // of their patterns; 0 if already their number is too large
}

// Error implements error.
func (e *SetLimitError) Error() string {
	if e.Bytes > 0 {
		return fmt.Sprintf("the patterns of a set are at most %d bytes together, not %d: split the set", MaxSetBytes, e.Bytes)
	}
	return fmt.Sprintf("a set holds at most %d filters, not %d: split it", MaxSetFilters, e.Filters)
}

// Set matches many filters at once. It never changes, and is safe for
// concurrent use. Filters of one kind share the walk over the event, the split
// of it or the search in it, and the outcome of equal conditions; what they
// ask for is indexed, so that a filter costs time only for events that have
// something of it.
type Set struct {
	json      *setJSON      // nil if there are no JSON filters
	terms     *setTerms     // likewise
	delimited *setDelimited // likewise
	all       []int         // filters that match everything
	size      int
	// needles are literals of which an event that any filter matches holds at
	// least one; see matcher. nil if there are none, or too many.
	needles [][]byte
}

// CompileSet prepares filters for matching together. It fails with a
// *SetLimitError for filters beyond MaxSetFilters and MaxSetBytes.
func CompileSet(filters []*Filter) (*Set, error) {
	if len(filters) > MaxSetFilters {
		return nil, &SetLimitError{Filters: len(filters)}
	}
	s := &Set{size: len(filters)}
	json, terms, delimited := newSetJSONBuilder(), newSetTermsBuilder(), newSetDelimitedBuilder()
	bytes := 0
	for i, f := range filters {
		bytes += len(f.pattern.String())
		switch m := f.matcher.(type) {
		case *jsonMatcher:
			p, ok := f.pattern.(*grammar.JSONPattern)
			if !ok {
				return nil, fmt.Errorf("filter %d: no JSON pattern", i)
			}
			if err := json.add(i, p); err != nil {
				return nil, fmt.Errorf("filter %d: %w", i, err)
			}
		case *termsMatcher:
			terms.add(i, m)
		case regexMatcher:
			terms.addRegex(i, m.re)
		case *delimitedMatcher:
			delimited.add(i, m)
		default:
			s.all = append(s.all, i)
		}
	}
	if bytes > MaxSetBytes {
		return nil, &SetLimitError{Filters: len(filters), Bytes: bytes}
	}
	s.needles = commonNeedles(filters)
	s.json, s.terms, s.delimited = json.finish(), terms.finish(), delimited.finish()
	return s, nil
}

// commonNeedles returns the needles of all filters, if they are few.
func commonNeedles(filters []*Filter) [][]byte {
	var all [][]byte
	for _, f := range filters {
		needles := f.matcher.needles()
		if needles == nil {
			return nil
		}
		for _, n := range needles {
			if !slices.ContainsFunc(all, func(o []byte) bool { return string(o) == string(n) }) {
				all = append(all, n)
			}
		}
		if len(all) > maxNeedles {
			return nil
		}
	}
	return all
}

// Len is how many filters the set holds.
func (s *Set) Len() int { return s.size }

// Match appends the indices of the filters that match a log event's message,
// in ascending order. Each decides as its Filter.Match does. It allocates
// nothing but what dst needs to grow, with the exception of Filter.Match.
func (s *Set) Match(dst []int, message []byte) []int {
	start := len(dst)
	dst = append(dst, s.all...)
	if s.terms != nil {
		dst = s.terms.match(dst, message)
	}
	if s.delimited != nil {
		dst = s.delimited.match(dst, message)
	}
	if s.json != nil {
		dst = s.json.match(dst, message)
	}
	slices.Sort(dst[start:])
	return dst
}
