package filtertest

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

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
