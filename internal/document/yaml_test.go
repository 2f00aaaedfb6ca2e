package document_test

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"github.com/logsieve/logsieve/internal/document"
)

// shownNode writes a node as the kept library's are written by shownYAML.
func shownNode(f *document.Reader, n *document.Node, b *strings.Builder, budget *int) {
	if *budget--; *budget < 0 {
		return
	}
	if n.Tag != "" && n.Tag != "!" {
		fmt.Fprintf(b, "%s ", n.Tag)
	}
	switch n.Kind {
	case document.Null:
		b.WriteString(`""`)
	case document.Scalar:
		b.WriteString(strconv.Quote(f.Str(n)))
	case document.Sequence:
		b.WriteString("[")
		for _, item := range n.Items {
			shownNode(f, item, b, budget)
			b.WriteString(" ")
		}
		b.WriteString("]")
	case document.Mapping:
		b.WriteString("{")
		for _, m := range n.Members {
			fmt.Fprintf(b, "%q: ", m.Name)
			shownNode(f, m.Value, b, budget)
			b.WriteString(" ")
		}
		b.WriteString("}")
	}
}

func shownYAML(n *yaml.Node, b *strings.Builder, budget *int) bool {
	if *budget--; *budget < 0 {
		return false
	}
	if n.Style&yaml.TaggedStyle != 0 {
		fmt.Fprintf(b, "%s ", n.Tag)
	}
	switch n.Kind {
	case yaml.AliasNode:
		return shownYAML(n.Alias, b, budget)
	case yaml.ScalarNode:
		b.WriteString(strconv.Quote(n.Value))
	case yaml.SequenceNode:
		b.WriteString("[")
		for _, item := range n.Content {
			if !shownYAML(item, b, budget) {
				return false
			}
			b.WriteString(" ")
		}
		b.WriteString("]")
	case yaml.MappingNode:
		b.WriteString("{")
		for i := 0; i < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind == yaml.AliasNode {
				key = key.Alias
			}
			if key.Kind != yaml.ScalarNode || key.Value == "<<" {
				return false // shown otherwise by us
			}
			fmt.Fprintf(b, "%q: ", key.Value)
			if !shownYAML(n.Content[i+1], b, budget) {
				return false
			}
			b.WriteString(" ")
		}
		b.WriteString("}")
	}
	return true
}

// yamlOracle shows the documents of a file as the kept library reads them;
// false when it does not, or shows them otherwise.
func yamlOracle(src string) (shown []string, err error) {
	l, err := yaml.NewLoader(strings.NewReader(src), yaml.WithUniqueKeys(false))
	if err != nil {
		return nil, err
	}
	for {
		var n yaml.Node
		if err := l.Load(&n); err == io.EOF {
			return shown, nil
		} else if err != nil {
			return nil, err
		}
		var b strings.Builder
		budget := 10000
		if len(n.Content) > 0 && !shownYAML(n.Content[0], &b, &budget) {
			return nil, errNotCompared
		}
		shown = append(shown, b.String())
	}
}

var errNotCompared = errors.New("not compared")

func shownDocuments(f *document.Reader) []string {
	var shown []string
	for _, n := range f.Documents("x.yaml") {
		var b strings.Builder
		budget := 10000
		shownNode(f, n, &b, &budget)
		shown = append(shown, b.String())
	}
	return shown
}

// sameAsLibrary reports where we read a text otherwise than the kept library.
func sameAsLibrary(src string) string {
	want, err := yamlOracle(src)
	if errors.Is(err, errNotCompared) {
		return ""
	}
	f := &document.Reader{Data: []byte(src)}
	got := shownDocuments(f)
	if err != nil {
		return ""
	}
	if len(f.Problems) > 0 {
		return fmt.Sprint(f.Problems[0].Reason, " ", f.Problems[0].Span)
	}
	// An empty document has no root here.
	var kept []string
	for _, s := range want {
		if s != "" && s != `""` {
			kept = append(kept, s)
		}
	}
	var ours []string
	for _, s := range got {
		if s != `""` {
			ours = append(ours, s)
		}
	}
	return cmp.Diff(kept, ours)
}

// TestYAMLMeansWhatTheLibrarySays holds the reader to the kept library.
func TestYAMLMeansWhatTheLibrarySays(t *testing.T) {
	for range 10 {
		rapid.Check(t, checkYAML)
	}
}

func checkYAML(t *rapid.T) {
	g := yamlGen{t}
	src := g.block(0, 3)
	if rapid.Bool().Draw(t, "two") {
		src = "--- # one\n" + src + "...\n---\n" + g.block(0, 2)
	}
	if rapid.Bool().Draw(t, "crlf") {
		src = strings.ReplaceAll(src, "\n", "\r\n")
	}
	if diff := sameAsLibrary(src); diff != "" {
		t.Fatalf("%s in\n%s", diff, src)
	}
}

type yamlGen struct{ t *rapid.T }

func (g yamlGen) pick(parts ...string) string { return rapid.SampledFrom(parts).Draw(g.t, "part") }

func (g yamlGen) text(parts ...string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 1, 6).Draw(g.t, "text"), "")
}

// block is a block node whose lines are indented; it ends with a line break.
func (g yamlGen) block(indent, depth int) string {
	pad := strings.Repeat(" ", indent)
	kind := rapid.IntRange(0, 5).Draw(g.t, "kind")
	if depth == 0 {
		kind = 5
	}
	var b strings.Builder
	n := rapid.IntRange(1, 3).Draw(g.t, "n")
	switch kind {
	case 0, 1, 2:
		for range n {
			b.WriteString(pad + g.key() + ":" + g.value(indent, depth-1))
			b.WriteString(g.pick("", "", "# comment\n", pad+"  # comment: x\n", "\n", "  \n"))
		}
	case 3:
		for range n {
			if depth > 1 && rapid.Bool().Draw(g.t, "nested") {
				b.WriteString(pad + "- " + strings.TrimLeft(g.block(indent+2, depth-1), " "))
			} else {
				b.WriteString(pad + "-" + g.value(indent, depth-1))
			}
		}
	case 4:
		b.WriteString(pad + "? " + g.key() + "\n" + pad + ":" + g.value(indent, depth-1))
	default:
		b.WriteString(pad + g.scalar(indent) + g.pick("", " ", " # c") + "\n")
	}
	return b.String()
}

// value stands behind a colon or a dash.
func (g yamlGen) value(indent, depth int) string {
	props := g.pick("", "", "", "", " !Sub", " &a", " !Join &b")
	switch kind := rapid.IntRange(0, 7).Draw(g.t, "value"); {
	case kind == 0:
		return props + g.pick("", " ", "  # c") + "\n"
	case kind == 1:
		return props + " " + g.blockScalar(indent)
	case kind == 2 && depth > 0:
		return props + g.pick("", "  # c") + "\n" + g.block(indent+rapid.IntRange(1, 3).Draw(g.t, "in"), depth)
	case kind == 3 && depth > 0:
		return props + " " + g.flow(depth) + "\n"
	}
	return props + " " + g.scalar(indent) + g.pick("", " ", " # c") + "\n"
}

func (g yamlGen) key() string {
	return g.pick("a", "Resources", "Fn::Join", "'a b'", `"k\"1"`, "x y", "é", "$.a", "?b", "-c", "0", "&k a", "!t b", "a::b:c")
}

func (g yamlGen) scalar(indent int) string {
	return g.scalarOf(rapid.SampledFrom([]document.Style{document.YAMLPlain, document.YAMLSingle, document.YAMLDouble, document.Mixed}).Draw(g.t, "style"), indent)
}

func (g yamlGen) scalarOf(style document.Style, indent int) string {
	more := "\n" + strings.Repeat(" ", indent+2)
	switch style {
	case document.YAMLPlain:
		return "a" + g.text("b", " c", " - d", "#", ":x", ",", " [x]", "{", "}", "é", "😀", "\t", "'", "\"", "\\", " ?q", more+"m", "\n"+more+"n", " "+more+"#o")
	case document.YAMLSingle:
		return "'" + g.text("b", " ", "''", "\"", "\\n", ": ", " #", "é", more, "\n"+more, "x"+more+"y", "\t") + "'"
	case document.YAMLDouble:
		return `"` + g.text("b", " ", "'", `\"`, `\\`, `\n`, `\t`, `\/`, `\0`, `\x41`, `\u00e9`, `\U0001F600`, `\ `, `\_`, `\e`, "# ", ": ", more, "\n"+more, `\`+more, `x\`+more+`\ y`, "{ $.a = ") + `"`
	}
	return g.pick("12", "true", "~", "null", "1.50", "0x1F", "AWS::Logs::MetricFilter", "a-b", "ERROR", "é")
}

func (g yamlGen) flow(depth int) string {
	if depth == 0 {
		return g.pick("a", "'b'", `"c"`, "!Ref d", "a b", "1", "x::y", `"a\"b"`, "", "a\n      b")
	}
	var items []string
	for range rapid.IntRange(0, 3).Draw(g.t, "items") {
		items = append(items, g.flow(depth-1))
	}
	space := g.pick("", " ", "\n        ", " # c\n         ")
	if rapid.Bool().Draw(g.t, "list") {
		for i, item := range items {
			if item == "" {
				items[i] = "z"
			}
		}
		return "[" + space + strings.Join(items, space+","+space) + space + "]"
	}
	for i, item := range items {
		items[i] = g.pick("k: ", `"k": `, `'k':`, "$.a: ", "a b: ", "? a : ") + item
	}
	return "{" + space + strings.Join(items, space+","+space) + space + "}"
}

func (g yamlGen) blockScalar(indent int) string {
	return g.blockOf(g.pick("|", ">"), indent)
}

func (g yamlGen) blockOf(header string, indent int) string {
	in := rapid.IntRange(1, 3).Draw(g.t, "in")
	header += g.pick("", "-", "+", strconv.Itoa(in), strconv.Itoa(in)+"-", "+"+strconv.Itoa(in)) + g.pick("", " ", " # c")
	var b strings.Builder
	b.WriteString(header + "\n")
	for range rapid.IntRange(0, 5).Draw(g.t, "lines") {
		b.WriteString(g.pick(
			"\n", strings.Repeat(" ", indent+in)+g.text("a", "b c", "#", ": ", "'", `\n`, "é", " d", "{ $.x = 1 }")+"\n",
			strings.Repeat(" ", indent+in)+g.text("a", "b")+"\n", strings.Repeat(" ", indent+in)+"  more\n", strings.Repeat(" ", indent+in)+"\ttab\n", strings.Repeat(" ", indent)+"\n",
		))
	}
	return b.String()
}
