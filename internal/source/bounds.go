package source

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/internal/document"
)

// Bounds of evaluation, so that a small file cannot stand for an endless one.
const (
	MaxText      = 1 << 18 // of one text: its bytes, and its parts
	MaxSteps     = 1 << 18 // of the evaluation of one file, and one for each of its bytes
	MaxInstances = 500     // resources, blocks or texts that one block or function stands for
	MaxDepth     = 5000    // of expressions in expressions
)

// stepSize is how many bytes of a text are made in one step.
const stepSize = 64

// Spend takes steps of what the evaluation of the file may cost: one for each
// value that is made and for some bytes of texts. It reports false, and tells it
// at a place, when there are not as many: what takes them is not known then.
func (f *Reader) Spend(steps int, at Span) bool {
	if f.work == nil {
		f.work = budget.New(context.Background(), MaxSteps+len(f.Data))
	}
	if f.work.Spend(steps) {
		return true
	}
	f.TooLarge(at, fmt.Sprintf("what it stands for takes more than %d steps", MaxSteps+len(f.Data)))
	return false
}

// Fits spends what it costs to add one text to another. It reports false when
// there is no room for it, which it tells.
func (f *Reader) Fits(text, more *Text, at Span) bool {
	if text.Cost()+more.Cost() > MaxText {
		f.TooLong(at)
		return false
	}
	return f.Spend(Steps(more), at)
}

// EncodeJSON is what EncodeJSON makes of a value, nil when that is too large,
// which it tells.
func (f *Reader) EncodeJSON(v *Value, at Span) *Text {
	t := EncodeJSON(v, func(steps int) bool { return f.Spend(steps, at) })
	if t == nil && f.work.Err() == nil {
		f.TooLong(at)
	}
	return t
}

// TooLong tells that a text is longer than MaxText.
func (f *Reader) TooLong(at Span) {
	f.TooLarge(at, fmt.Sprintf("a string in it has more than %d bytes", MaxText))
}

// TooDeep tells that expressions nest deeper than MaxDepth.
func (f *Reader) TooDeep(at Span) {
	f.TooLarge(at, fmt.Sprintf("its expressions nest deeper than %d", MaxDepth))
}

// Few reports whether there are no more than MaxInstances of something that one
// block stands for. It tells it when there are.
func (f *Reader) Few(n int, what string, at Span) bool {
	if n <= MaxInstances {
		return true
	}
	f.TooLarge(at, fmt.Sprintf("it stands for more than %d %s", MaxInstances, what))
	return false
}

// TooLarge tells which bound is met, and where it is met first.
func (f *Reader) TooLarge(at Span, bound string) {
	p := &Problem{
		Span:   at,
		Reason: "This is too large to evaluate: " + bound + ".",
		Remedy: "Write less in one place; what is not evaluated is not judged.",
	}
	if slices.ContainsFunc(f.Problems, func(o *document.Problem) bool { return o.Reason == p.Reason }) {
		return
	}
	f.Problems = append(f.Problems, p)
	slices.SortStableFunc(f.Problems, func(a, b *document.Problem) int { return a.Span.Start - b.Span.Start })
}

// Steps is what a text costs.
func Steps(t *Text) int { return 1 + t.Cost()/stepSize }

// Size is what a value costs to copy or to write, in steps: each value in it
// counts as often as it stands there, though it be the same one. It must not be
// asked for before the value is complete.
func (v *Value) Size() int {
	const most = math.MaxInt32
	if v.size > 0 {
		return int(v.size)
	}
	size := 1
	if v.Text != nil {
		size = Steps(v.Text)
	}
	for _, item := range v.Items {
		size = min(size+item.Size(), most)
	}
	for _, m := range v.Members {
		size = min(size+1+m.Value.Size(), most)
	}
	v.size = int32(min(size, most))
	return size
}
