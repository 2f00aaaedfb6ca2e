package document

import (
	"bytes"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/fuzzbound"
)

// sameJSON holds the nodes of a document to what request.Decode reads.
func sameJSON(t *testing.T, doc []byte) {
	t.Helper()
	const before = "\uFEFF "
	f := &Reader{Data: append([]byte(before), doc...)}
	root, err := f.readJSON(len(before), len(f.Data))
	want, wantErr := request.Decode(doc)
	if (root == nil) != (want == nil) || (err == nil) != (wantErr == nil) {
		t.Fatalf("%q: node %v, %v; Decode says %v", doc, root != nil, err, wantErr)
	}
	if want != nil {
		sameValue(t, f, root, want, len(before))
	} else if err.Error() != wantErr.Error() {
		t.Fatalf("%q: %v, want %v", doc, err, wantErr)
	}
}

func sameValue(t *testing.T, f *Reader, n *Node, v *request.Value, base int) {
	t.Helper()
	at := func(s request.Span) Span { return Span{Start: base + s.Start, End: base + s.End} }
	if n.Span != at(v.Span()) || n.Whole != n.Span {
		t.Fatalf("%q: node at %v, value at %v", f.Data, n.Span, at(v.Span()))
	}
	switch v.Kind() {
	case request.Object:
		if n.Kind != Mapping || len(n.Members) != len(v.Members()) {
			t.Fatalf("%q: no mapping of %d members: %+v", f.Data, len(v.Members()), n)
		}
		for i, m := range v.Members() {
			if n.Members[i].Name != m.Name || n.Members[i].Key != at(m.NameSpan) {
				t.Fatalf("%q: member %+v, want %+v", f.Data, n.Members[i], m)
			}
			sameValue(t, f, n.Members[i].Value, m.Value, base)
		}
	case request.Array:
		if n.Kind != Sequence || len(n.Items) != len(v.Items()) {
			t.Fatalf("%q: no list of %d items: %+v", f.Data, len(v.Items()), n)
		}
		for i, item := range v.Items() {
			sameValue(t, f, n.Items[i], item, base)
		}
	default:
		if n.Kind != Scalar || f.Str(n) != v.Str() {
			t.Fatalf("%q: %q, want %q", f.Data, f.Str(n), v.Str())
		}
		if got := f.DecodeJSON(n); got.Kind() != v.Kind() || got.Literal() != v.Literal() {
			t.Fatalf("%q: %v %s, want %v %s", f.Data, got.Kind(), got.Literal(), v.Kind(), v.Literal())
		}
	}
}

func jsonSeeds() []string {
	return []string{
		`{}`, `[]`, `{"a": [1, -2.5e+3, "x", true, false, null, {"b": ""}], "a": 0}`, "\t{ \"a\" : 1 ,\r\n\"b\":[ ] }\n",
		`"a\"\\\/\b\u00e9\ud83d\ude00\ud83d"`, "\"\xff\"", `{"\u0061\n": 1}`, `01`, `-`, `1.`, `1e`, `[1,]`, `[,1]`, `{"a":1,}`, `{,}`, `{"a" 1}`,
		`{a: 1}`, `"\x"`, `"\u12"`, "\"\t\"", `"`, `tru`, `truer`, `{}x`, ``, ` `, `{"a":{"b":[{"c":[[]]}]}}`, `{"a"`, `{"a":`, `[`, "\x00",
		strings.Repeat("[", 513) + strings.Repeat("]", 513), strings.Repeat("[", 514) + strings.Repeat("]", 514),
		strings.Repeat("[", 512) + "1" + strings.Repeat("]", 512), strings.Repeat("[", 513) + "1" + strings.Repeat("]", 513),
		strings.Repeat(`{"a":`, 513) + "1" + strings.Repeat("}", 513), strings.Repeat("[[],", 600),
	}
}

func TestJSON(t *testing.T) {
	for _, doc := range jsonSeeds() {
		sameJSON(t, []byte(doc))
		for i := range min(len(doc), 80) {
			sameJSON(t, []byte(doc[:i]))
			for _, c := range `"\{}[],:0 e-` {
				sameJSON(t, bytes.Join([][]byte{[]byte(doc[:i]), []byte(doc[i:])}, []byte(string(c))))
			}
		}
	}
}

func FuzzJSONNodes(f *testing.F) {
	for _, doc := range jsonSeeds() {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		fuzzbound.Watch(t, doc)
		if len(doc) > 5000 {
			t.Skip()
		}
		sameJSON(t, doc)
	})
}
