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
		has := bytes.Contains(f.Data, []byte("{% ")) || bytes.Contains(f.Data, []byte("{%- "))
		f.rendered = &has
	}
	return *f.rendered
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
