package document

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sample is say \"${Env} now\" in JSON style: escapes of two bytes for one,
// and a hole.
func sample() *Text {
	t := NewText(JSONString)
	t.Append("say ", Span{Start: 1, End: 5})
	t.Append(`"`, Span{Start: 5, End: 7})
	t.AppendHole("${Env}", "", Span{Start: 7, End: 13})
	t.Append(" now", Span{Start: 13, End: 17})
	t.Append(`"`, Span{Start: 17, End: 19})
	return t
}

func TestTextSpan(t *testing.T) {
	for _, c := range []struct{ start, end, from, to int }{
		{0, 3, 1, 4},
		{4, 5, 5, 7},   // the escape
		{3, 5, 4, 7},   // from before into the escape
		{5, 9, 13, 17}, // behind the hole
		{9, 10, 17, 19},
		{10, 10, 19, 19}, // the end
		{0, 0, 1, 1},
	} {
		if diff := cmp.Diff(Span{Start: c.from, End: c.to}, sample().Span(c.start, c.end)); diff != "" {
			t.Errorf("Span(%d, %d): %s", c.start, c.end, diff)
		}
	}
}

func TestTextFill(t *testing.T) {
	filled := sample().Fill("xyz")
	if diff := cmp.Diff(`say "xyz now"`, filled.Decoded); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff(Span{Start: 7, End: 13}, filled.Span(5, 8)); diff != "" {
		t.Error("the placeholder must map to the hole:", diff)
	}
	if diff := cmp.Diff(Span{Start: 13, End: 17}, filled.Span(8, 12)); diff != "" {
		t.Error(diff)
	}
}

func TestTextEdit(t *testing.T) {
	edit, ok := sample().Edit(0, 3, `a"b\`)
	if diff := cmp.Diff(Edit{Span{Start: 1, End: 4}, `a\"b\\`}, edit); !ok || diff != "" {
		t.Error(ok, diff)
	}
	if _, ok := sample().Edit(4, 7, "x"); ok {
		t.Error("an edit across a hole must not be made")
	}
	folded := NewText(YAMLFolded)
	folded.Append("a", Span{Start: 10, End: 11})
	folded.Append(" ", Span{Start: 11, End: 16})
	folded.Append("b", Span{Start: 16, End: 17})
	if _, ok := folded.Edit(0, 1, "x\ny"); ok {
		t.Error("a line break must not be written into a block")
	}
}

func TestTextAnchor(t *testing.T) {
	empty := NewText(HCLQuoted)
	empty.Anchor(7)
	if diff := cmp.Diff(Span{Start: 7, End: 7}, empty.Span(0, 0)); diff != "" {
		t.Error("an empty text must have a place:", diff)
	}
	joined := NewText(Mixed)
	joined.AppendText(empty)
	joined.Append("ab", Span{Start: 20, End: 22})
	joined.Anchor(3)
	if diff := cmp.Diff(Span{Start: 20, End: 22}, joined.Span(0, 2)); diff != "" {
		t.Error(diff)
	}
}

func TestTextUnit(t *testing.T) {
	unit := NewText(Mixed)
	unit.AppendUnit("abc", Span{Start: 4, End: 7}) // as long as its place, yet not the same
	if diff := cmp.Diff(Span{Start: 4, End: 7}, unit.Span(1, 2)); diff != "" {
		t.Error(diff)
	}
}
