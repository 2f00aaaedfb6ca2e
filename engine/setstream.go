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
	selector := &setSelector{s, opts.Invert}
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
	set    *Set
	invert bool
}

func (s *setSelector) selectBlock(b *block) {
	data, m := b.data, &b.matches
	b.lines, m.filters, m.ends, m.events = b.lines[:0], m.filters[:0], m.ends[:0], 0
	for pos := 0; pos < len(data); {
		if len(m.filters) >= maxBlockMatches {
			b.data, b.rest = data[:pos], data[pos:]
			return
		}
		end, next := lineEnd(data, pos)
		if end > pos {
			m.events++
			before := len(m.filters)
			m.filters = s.set.Match(m.filters, data[pos:end])
			if (len(m.filters) > before) != s.invert {
				b.lines = append(b.lines, Line{Start: pos, End: end})
				m.ends = append(m.ends, len(m.filters))
			} else {
				m.filters = m.filters[:before]
			}
		}
		pos = next
	}
}
