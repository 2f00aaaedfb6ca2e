package change

import (
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/grammar"
)

// standIn takes the place of a hole. It can stand only in a quoted text: a
// pattern that parses with it has no hole elsewhere, and so a known structure.
const standIn = "hole || %d || hole"

// holed compares patterns of which not all is known. What it says holds whatever
// fills them, if the same expression is filled with the same on both sides.
func (c *comparison) holed(old, new *item) (Relation, string) {
	numbers := map[string]int{}
	a, b := old.filled(numbers), new.filled(numbers)
	x, errOld := grammar.Parse(a)
	y, errNew := grammar.Parse(b)
	if errOld != nil || errNew != nil {
		if squeezed(a) == squeezed(b) {
			return Equivalent, ""
		}
		return NotKnown, "it depends on its unknown parts"
	}
	if grammar.Format(x) == grammar.Format(y) {
		return Equivalent, ""
	}
	_, json := x.(*grammar.JSONPattern)
	_, both := y.(*grammar.JSONPattern)
	if !json || !both {
		return NotKnown, "it depends on its unknown parts"
	}
	conditions := map[string]int{}
	x, okOld := opaque(a, x, conditions)
	y, okNew := opaque(b, y, conditions)
	if !okOld || !okNew {
		return NotKnown, "it depends on its unknown parts"
	}
	narrows := analyze.Implies(y, x, c.question()).Answer == analyze.Yes
	widens := analyze.Implies(x, y, c.question()).Answer == analyze.Yes
	switch {
	case narrows && widens:
		return Equivalent, ""
	case narrows:
		return Narrower, "or equivalent, depending on its unknown parts"
	case widens:
		return Wider, "or equivalent, depending on its unknown parts"
	}
	return NotKnown, "it depends on its unknown parts"
}

// filled is the filter pattern with a stand-in for each hole, the same for the
// same expression.
func (it *item) filled(numbers map[string]int) string {
	v := it.Resource.Input.Get("filterPattern")
	if v == nil {
		return ""
	}
	var b strings.Builder
	it.parts(v, func(literal string) { b.WriteString(literal) }, func(_, key string) {
		if _, ok := numbers[key]; !ok {
			numbers[key] = len(numbers)
		}
		fmt.Fprintf(&b, standIn, numbers[key])
	})
	return b.String()
}

// squeezed is a pattern without the space that has no meaning, as far as that is
// sure whatever fills its holes.
func squeezed(text string) string {
	if strings.HasPrefix(text, "{") && !strings.ContainsAny(text, "\"%") {
		return strings.Join(strings.Fields(text), "")
	}
	return text
}

// opaque is a JSON pattern in which each condition with a stand-in is one of its
// own, the same for the same words, of which nothing is known: that a member
// exists which nothing else asks for.
func opaque(text string, p grammar.Pattern, conditions map[string]int) (grammar.Pattern, bool) {
	var spans []grammar.Span
	for n := range grammar.All(p) {
		if c, ok := n.(*grammar.Comparison); ok && strings.Contains(text[c.At.Start:c.At.End], "hole ||") {
			spans = append(spans, c.At)
		}
	}
	for _, at := range slices.Backward(spans) {
		words := strings.Join(strings.Fields(text[at.Start:at.End]), " ")
		if _, ok := conditions[words]; !ok {
			conditions[words] = len(conditions)
		}
		text = fmt.Sprintf("%s$.logsieveHole%d NOT EXISTS%s", text[:at.Start], conditions[words], text[at.End:])
	}
	p, err := grammar.Parse(text)
	return p, err == nil && !strings.Contains(text, "hole ||")
}
