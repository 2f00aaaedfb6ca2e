package source

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestEditsReadBack makes an edit of a pattern in every style of YAML and in
// JSON, and reads the file again: it must hold the text as it was edited.
func TestEditsReadBack(t *testing.T) {
	made := map[Style]int{}
	rapid.Check(t, func(t *rapid.T) {
		g := yamlGen{t}
		name := "t.yaml"
		src := "Resources:\n  A:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      FilterPattern:" + g.pick(" ", " !Sub ", " &a ", "\n        ")
		switch g.pick("scalar", "block", "json") {
		case "scalar":
			src += g.scalar(8) + "\n"
		case "block":
			src += g.blockScalar(6)
		case "json":
			name = "t.template.json"
			text, err := json.Marshal(g.text("a", "\"", "\\", "é", "😀", "\n", "<", " ", "{ $.x = 1 }"))
			if err != nil {
				t.Fatal(err)
			}
			src = fmt.Sprintf(`{"Resources": {"A": {"Type": "AWS::Logs::MetricFilter", "Properties": {"FilterPattern": %s}}}}`, text)
		}
		src += g.pick("", "\n", "# end\n")
		if name == "t.yaml" {
			src += "  B: {Type: AWS::Logs::LogGroup}\n"
			if rapid.Bool().Draw(t, "crlf") {
				src = strings.ReplaceAll(src, "\n", "\r\n")
			}
		}
		before := patternOf(t, name, src)
		if before == nil {
			return
		}
		bounds := []int{}
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
			return
		}
		made[before.Style]++
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
	})
	for _, style := range []Style{JSONString, YAMLPlain, YAMLSingle, YAMLDouble, YAMLLiteral, YAMLFolded} {
		if made[style] == 0 {
			t.Errorf("no edit of style %d", style)
		}
	}
}

// patternOf is the pattern of a file when it is a text.
func patternOf(t failer, name, src string) *Text {
	f := Read(Input{Name: name, Data: []byte(src)}, Options{})
	checkFile(t, f)
	for _, r := range f.Resources {
		if v := r.Input.Get("filterPattern"); v != nil && v.Kind == String && v.Text.Known() && len(f.Problems) == 0 {
			return v.Text
		}
	}
	return nil
}
