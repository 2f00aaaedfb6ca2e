package document

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine/request"
)

// TestInside holds that a text from elsewhere stands at its place as a whole,
// with its holes where they were in it, and that one from there is left alone.
func TestInside(t *testing.T) {
	at := Span{Start: 30, End: 40}
	moved := func(text *Text) *Text {
		t.Helper()
		got := text.Inside(at)
		if got.Decoded != text.Decoded || len(got.Holes) != len(text.Holes) {
			t.Errorf("%q became %q", text.Decoded, got.Decoded)
		}
		return got
	}
	two := NewText(YAMLPlain)
	two.Append("a", Span{Start: 1, End: 2})
	two.AppendHole("${x}", "", Span{Start: 2, End: 6})
	two.Append("b", Span{Start: 6, End: 7})
	two.AppendHole("${y}", "", Span{Start: 7, End: 11})
	two.Append("c", Span{Start: 11, End: 12})
	got := moved(two)
	for i := range 3 {
		if s := got.Span(i, i+1); s != at {
			t.Errorf("byte %d is at %v", i, s)
		}
	}
	want := []Hole{{Offset: 1, What: "${x}", Span: at}, {Offset: 2, What: "${y}", Span: at}}
	if d := cmp.Diff(want, got.Holes); d != "" {
		t.Error(d)
	}
	for _, hole := range []Span{{Start: 28, End: 33}, {Start: 38, End: 41}, {Start: 1, End: 2}, {Start: 50, End: 51}} {
		text := NewText(YAMLPlain)
		text.Append("a", Span{Start: 33, End: 34})
		text.AppendHole("${x}", "", hole)
		if got := moved(text); got == text || got.Holes[0].Span != at {
			t.Errorf("a hole at %v stays outside", hole)
		}
		text = NewText(YAMLPlain)
		text.AppendUnit("a", hole)
		if got := moved(text); got == text || got.Span(0, 1) != at {
			t.Errorf("a text at %v stays outside", hole)
		}
	}
	inside := NewText(YAMLPlain)
	inside.Append("a", Span{Start: 30, End: 31})
	inside.AppendHole("${x}", "", Span{Start: 31, End: 40})
	if inside.Inside(at) != inside {
		t.Error("a text from there is moved")
	}
}

// TestJSONTextPlaces holds each character of a string to its place, through
// escapes, pairs of surrogates, and bytes that are not UTF-8.
func TestJSONTextPlaces(t *testing.T) {
	for _, c := range []struct {
		json  string
		sizes []int // of each character in the file
	}{
		{`"ab"`, []int{1, 1}},
		{`"a\n\"b"`, []int{1, 2, 2, 1}},
		{`"\u0061é\u00e9b"`, []int{6, 2, 6, 1}},
		{`"\ud83d\ude00!😀?"`, []int{12, 1, 4, 1}},
		{`"\ud83dx"`, []int{6, 1}},
		{"\"a\xffb\"", []int{1, 1, 1}},
		{`"\\u0041"`, []int{2, 1, 1, 1, 1, 1}},
	} {
		v, err := request.Decode([]byte(c.json))
		if err != nil {
			t.Fatal(err)
		}
		text := JSONText([]byte(c.json), v)
		at, n := 1, 0
		for i, r := range text.Decoded {
			size := len(string(r))
			want := Span{Start: at, End: at + c.sizes[n]}
			if got := text.Span(i, i+size); got != want {
				t.Errorf("%s: %q is at %v, want %v", c.json, r, got, want)
			}
			at += c.sizes[n]
			n++
		}
		if n != len(c.sizes) {
			t.Errorf("%s: %d characters", c.json, n)
		}
	}
}

func TestOnly(t *testing.T) {
	f := &Reader{Data: []byte("[{a: b}, {a: b, c: d}, [a], a, {}]")}
	for i, n := range f.Documents("x.yaml")[0].Items {
		m, ok := n.Only()
		if ok != (i == 0) || ok && m.Name != "a" {
			t.Errorf("%d: %+v, %t", i, m, ok)
		}
	}
	if _, ok := (*Node)(nil).Only(); ok {
		t.Error("nothing has a member")
	}
}

// TestEmptyTextPlace holds where a text of no characters stands: what is
// written there would be its text.
func TestEmptyTextPlace(t *testing.T) {
	for src, at := range map[string]int{"k: ''\n": 4, "k: \"\"\n": 4, "k: |-\n\nl: m\n": 6, `{"k": ""}`: 7} {
		f := &Reader{Data: []byte(src)}
		text := f.Text(f.Documents("x.yaml")[0].Get("k"))
		if got := text.Span(0, 0); text.Decoded != "" || got.Start != at || got.End != at {
			t.Errorf("%q: %q at %v", src, text.Decoded, got)
		}
	}
}
