package document_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/document"
)

// tree writes a node on one line: texts in quotes, and ~ where nothing stands.
func tree(f *document.Reader, n *document.Node) string {
	var b strings.Builder
	if n == nil {
		return "nothing"
	}
	if n.Tag != "" {
		b.WriteString(n.Tag + " ")
	}
	switch n.Kind {
	case document.Null:
		b.WriteString("~")
	case document.Scalar:
		fmt.Fprintf(&b, "%q", f.Str(n))
	case document.Sequence:
		var items []string
		for _, item := range n.Items {
			items = append(items, tree(f, item))
		}
		b.WriteString("[" + strings.Join(items, ", ") + "]")
	case document.Mapping:
		var members []string
		for _, m := range n.Members {
			members = append(members, m.Name+": "+tree(f, m.Value))
		}
		b.WriteString("{" + strings.Join(members, ", ") + "}")
	}
	return b.String()
}

// read is what a file holds, one line a document, and what could not be read,
// one line a problem, with its place.
func read(name, src string) string {
	f := &document.Reader{Data: []byte(src)}
	var lines []string
	for _, root := range f.Documents(name) {
		lines = append(lines, tree(f, root))
	}
	for _, p := range f.Problems {
		reason, _ := strings.CutPrefix(p.Reason, "The YAML cannot be read: ")
		lines = append(lines, fmt.Sprintf("%d: %s", p.Span.Start, strings.TrimSuffix(reason, ".")))
	}
	return strings.Join(lines, "\n")
}

// TestYAMLTrees holds what YAML 1.2 says of less common ways to write, and
// that after a mistake the rest of a file is read.
func TestYAMLTrees(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		// Keys that are marked, or no plain texts.
		{"? a\n: b\n", `{a: "b"}`},
		{"? a\n", `{a: ~}`},
		{"? a\n? b\n: c\n", `{a: ~, b: "c"}`},
		{"? - a\n  - b\n: c\nd: e\n", "{- a\n  - b: \"c\", d: \"e\"}"},
		{"? |\n  a\n: b\n", "{a\n: \"b\"}"},
		{"'a b': c\n\"d\\n\": e\n", "{a b: \"c\", d\n: \"e\"}"},
		{"&k a: b\nc: *k\n", `{a: "b", c: "a"}`},
		{"!!str a: b\n", `{a: "b"}`},
		// Anchors and what they stand for.
		{"a: &x [1, 2]\nb: *x\n", `{a: ["1", "2"], b: ["1", "2"]}`},
		{"a: [&x b, *x, c]\n", `{a: ["b", "b", "c"]}`},
		{"a: &x !Ref b\nc: *x\n", `{a: !Ref "b", c: !Ref "b"}`},
		{"a: &x\nb: *x\n", `{a: ~, b: ~}`},
		// Merging: what a mapping has itself outdoes what it takes over, and stands
		// last, where the last of a name counts. The earlier source outdoes the later.
		{"a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\n", `{a: {x: "1"}, b: {x: "1", y: "2"}}`},
		{"a: &a {x: 1}\nb: &b {x: 2, z: 3}\nc:\n  <<: [*a, *b]\n", `{a: {x: "1"}, b: {x: "2", z: "3"}, c: {x: "1", z: "3"}}`},
		{"a: &a {x: 1}\nb: {x: 0, <<: *a}\n", `{a: {x: "1"}, b: {x: "0"}}`},
		{"a: &a {x: 1}\nb: {<<: *a, x: 0}\n", `{a: {x: "1"}, b: {x: "0"}}`},
		{"a: &a {x: 1}\nb: {c: 0, <<: *a, d: 2}\n", `{a: {x: "1"}, b: {x: "1", c: "0", d: "2"}}`},
		// Sequences as deep as their key, and inside each other.
		{"a:\n- b\n- c\nd: e\n", `{a: ["b", "c"], d: "e"}`},
		{"- - a\n  - b\n- c\n", `[["a", "b"], "c"]`},
		{"- a: b\n  c: d\n-\n- e\n", `[{a: "b", c: "d"}, ~, "e"]`},
		// Brackets.
		{"{a, b: , c: d, e: [f, ], }\n", `{a: ~, b: ~, c: "d", e: ["f"]}`},
		{"[a: b, c]\n", `[{a: "b"}, "c"]`},
		{"[a,\n b\n ]\n", `["a", "b"]`},
		{"{\"a\":b}\n", `{a: "b"}`},
		// Block texts: how they end, how far they are indented, blank lines.
		{"a: |\n  b\n  c\n", `{a: "b\nc\n"}`},
		{"a: |-\n  b\n\n", `{a: "b"}`},
		{"a: |+\n  b\n\n", `{a: "b\n\n"}`},
		{"a: |\n  b\n\n", `{a: "b\n"}`},
		{"a: |2\n    b\n   c\n", `{a: "  b\n c\n"}`},
		{"a: |-1\n  b\n", `{a: " b"}`},
		{"a: |1-\n  b\n", `{a: " b"}`},
		{"a:\n  b: |1\n    c\n", `{a: {b: " c\n"}}`},
		{"a: |9\n           b\n", `{a: "  b\n"}`},
		{"a: >\n  b\n  c\n\n  d\n", `{a: "b c\nd\n"}`},
		{"a: >\n  b\n    c\n  d\n", `{a: "b\n  c\nd\n"}`},
		{"a: >-\n\n  b\n", `{a: "\nb"}`},
		{"a: | # why\n  b # no comment\n", `{a: "b # no comment\n"}`},
		{"a: |\n\n   b\n  \n   c", `{a: "\nb\n\nc"}`},
		{"a: |\nb: c\n", `{a: "", b: "c"}`},
		{"- |\n a\n- b\n", `["a\n", "b"]`},
		{"a: |\n  b\n...\n---\nc: d\n", "{a: \"b\\n\"}\n{c: \"d\"}"},
		// Quotes.
		{"a: 'it''s'\n", `{a: "it's"}`},
		{"a: ''\n", `{a: ""}`},
		{"a: ''''\n", `{a: "'"}`},
		{`a: "\x41\u00e9\U0001F600\ud83d\ude00\t\\\"\/\e\_\N\0"` + "\n", "{a: \"Aé😀😀\\t\\\\\\\"/\\x1b\\u00a0\\u0085\\x00\"}"},
		{`a: "\ud83d!"` + "\n", "{a: \"\ufffd!\"}"},
		{`a: "\ud83d\u0041"` + "\n", "{a: \"\ufffdA\"}"},
		{"a: \"b\n  c\n\n  d\"\n", `{a: "b c\nd"}`},
		{"a: \"b \\\n   c\"\n", `{a: "b c"}`},
		{"a: 'b\n  c'\n", `{a: "b c"}`},
		{"a: b\n  c\n\n  d\n", `{a: "b c\nd"}`},
		{"a: b#c\n", `{a: "b#c"}`},
		{"a: b:c\n", `{a: "b:c"}`},
		{"a: -b\n", `{a: "-b"}`},
		{"a_1-b.c/d: e\n", `{a_1-b.c/d: "e"}`},
		{"a:", `{a: ~}`},
		// Documents.
		{"--- a\n--- b\n", "\"a\"\n\"b\""},
		{"%YAML 1.2\n---\na: b\n", `{a: "b"}`},
		{"\uFEFFa: b\n", `{a: "b"}`},
		{"# only\n", ""},
		// Templates of text: lines of their own are passed over.
		{"{% if x %}\na: b\n{# why #}\n{% endif %}\n", `{a: "b"}`},
		// What cannot be read, and what is read all the same.
		{"a: b\n   c: d\ne: f\n", "{e: \"f\"}\n9: a mapping cannot start here"},
		{"a: 'b'\n  c: d\ne: f\n", "{a: \"b\", e: \"f\"}\n9: the line is indented more than the keys before it"},
		{"a: 'b' c\ne: f\n", "{e: \"f\"}\n7: unexpected text after the value"},
		{"a:\n  b: {}\n    c: d\ne: f\n", "{a: {b: {}}, e: \"f\"}\n15: the line is indented more than the keys before it"},
		{"a: \"\\q\"\nb: c\n", "{b: \"c\"}\n4: the escape is not known"},
		{"a: \"b\nc: d\n", "{c: \"d\"}\n3: the quote is not closed"},
		{"a: 'b\n---\nc: d\n", "{}\n{c: \"d\"}\n3: the quote is not closed"},
		{"a: [b c: d\ne: f\n", "{e: \"f\"}\n12: expected , or ]"},
		{"a: [\"b\" \"c\"]\nd: e\n", "{d: \"e\"}\n8: expected , or ]"},
		{"a: {\"b\" \"c\"}\nd: e\n", "{d: \"e\"}\n8: expected , or }"},
		{"a: {b: c\nd: e\n", "{d: \"e\"}\n10: expected , or }"},
		{"a: *x\nb: c\n", "{b: \"c\"}\n3: there is no anchor *x before it"},
		{"a: b\nc\nd: e\n", "{a: \"b\", d: \"e\"}\n5: a key without a colon"},
		{"a: b\n!t\nd: e\n", "{a: \"b\", d: \"e\"}\n5: a key is expected"},
		{"a: | b\nc: d\n", "{c: \"d\"}\n5: a block starts with | or > and on the next line its text"},
		{"a: |++\n  b\nc: d\n", "{c: \"d\"}\n5: a block starts with | or > and on the next line its text"},
	} {
		if d := cmp.Diff(c.want, read("x.yaml", c.src)); d != "" {
			t.Errorf("%q (-want +got):\n%s", c.src, d)
		}
	}
}

// TestDeepYAML holds that depth is that of one value, not of all before it.
func TestDeepYAML(t *testing.T) {
	const deep = 500
	list := strings.Repeat("[", deep) + strings.Repeat("]", deep)
	dashes := strings.Repeat("- ", deep) + "a\n"
	for _, src := range []string{
		"a: " + list + "\nb: " + list + "\n",
		dashes + dashes,
		"[" + strings.Repeat("[a], ", 600) + "]\n",
		strings.Repeat("- [a]\n", 600),
		strings.Repeat("- - a\n", 600),
	} {
		f := &document.Reader{Data: []byte(src)}
		if f.Documents("x.yaml"); len(f.Problems) > 0 {
			t.Errorf("%.20q…: %s", src, f.Problems[0].Reason)
		}
	}
	// As deep as may be below a mapping and its value.
	most := strings.Repeat("[", 510) + strings.Repeat("]", 510)
	for _, src := range []string{
		"a: " + strings.Repeat("[", 600) + strings.Repeat("]", 600) + "\nb: " + most + "\n",
		"a:\n  " + strings.Repeat("- ", 600) + "a\nb: " + most + "\n",
	} {
		f := &document.Reader{Data: []byte(src)}
		roots := f.Documents("x.yaml")
		if len(f.Problems) != 1 || !strings.Contains(f.Problems[0].Reason, "nested too deeply") || len(roots) != 1 || roots[0].Get("b") == nil {
			t.Errorf("%.20q…: %d problems, %s", src, len(f.Problems), read("x.yaml", src)[:60])
		}
	}
}

// TestLinesOfJSON holds what lines of JSON are: a document each, blank lines
// none, and a mistake takes no other line with it.
func TestLinesOfJSON(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`{"a":"1"}` + "\n" + `{"b":"2"}` + "\n", "{a: \"1\"}\n{b: \"2\"}"},
		{"\uFEFF" + `{"a":"1"}` + "\n\n \t\n" + `{"b":"2"}`, "{a: \"1\"}\n{b: \"2\"}"},
		{"[\"1\"]\r\n[\"2\"]\r\n", "[\"1\"]\n[\"2\"]"},
		{"\n", ""},
		{`{"a":}` + "\n" + `{"b":"2"}` + "\n", "{b: \"2\"}\n5: The file is not JSON: expected a JSON value"},
	} {
		if d := cmp.Diff(c.want, read("x.jsonl", c.src)); d != "" {
			t.Errorf("%q (-want +got):\n%s", c.src, d)
		}
	}
}

// TestYAMLComments holds what a comment is: after a space or at the start of a
// line, and no part of a text.
func TestYAMLComments(t *testing.T) {
	f := &document.Reader{Data: []byte("#a\nb: c # d\ne: f#g\nh: |  #  i \n  # j\nk: '# l' #m")}
	f.Documents("x.yaml")
	var got []string
	for _, c := range f.Comments {
		got = append(got, c.Text)
		if text := string(f.Data[c.Span.Start:c.Span.End]); !strings.HasPrefix(text, "#") || !strings.HasSuffix(strings.TrimRight(text, " "), c.Text) {
			t.Errorf("%q is at %q", c.Text, text)
		}
	}
	if d := cmp.Diff([]string{"a", "d", "i", "m"}, got); d != "" {
		t.Error(d)
	}
}

// TestCutOffYAML holds that a file that ends in the middle is read up to there.
func TestCutOffYAML(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"a: b\n{", "{a: \"b\"}"},
		{"a: b\nc: {", "{a: \"b\"}"},
		{"a: b\nc: \"\\", "{a: \"b\"}"},
		{"a: b\nc: \"d\\", "{a: \"b\"}"},
		{"a: b\nc: 'd'", "{a: \"b\", c: \"d\"}"},
		{"a: b\nc: 'd''", "{a: \"b\"}"},
		{"a: b\nc: |", "{a: \"b\", c: \"\"}"},
		{"a: b\nc: |+", "{a: \"b\", c: \"\"}"},
		{"a: b\nc: >2", "{a: \"b\", c: \"\"}"},
		{"a: b\nc: &", "{a: \"b\"}"},
		{"a: b\nc: !", "{a: \"b\", c: ! ~}"},
		{"a: b\n?", "{a: \"b\", : ~}"},
		{"a: b\nc: -", "{a: \"b\"}"},
	} {
		if got, _, _ := strings.Cut(read("x.yaml", c.src), "\n"); got != c.want {
			t.Errorf("%q: %s, want %s", c.src, got, c.want)
		}
	}
}
