package filtertest

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/diff"
	"go.yaml.in/yaml/v4"
)

// Update is a test file with its expectations brought up to date.
type Update struct {
	Name string
	Data []byte
	Diff []byte // unified, nil when nothing changes
	// Left are the failures that the update does not settle.
	Left []*Failure
}

// edit replaces bytes of a file.
type edit struct {
	start, end int
	text       string
}

// NewUpdate writes what came in place of what a test file expected. Comments,
// order and everything else stay as they are; an expectation that is written
// in a way that cannot be edited in place is left.
func NewUpdate(f *File, results []*Result) *Update {
	u := &Update{Name: f.Name, Data: f.Data}
	w := &writer{data: f.Data, lines: lineStarts(f.Data)}
	var edits []edit
	for _, r := range results {
		if r.File != f.Name {
			continue
		}
		for _, failure := range r.Failures {
			if failure.node == nil {
				u.Left = append(u.Left, failure)
				continue
			}
			some, ok := w.replace(failure.node, failure.actual)
			if !ok {
				u.Left = append(u.Left, failure)
				continue
			}
			edits = append(edits, some...)
		}
	}
	slices.SortFunc(edits, func(a, b edit) int { return a.start - b.start })
	edits = slices.Compact(edits) // an anchor's value may fail where it is named
	data := apply(f.Data, edits)
	var root yaml.Node
	if data == nil || yaml.Unmarshal(data, &root) != nil {
		for _, r := range results {
			if r.File == f.Name {
				u.Left = append(u.Left, r.Failures...)
			}
		}
		return u
	}
	u.Data = data
	u.Diff = diff.Diff(f.Name, f.Data, f.Name, data)
	if i := bytes.IndexByte(u.Diff, '\n'); i >= 0 {
		u.Diff = u.Diff[i+1:] // the line before --- is for git alone
	}
	return u
}

// apply makes the edits, nil when two of them are in each other's way.
func apply(data []byte, edits []edit) []byte {
	out := make([]byte, 0, len(data))
	at := 0
	for _, e := range edits {
		if e.start < at {
			return nil
		}
		out = append(append(out, data[at:e.start]...), e.text...)
		at = e.end
	}
	return append(out, data[at:]...)
}

// writer finds the places of nodes in a file and writes others there.
type writer struct {
	data  []byte
	lines []int // where they start
}

func lineStarts(data []byte) []int {
	starts := []int{0}
	for i, c := range data {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// offset is where a node starts. YAML counts columns in characters.
func (w *writer) offset(n *yaml.Node) (int, bool) {
	if n.Line < 1 || n.Line > len(w.lines) || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 || n.Kind == yaml.AliasNode {
		return 0, false
	}
	at := w.lines[n.Line-1]
	if n.Line == 1 {
		at += len(w.data) - len(bytes.TrimPrefix(w.data, []byte("\ufeff")))
	}
	for range n.Column - 1 {
		if at >= len(w.data) {
			return at, at == len(w.data)
		}
		_, size := utf8.DecodeRune(w.data[at:])
		at += size
	}
	return at, true
}

// end is where a node ends.
func (w *writer) end(n *yaml.Node) (int, bool) {
	at, ok := w.offset(n)
	if !ok {
		return 0, false
	}
	switch {
	case n.Style&yaml.FlowStyle != 0:
		return w.closed(at)
	case n.Kind == yaml.ScalarNode:
		return w.scalarEnd(n, at)
	case len(n.Content) == 0:
		return at, true
	}
	return w.end(n.Content[len(n.Content)-1])
}

// scalarEnd knows scalars of one line.
func (w *writer) scalarEnd(n *yaml.Node, at int) (int, bool) {
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return 0, false
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		return w.quoteEnd(at)
	}
	end := at + len(n.Value)
	return end, end <= len(w.data) && string(w.data[at:end]) == n.Value
}

// quoteEnd is the end of a quoted scalar.
func (w *writer) quoteEnd(at int) (int, bool) {
	if at >= len(w.data) {
		return 0, false
	}
	quote := w.data[at]
	for i := at + 1; i < len(w.data); i++ {
		switch c := w.data[i]; {
		case c == '\\' && quote == '"':
			i++
		case c == quote && quote == '\'' && i+1 < len(w.data) && w.data[i+1] == quote:
			i++
		case c == quote:
			return i + 1, true
		}
	}
	return 0, false
}

// closed is the end of a flow collection.
func (w *writer) closed(at int) (int, bool) {
	depth := 0
	for i := at; i < len(w.data); i++ {
		switch c := w.data[i]; c {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1, true
			}
		case '"', '\'':
			// A quote opens a text only where a text may start.
			if i > 0 && strings.IndexByte(" \t\n,:[{", w.data[i-1]) < 0 {
				continue
			}
			end, ok := w.quoteEnd(i)
			if !ok {
				return 0, false
			}
			i = end - 1
		case '#':
			if i > 0 && (w.data[i-1] == ' ' || w.data[i-1] == '\t' || w.data[i-1] == '\n') {
				for i < len(w.data) && w.data[i] != '\n' {
					i++
				}
			}
		}
	}
	return 0, false
}

// replace are the edits that make of a node another. Where both have the same
// shape only what differs is replaced, so that comments in between stay.
func (w *writer) replace(old, actual *yaml.Node) ([]edit, bool) {
	if old.Kind == actual.Kind && len(old.Content) == len(actual.Content) && old.Kind != yaml.ScalarNode && len(old.Content) > 0 {
		if edits, ok := w.inside(old, actual); ok {
			return edits, true
		}
	}
	if old.Kind == yaml.ScalarNode && actual.Kind == yaml.ScalarNode && !isNull(old) &&
		(old.Value == actual.Value || sameNumber(old, actual)) {
		return nil, true
	}
	start, ok := w.offset(old)
	if !ok {
		return nil, false
	}
	end, ok := w.end(old)
	if !ok {
		return nil, false
	}
	// A block collection starts on a line of its own, behind the key's.
	indent := w.indent(start)
	if old.Kind != yaml.ScalarNode && old.Style&yaml.FlowStyle == 0 {
		from := start - 1
		for from >= 0 && (w.data[from] == ' ' || w.data[from] == '\n') {
			from--
		}
		if from < 0 || w.data[from] != ':' {
			return nil, false // a comment stands between
		}
		start = from + 1
		indent = w.indent(start)
	}
	flow := w.inFlow(start)
	text := " " + flowText(actual)
	if !flow && actual.Kind != yaml.ScalarNode && actual.Style&yaml.FlowStyle == 0 && len(actual.Content) > 0 {
		text = blockText(actual, indent+2)
	}
	if start > 0 && (w.data[start-1] == ' ' || w.data[start-1] == '[' || w.data[start-1] == '{') {
		if strings.HasPrefix(text, "\n") { // no blank stays behind the colon
			start--
		} else {
			text = text[1:]
		}
	}
	return []edit{{start, end, text}}, true
}

// inside replaces the values of a mapping with the same keys, or the items of
// a list as long.
func (w *writer) inside(old, actual *yaml.Node) ([]edit, bool) {
	var edits []edit
	if old.Kind == yaml.SequenceNode {
		for i := range old.Content {
			some, ok := w.replace(old.Content[i], actual.Content[i])
			if !ok {
				return nil, false
			}
			edits = append(edits, some...)
		}
		return edits, true
	}
	for i := 0; i+1 < len(old.Content); i += 2 {
		at := slices.IndexFunc(pairsOf(actual), func(p pair) bool { return p.key == old.Content[i].Value })
		if at < 0 {
			return nil, false
		}
		value := pairsOf(actual)[at].value
		if isTime(old.Content[i].Value) && sameTime(old.Content[i+1], value) {
			continue
		}
		some, ok := w.replace(old.Content[i+1], value)
		if !ok {
			return nil, false
		}
		edits = append(edits, some...)
	}
	return edits, true
}

// sameNumber leaves a number that is only spelled otherwise.
func sameNumber(a, b *yaml.Node) bool {
	x, err := strconv.ParseFloat(a.Value, 64)
	if err != nil || a.ShortTag() == "!!str" || b.Tag == "!!str" {
		return false
	}
	y, err := strconv.ParseFloat(b.Value, 64)
	return err == nil && x == y
}

func pairsOf(n *yaml.Node) []pair {
	var pairs []pair
	for i := 0; i+1 < len(n.Content); i += 2 {
		pairs = append(pairs, pair{n.Content[i].Value, n.Content[i+1]})
	}
	return pairs
}

func isTime(key string) bool { return key == "timestamp" }

// sameTime leaves a time that is only spelled otherwise.
func sameTime(a, b *yaml.Node) bool {
	r := &reader{}
	p := &parser{reader: *r}
	x, y := p.time(a, ""), p.time(b, "")
	return x != nil && y != nil && *x == *y
}

// indent is how far the line of an offset is indented, the dashes of list
// items included.
func (w *writer) indent(at int) int {
	i, _ := slices.BinarySearch(w.lines, at+1)
	line := w.data[w.lines[i-1]:]
	n := 0
	for n < len(line) && (line[n] == ' ' || line[n] == '-' && n+1 < len(line) && line[n+1] == ' ') {
		n++
	}
	return n
}

// inFlow reports whether an offset is inside a flow collection.
func (w *writer) inFlow(at int) bool {
	var root yaml.Node
	if yaml.Unmarshal(w.data, &root) != nil {
		return true
	}
	var in func(n *yaml.Node) bool
	in = func(n *yaml.Node) bool {
		if n.Style&yaml.FlowStyle != 0 {
			start, ok := w.offset(n)
			if !ok {
				return false
			}
			end, ok := w.closed(start)
			return ok && start < at && at < end
		}
		return slices.ContainsFunc(n.Content, in)
	}
	return in(&root)
}

// flowText writes a node on one line.
func flowText(n *yaml.Node) string {
	var parts []string
	switch n.Kind {
	case yaml.MappingNode:
		for _, p := range pairsOf(n) {
			parts = append(parts, plainOrQuoted(p.key)+": "+flowText(p.value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case yaml.SequenceNode:
		for _, item := range n.Content {
			parts = append(parts, flowText(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	if n.Tag == "!!str" {
		return plainOrQuoted(n.Value)
	}
	return n.Value
}

// blockText writes a collection on lines of its own.
func blockText(n *yaml.Node, indent int) string {
	var b strings.Builder
	margin := "\n" + strings.Repeat(" ", indent)
	if n.Kind == yaml.MappingNode {
		for _, p := range pairsOf(n) {
			b.WriteString(margin + plainOrQuoted(p.key) + ": " + flowText(p.value))
		}
		return b.String()
	}
	for _, item := range n.Content {
		b.WriteString(margin + "- " + flowText(item))
	}
	return b.String()
}

// plainOrQuoted writes a text so that YAML reads it as that text again,
// wherever it stands.
func plainOrQuoted(text string) string {
	plain := text != "" && text == strings.TrimSpace(text)
	for i, c := range text {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
		plain = plain && (letter || c == '$' || c == '@' && i > 0 || i > 0 && (c >= '0' && c <= '9' || c == '.' || c == ' ' || c == '/'))
	}
	if plain {
		var n yaml.Node
		if yaml.Unmarshal([]byte(text), &n) == nil && len(n.Content) == 1 && n.Content[0].ShortTag() == "!!str" && n.Content[0].Value == text {
			return text
		}
	}
	if !strings.ContainsAny(text, "'") && printable(text) {
		return "'" + text + "'"
	}
	// YAML's double quotes take every escape of JSON.
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\t':
			b.WriteString(`\t`)
		case c == '\n':
			b.WriteString(`\n`)
		case strconv.IsPrint(c):
			b.WriteRune(c)
		case c > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, c)
		default:
			fmt.Fprintf(&b, `\u%04x`, c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func printable(text string) bool {
	return !strings.ContainsFunc(text, func(c rune) bool { return !strconv.IsPrint(c) })
}
