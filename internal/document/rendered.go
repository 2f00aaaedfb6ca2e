package document

import (
	"bytes"
	"slices"
	"strings"
)

// isRendered reports whether what cannot be read is a line that another program
// renders before it is YAML or JSON: Jinja's or Helm's {{ }} and {% %}.
func (f *Reader) isRendered(p *Problem) bool {
	if f.HasStatements() {
		return true
	}
	start := bytes.LastIndexByte(f.Data[:p.Span.Start], '\n') + 1
	line := firstLine(f.Data[start:])
	return bytes.Contains(line, []byte("{{")) && !bytes.Contains(line, []byte(OpenDynamic))
}

// DropRendered forgets the problems with what another program renders.
func (f *Reader) DropRendered() {
	f.Problems = slices.DeleteFunc(f.Problems, f.isRendered)
}

// HasStatements reports whether parts of the file are there under conditions of
// the program that renders it.
func (f *Reader) HasStatements() bool {
	if f.rendered == nil {
		has := bytes.Contains(f.Data, []byte("{% ")) || bytes.Contains(f.Data, []byte("{%- ")) || hasStatement(f.Data)
		f.rendered = &has
	}
	return *f.rendered
}

// Rendered reports whether the name of the file tells that another program renders
// it.
func (f *Reader) Rendered() bool { return f.byName }

// IsRendered makes the file one that another program renders, as its name tells.
func (f *Reader) IsRendered() {
	yes := true
	f.rendered, f.byName = &yes, true
}

// isStatement reports whether a text starts with {{ }} of Helm or Go that is a
// statement, and not a value.
func isStatement(text []byte) bool {
	rest, ok := bytes.CutPrefix(text, []byte(OpenRendered))
	if !ok {
		return false
	}
	rest = bytes.TrimLeft(bytes.TrimPrefix(rest, []byte("-")), " \t")
	if bytes.HasPrefix(rest, []byte("/*")) {
		return true
	}
	n := 0
	for n < len(rest) && isLetter(rest[n]) {
		n++
	}
	switch string(rest[:n]) {
	case "if", "else", "end", "range", "with", "define", "block", "template", "include", "toYaml", "tpl":
		return n == len(rest) || !bytes.HasPrefix(rest[n:], []byte("."))
	}
	return len(rest) > 0 && rest[0] == '$' && bytes.Contains(firstLine(rest), []byte(":="))
}

func hasStatement(data []byte) bool {
	for {
		i := bytes.Index(data, []byte(OpenRendered))
		if i < 0 {
			return false
		}
		if data = data[i:]; isStatement(data) {
			return true
		}
		data = data[len(OpenRendered):]
	}
}

// renderedEnd is how long the {{ }} is that a text starts with, 0 if it does not
// end on its line.
func renderedEnd(text []byte) int {
	if end := bytes.Index(firstLine(text), []byte("}}")); end > 0 {
		return end + 2
	}
	return 0
}

// placeholderEnd is how long the name is that a text starts with and that another
// program replaces: @@NAME@@, @NAME@, %NAME%. No plain text of YAML starts so.
func placeholderEnd(text []byte) int {
	if len(text) < 3 || text[0] != '@' && text[0] != '%' {
		return 0
	}
	start := 1
	if text[0] == '@' && text[1] == '@' {
		start = 2
	}
	n := start
	for n < len(text) && (isLetter(text[n]) || '0' <= text[n] && text[n] <= '9' || text[n] == '_' || text[n] == '-' || text[n] == '.') {
		n++
	}
	if n == start || !bytes.HasPrefix(text[n:], text[:start]) {
		return 0
	}
	return n + start
}

// Placeholders is a text with holes where @@NAME@@ stands.
func (t *Text) Placeholders() *Text {
	return t.holesAt("@@", func(rest string) int { return placeholderEnd([]byte(rest[:min(len(rest), 80)])) })
}

// Rendered is a text with holes where {{ name }} of another program stands.
func (t *Text) Rendered() *Text {
	return t.holesAt(OpenRendered, func(rest string) int {
		if !StartsRendered(rest) {
			return 0
		}
		return renderedEnd([]byte(rest))
	})
}

// Blanks is a text with holes where <name> asks for a value.
func (t *Text) Blanks() *Text {
	return t.holesAt("<", func(rest string) int {
		n := 1
		for n < len(rest) && (isLetter(rest[n]) || '0' <= rest[n] && rest[n] <= '9' || rest[n] == '_' || rest[n] == '-') {
			n++
		}
		if n < 2 || n == len(rest) || rest[n] != '>' || !isLetter(rest[1]) {
			return 0
		}
		return n + 1
	})
}

// holesAt is a text with holes where a mark starts what a function tells the
// length of; 0 is nothing.
func (t *Text) holesAt(mark string, size func(rest string) int) *Text {
	if !strings.Contains(t.Decoded, mark) || !t.Known() {
		return t
	}
	out := NewText(t.Style)
	done := 0
	for i := 0; i < len(t.Decoded); {
		next := strings.Index(t.Decoded[i:], mark)
		if next < 0 {
			break
		}
		i += next
		n := size(t.Decoded[i:])
		if n == 0 {
			i++
			continue
		}
		out.AppendRange(t, done, i)
		out.AppendHole(t.Decoded[i:i+n], "", t.Span(i, i+n))
		i += n
		done = i
	}
	if len(out.Holes) == 0 {
		return t
	}
	out.AppendRange(t, done, len(t.Decoded))
	return out
}

// Marks of what is put into texts.
const (
	OpenSub      = "${"
	OpenDynamic  = "{{resolve:"
	OpenRendered = "{{" // of Jinja and Helm
)

// StartsRendered reports whether a text starts with what another program
// renders: {{ and a name, which no filter pattern has there.
func StartsRendered(s string) bool {
	inner, ok := strings.CutPrefix(s, OpenRendered)
	inner = strings.TrimLeft(inner, "- ")
	return ok && inner != "" && (inner[0] == '.' || inner[0] == '_' || 'a' <= inner[0]|0x20 && inner[0]|0x20 <= 'z')
}

// ClosingBrace is the offset of the } that ends what was opened before start,
// -1 when there is none.
func ClosingBrace(s string, start int) int {
	depth := 0
	for i := start; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth == 0 {
				return i
			}
			depth--
		}
	}
	return -1
}
