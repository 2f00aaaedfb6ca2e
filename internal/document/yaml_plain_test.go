package document

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestPlainYAML holds the texts that are written without quotes to what the kept
// library reads them as, behind a key and in brackets.
func TestPlainYAML(t *testing.T) {
	for s, want := range map[string]bool{
		"a": true, "a b": true, "a:b": true, "a#b": true, "$.a": true, "-a": true, "?a": true, "a - b": true, "(a)": true,
		"": false, " a": false, "a ": false, "~": false, "null": false, "NULL": false, "-": false, "?": false, "- a": false, "? a": false,
		"a: b": false, "a:\tb": false, "a:": false, "a #b": false, "a\t#b": false,
		",a": false, "[a": false, "]a": false, "{a": false, "}a": false, "#a": false, "&a": false, "*a": false, "!a": false, "|a": false,
		">a": false, "'a": false, "\"a": false, "%a": false, "@a": false, "`a": false, ":a": false,
	} {
		if got := isPlainYAML(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
		if !want {
			continue
		}
		var read struct{ K, L []string }
		text := "k:\n- " + s + "\nl: [" + s + "]\n"
		if err := yaml.Unmarshal([]byte(text), &read); err != nil || strings.Join(append(read.K, read.L...), "|") != s+"|"+s {
			t.Errorf("%q is read as %q and %q, %v", s, read.K, read.L, err)
		}
	}
}

// TestEditsThatAreNotMade holds edits of YAML that would be read otherwise, and
// their neighbours that are made.
func TestEditsThatAreNotMade(t *testing.T) {
	for _, c := range []struct {
		src        string // of a value
		start, end int    // in what it stands for
		text       string
		want       string // what the file says then, "" for no edit
	}{
		{`"a b"`, 0, 1, "", ""},       // a space would stand at the edge
		{`"ab c"`, 0, 1, "", `"b c"`}, // none does
		{`"a b"`, 2, 3, "", ""},
		{`"a bc"`, 3, 4, "", `"a b"`},
		{`"abc"`, 0, 3, "", ""}, // both edges
		{`"abc"`, 1, 2, "", `"ac"`},
		{`'abc'`, 0, 3, "", `''`},
		{`'a'`, 0, 1, "it's", `'it''s'`},
		{"abc", 0, 3, "a: b", "'a: b'"},
		{"abc", 1, 2, ": ", ""},
		{"abc", 1, 2, "x", "axc"},
		{"abc", 1, 1, "${", ""},
	} {
		f := &Reader{Data: []byte("k: " + c.src + "\n")}
		text := f.Text(f.Documents("x.yaml")[0].Get("k"))
		got := ""
		if edit, ok := text.Edit(c.start, c.end, c.text); ok {
			got = string(f.Data[:edit.Span.Start]) + edit.NewText + string(f.Data[edit.Span.End:])
			got = strings.TrimSuffix(strings.TrimPrefix(got, "k: "), "\n")
		}
		if got != c.want {
			t.Errorf("%s [%d:%d] by %q: %q, want %q", c.src, c.start, c.end, c.text, got, c.want)
		}
	}
}

// TestYAMLKeys holds keys that are written with a ? to the library.
func TestYAMLKeys(t *testing.T) {
	for _, src := range []string{"? a\n: b\n", "?\n  a\n: b\nc: d\n", "? a\nc: d\n", "? 'a b'\n: - c\n", "x:\n  ? a\n  : b\n  c: d\n"} {
		f := &Reader{Data: []byte(src)}
		roots := f.Documents("x.yaml")
		var want map[string]any
		if err := yaml.Unmarshal([]byte(src), &want); err != nil {
			t.Fatal(err)
		}
		if len(f.Problems) > 0 || len(roots) != 1 || len(roots[0].Members) != len(want) {
			t.Errorf("%q: %d problems, %d documents", src, len(f.Problems), len(roots))
			continue
		}
		for _, m := range roots[0].Members {
			if _, ok := want[m.Name]; !ok {
				t.Errorf("%q: the key %q", src, m.Name)
			}
		}
	}
	// A key that is a list has the text that it is written as.
	for src, want := range map[string]string{"? - a\n  - b\n: c\nd: e\n": "- a\n  - b", "?\n- a\n- b\n: c\nd: e\n": "- a\n- b"} {
		f := &Reader{Data: []byte(src)}
		root := f.Documents("x.yaml")[0]
		if len(f.Problems) > 0 || len(root.Members) != 2 || root.Members[0].Name != want || f.Str(root.Members[0].Value) != "c" {
			t.Errorf("%q: %d problems, %+v", src, len(f.Problems), root.Members)
		}
	}
}
