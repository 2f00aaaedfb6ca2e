package engine

import (
	"context"
	"io"
)

// maxBlockMatches is about how many matches of a block are kept before it is
// delivered in parts: a set of patterns that match everything must not need
// memory for every line and filter.
const maxBlockMatches = 1 << 18

// SetBlock is a run of whole lines of the input with the lines that some
// filter of a set matches. It is valid until emit returns.
type SetBlock struct {
	Block
	// Events is how many log events the block holds, selected or not.
	Events  int64
	matches *setMatches
}

// Filters returns the indices of the filters that match line i of Lines, in
// ascending order. It is valid until emit returns.
func (b *SetBlock) Filters(i int) []int {
	start := 0
	if i > 0 {
		start = b.matches.ends[i-1]
	}
	return b.matches.filters[start:b.matches.ends[i]]
}

// setMatches are the filters that match the selected lines of a block.
type setMatches struct {
	filters []int
	ends    []int // by line: where its filters end
	events  int64
}

// Stream is Filter.Stream for a set: it matches every line of r with all
// filters and calls emit with the lines that some filter matches, or, with
// StreamOptions.Invert, with those that none does, in the order of the input.
func (s *Set) Stream(ctx context.Context, r io.Reader, opts StreamOptions, emit func(*SetBlock) error) error {
	selector := &setSelector{set: s, invert: opts.Invert}
	if !opts.Invert {
		selector.needleSearch = newNeedleSearch(s.needles, s.json != nil)
	}
	return runStream(ctx, r, opts, selector, func(out Block, b *block) error {
		block := SetBlock{Block: out, matches: &b.matches}
		if !b.tooLong {
			block.Events = b.matches.events
		}
		return emit(&block)
	})
}

// setSelector finds the lines that filters of a set match.
type setSelector struct {
	set *Set
	needleSearch
	invert bool
}

func (s *setSelector) selectBlock(b *block) {
	data, m := b.data, &b.matches
	b.lines, m.filters, m.ends, m.events = b.lines[:0], m.filters[:0], m.ends[:0], 0
	var hits needleHits
	if len(s.finders) > 0 {
		hits = s.start(data)
	}
	for pos := 0; pos < len(data); {
		if len(m.filters) >= maxBlockMatches {
			b.data, b.rest = data[:pos], data[pos:]
			break
		}
		if len(s.finders) > 0 {
			start, end, next, ok := s.line(&hits, data, pos)
			if ok {
				s.selectLine(b, start, data[start:end])
			}
			pos = next
			continue
		}
		end, next := lineEnd(data, pos)
		if end > pos {
			m.events++
			s.selectLine(b, pos, data[pos:end])
		}
		pos = next
	}
	if len(s.finders) > 0 {
		_, m.events = number(nil, b.data, 0, 0)
	}
}

// selectLine adds the line that starts at start, if it is selected.
func (s *setSelector) selectLine(b *block, start int, message []byte) {
	m := &b.matches
	before := len(m.filters)
	m.filters = s.set.Match(m.filters, message)
	if (len(m.filters) > before) == s.invert {
		m.filters = m.filters[:before]
		return
	}
	b.lines = append(b.lines, Line{Start: start, End: start + len(message)})
	m.ends = append(m.ends, len(m.filters))
}
