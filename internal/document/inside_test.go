package document

import "testing"

// TestInsideEscapes holds where texts of a document stand that is itself a text of
// another one.
func TestInsideEscapes(t *testing.T) {
	const file = `x: "a: \"b\\tc\" " rest`
	outer := NewText(Mixed)
	outer.Append("a: ", Span{Start: 4, End: 7})
	outer.Append(`"`, Span{Start: 7, End: 9})
	outer.Append("b", Span{Start: 9, End: 10})
	outer.Append(`\`, Span{Start: 10, End: 12})
	outer.Append("tc", Span{Start: 12, End: 14})
	outer.Append(`"`, Span{Start: 14, End: 16})
	in := NewInside(outer)
	if got := string(in.Data()); got != `a: "b\tc"` {
		t.Fatalf("%q", got)
	}
	r := &Reader{Data: in.Data()}
	text := in.Text(r.Text(r.Documents("x.yaml")[0].Get("a")))
	if text.Decoded != "b\tc" || text.Style != Mixed {
		t.Errorf("%q, style %d", text.Decoded, text.Style)
	}
	for at, want := range []string{"b", `\\t`, "c"} {
		s := text.Span(at, at+1)
		if got := file[s.Start:s.End]; got != want {
			t.Errorf("%d stands at %q, want %q", at, got, want)
		}
	}
}

// TestInsideWithHoles holds that a hole of the text is one of the texts in it.
func TestInsideWithHoles(t *testing.T) {
	outer := NewText(Raw)
	outer.Append("[x, 'a", Span{Start: 0, End: 6})
	outer.AppendHole("${h}", "ref", Span{Start: 6, End: 10})
	outer.Append("b', ", Span{Start: 10, End: 14})
	outer.AppendHole("${k}", "", Span{Start: 14, End: 18})
	outer.Append("]", Span{Start: 18, End: 19})
	in := NewInside(outer)
	r := &Reader{Data: in.Data()}
	items := r.Documents("x.yaml")[0].Items
	first, second := in.Text(r.Text(items[1])), in.Text(r.Text(items[2]))
	if first.Decoded != "ab" || len(first.Holes) != 1 || first.Holes[0].Offset != 1 || first.Holes[0].Ref != "ref" || first.Holes[0].Span != (Span{Start: 6, End: 10}) {
		t.Errorf("%q %v", first.Decoded, first.Holes)
	}
	if second.Decoded != "" || len(second.Holes) != 1 || second.Holes[0].What != "${k}" {
		t.Errorf("%q %v", second.Decoded, second.Holes)
	}
	if edit, ok := first.Edit(1, 2, "c"); !ok || edit != (Edit{Span: Span{Start: 10, End: 11}, NewText: "c"}) {
		t.Errorf("%v %t", edit, ok)
	}
	marked := NewText(Raw)
	marked.Append(holeMark, Span{Start: 0, End: 3})
	if NewInside(marked) != nil {
		t.Error("a text with the mark of holes is read")
	}
}

// TestOrigin holds that a part of a text knows the other file it comes from.
func TestOrigin(t *testing.T) {
	other := &File{Name: "other", Data: []byte("0123 abc")}
	from := NewText(Raw)
	from.Append("abc", Span{Start: 5, End: 8})
	text := NewText(Mixed)
	text.Append("x", Span{Start: 0, End: 1})
	text.AppendText(from.From(other, Span{Start: 1, End: 9}).Relocate(Span{Start: 20, End: 30}))
	if _, _, ok := text.Origin(0); ok {
		t.Error("what the file has itself comes from another one")
	}
	file, at, ok := text.Cut(2, 4).Origin(1)
	if !ok || file != other || at != 7 {
		t.Errorf("%v %d %t", file, at, ok)
	}
	if s := text.Span(3, 4); s != (Span{Start: 20, End: 30}) {
		t.Errorf("%v", s)
	}
}
