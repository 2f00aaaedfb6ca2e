package explain

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/position"
)

// mark is a labelled place in a text.
type mark struct {
	label string
	at    grammar.Span
}

// The lengths, in bytes, from which a line is shortened, and of what is kept
// around each mark then.
const (
	longLine     = 160
	keptAtStart  = 40
	keptBefore   = 24
	keptOfMarked = 48
	keptBehind   = 16
)

// marked returns a text as one line and lines below it with the marks, those
// that overlap on lines of their own. A long line is shortened to what is
// around the marks.
func marked(text string, marks []mark) []string {
	line, marks := shortened(text, marks)
	return markedWhole(line, marks)
}

func markedWhole(line string, marks []mark) []string {
	marks = slices.Clone(marks)
	rows := []string{diag.Visible(line)}
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(a.at.Start, b.at.Start) })
	var below []*strings.Builder
	var ends []int // in characters
	for _, m := range marks {
		start := utf8.RuneCountInString(line[:m.at.Start])
		width := max(utf8.RuneCountInString(line[m.at.Start:m.at.End]), len(m.label))
		row := slices.IndexFunc(ends, func(end int) bool { return end < start })
		if row < 0 {
			row = len(ends)
			below = append(below, &strings.Builder{})
			ends = append(ends, 0)
		}
		b := below[row]
		b.WriteString(strings.Repeat(" ", start-ends[row]))
		b.WriteString(m.label + strings.Repeat("^", width-len(m.label)))
		ends[row] = start + width
	}
	for _, b := range below {
		rows = append(rows, b.String())
	}
	return rows
}

// shortened leaves out what is far from every mark.
func shortened(text string, marks []mark) (string, []mark) {
	if len(text) <= longLine {
		return text, marks
	}
	kept := []grammar.Span{{Start: 0, End: keptAtStart}}
	for _, m := range marks {
		kept = append(kept,
			grammar.Span{Start: m.at.Start - keptBefore, End: min(m.at.End, m.at.Start+keptOfMarked) + keptBehind},
			grammar.Span{Start: m.at.End - keptBehind, End: m.at.End + keptBehind})
	}
	slices.SortFunc(kept, func(a, b grammar.Span) int { return cmp.Compare(a.Start, b.Start) })
	var b strings.Builder
	var pieces []grammar.Span // of text
	var places []int          // of the pieces in the line
	end := 0
	for _, k := range kept {
		start := position.RuneStart(text, max(k.Start, end))
		stop := position.RuneStart(text, min(k.End, len(text)))
		if stop <= end && end > 0 {
			continue
		}
		if start > end {
			b.WriteString("…")
		}
		pieces = append(pieces, grammar.Span{Start: start, End: stop})
		places = append(places, b.Len())
		b.WriteString(text[start:stop])
		end = stop
	}
	if end < len(text) {
		b.WriteString("…")
	}
	place := func(offset int) int {
		for i, p := range pieces {
			switch {
			case offset < p.Start: // in what is left out before this piece
				return places[i]
			case offset <= p.End:
				return places[i] + offset - p.Start
			}
		}
		return b.Len()
	}
	marks = slices.Clone(marks)
	for i, m := range marks {
		marks[i].at = grammar.Span{Start: place(m.at.Start), End: place(m.at.End)}
	}
	return b.String(), marks
}

// clipped is a text of the event short enough for a line.
func clipped(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	return text[:position.RuneStart(text, most)] + "…"
}
