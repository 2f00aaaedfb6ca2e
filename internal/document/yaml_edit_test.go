package document_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/document/documenttest"
)

// TestEditsReadBack makes an edit of a pattern in every style of YAML and in
// JSON, and reads the file again: it must hold the text as it was edited.
func TestEditsReadBack(t *testing.T) {
	for _, style := range []document.Style{document.JSONString, document.YAMLPlain, document.YAMLSingle, document.YAMLDouble, document.YAMLLiteral, document.YAMLFolded} {
		made := 0
		for range 3 {
			rapid.Check(t, func(t *rapid.T) {
				if checkEdit(t, style) {
					made++
				}
			})
		}
		if made < 20 {
			t.Errorf("%d edits of style %d", made, style)
		}
	}
}

// checkEdit makes one edit; it reports false when there is none.
func checkEdit(t *rapid.T, style document.Style) bool {
	g := yamlGen{t}
	name, src := g.patternIn(style)
	before := patternOf(t, name, src)
	if before == nil {
		return false
	}
	var bounds []int
	for i := range before.Decoded {
		bounds = append(bounds, i)
	}
	bounds = append(bounds, len(before.Decoded))
	start := rapid.SampledFrom(bounds).Draw(t, "start")
	end := rapid.SampledFrom(bounds).Draw(t, "end")
	if rapid.Bool().Draw(t, "whole") {
		start, end = 0, len(before.Decoded)
	}
	if end < start {
		start, end = end, start
	}
	text := g.pick("x", `"a b"`, "", " ", "$.a IS TRUE", "'", `\`, "a: b", "#", " # c", "é", "- a", "[x]", "%a%", "!Ref", "true", "12", "a ")
	edit, ok := before.Edit(start, end, text)
	if !ok {
		return false
	}
	edited := src[:edit.Span.Start] + edit.NewText + src[edit.Span.End:]
	after := patternOf(t, name, edited)
	want := before.Decoded[:start] + text + before.Decoded[end:]
	if after == nil || after.Decoded != want {
		got := "nothing"
		if after != nil {
			got = fmt.Sprintf("%q", after.Decoded)
		}
		t.Fatalf("%q [%d:%d] by %q must be %q, is %s in\n%s\nof\n%s", before.Decoded, start, end, text, want, got, edited, src)
	}
	return true
}

// patternIn is a template with a pattern of a style.
func (g yamlGen) patternIn(style document.Style) (name, src string) {
	if style == document.JSONString {
		text, err := json.Marshal(g.text("a", "\"", "\\", "é", "😀", "\n", "<", " ", "{ $.x = 1 }"))
		if err != nil {
			g.t.Fatal(err)
		}
		return "t.template.json", fmt.Sprintf(`{"Resources": {"A": {"Type": "AWS::Logs::MetricFilter", "Properties": {"FilterPattern": %s}}}}`, text)
	}
	src = "Resources:\n  A:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      FilterPattern:" + g.pick(" ", " !Sub ", " &a ", "\n        ")
	switch style {
	case document.YAMLLiteral:
		src += g.blockOf("|", 6)
	case document.YAMLFolded:
		src += g.blockOf(">", 6)
	default:
		src += g.scalarOf(style, 8) + "\n"
	}
	src += g.pick("", "\n", "# end\n") + "  B: {Type: AWS::Logs::LogGroup}\n"
	if rapid.Bool().Draw(g.t, "crlf") {
		src = strings.ReplaceAll(src, "\n", "\r\n")
	}
	return "t.yaml", src
}

// patternOf is the pattern of a file when it is a text.
func patternOf(t documenttest.Failer, name, src string) *document.Text {
	f := &document.Reader{Data: []byte(src)}
	roots := f.Documents(name)
	if len(roots) != 1 || len(f.Problems) > 0 {
		return nil
	}
	n := roots[0].Get("Resources").Get("A").Get("Properties").Get("FilterPattern")
	if n == nil || n.Kind != document.Scalar {
		return nil
	}
	text := f.Text(n)
	documenttest.CheckText(t, f.Data, text)
	return text
}
