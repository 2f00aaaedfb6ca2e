package terraform

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// tfSource is text that was parsed as HCL, and where it stands in a file.
type tfSource struct {
	file string
	src  []byte
	// text is set when src is the decoded text of a JSON string.
	text  *document.Text
	whole bool            // src is a template without quotes: a file of its own
	long  []document.Span // heredocs that were not parsed as they stand
}

// span maps a range of the source to the file.
func (s *tfSource) span(start, end int) document.Span {
	start, end = atMost(start, len(s.src)), atMost(end, len(s.src))
	if s.text != nil {
		return s.text.Span(start, end)
	}
	return document.Span{Start: start, End: max(start, end)}
}

func (s *tfSource) at(r hcl.Range) document.Span { return s.span(r.Start.Byte, r.End.Byte) }

func (s *tfSource) raw(r hcl.Range) string {
	start, end := atMost(r.Start.Byte, len(s.src)), atMost(r.End.Byte, len(s.src))
	return string(s.src[start:max(start, end)])
}

func atMost(n, most int) int { return max(0, min(n, most)) }

// plain adds a part of the source that stands for itself.
func (s *tfSource) plain(t *document.Text, start, end int) {
	if s.text != nil {
		t.AppendRange(s.text, start, end)
		return
	}
	t.Append(string(s.src[start:end]), document.Span{Start: start, End: end})
}

// style tells how a template is written. The text of a JSON string is a
// template without quotes.
func (s *tfSource) style(r hcl.Range) document.Style {
	start, end := atMost(r.Start.Byte, len(s.src)), atMost(r.End.Byte, len(s.src))
	switch {
	case s.text != nil && start == 0 && end == len(s.src), s.whole:
		return document.Mixed
	case bytes.HasPrefix(s.src[start:], []byte("<<")):
		return document.HCLHeredoc
	}
	return document.HCLQuoted
}

// template evaluates the parts of a template; each literal byte maps to the
// file, and a part that is not known is a hole.
func (e *tfEval) template(src *tfSource, x *hclsyntax.TemplateExpr, sc *tfScope) *source.Value {
	for _, long := range src.long {
		if long.Start <= x.SrcRange.Start.Byte && x.SrcRange.End.Byte <= long.End {
			e.f.TooLarge(e.at, "a heredoc in it has too many lines")
			return e.unknown(src, x.SrcRange, "")
		}
	}
	style := src.style(x.SrcRange)
	t := document.NewText(style)
	for _, part := range x.Parts {
		if lit, ok := part.(*hclsyntax.LiteralValueExpr); ok && lit.Val.Type() == cty.String && !lit.Val.IsNull() {
			t.AppendText(src.literal(lit, style).Rendered().Placeholders())
			continue
		}
		v := e.expr(src, part, sc)
		text := v.AsText()
		outer := src.interpolation(part.Range())
		switch {
		case text == nil:
			t.AppendAttribute(document.OneLine(src.raw(outer)), v.Ref, v.Attribute, src.at(outer))
		case !e.f.Fits(t, text, e.at):
			return e.unknown(src, x.SrcRange, "")
		default:
			t.AppendText(text.Inside(src.at(outer)))
			t.Style = document.Mixed
		}
	}
	if !e.spend(source.Steps(t)) {
		return e.unknown(src, x.SrcRange, "")
	}
	if t.Decoded == "" && len(t.Holes) == 1 && len(x.Parts) == 1 {
		return &source.Value{Kind: source.Unknown, Span: src.at(x.SrcRange), What: t.Holes[0].What}
	}
	if src.text != nil {
		t.Style = document.Mixed // two layers of escapes, which no edit can write
	}
	at := src.at(x.SrcRange)
	if style == document.HCLQuoted {
		at.Start++ // behind the quote
	}
	t.Anchor(min(at.Start, at.End))
	return &source.Value{Kind: source.String, Span: src.at(x.SrcRange), Text: t}
}

// interpolation widens the range of an expression to the ${ } around it.
func (s *tfSource) interpolation(r hcl.Range) hcl.Range {
	start, end := atMost(r.Start.Byte, len(s.src)), atMost(r.End.Byte, len(s.src))
	before := bytes.TrimSuffix(bytes.TrimRightFunc(s.src[:start], unicode.IsSpace), []byte("~"))
	after := strings.TrimLeftFunc(string(s.src[end:min(end+64, len(s.src))]), unicode.IsSpace)
	skipped := min(end+64, len(s.src)) - end - len(after)
	closing := 1
	if strings.HasPrefix(after, "~") {
		after, closing = after[1:], 2
	}
	if !bytes.HasSuffix(before, []byte("${")) || !strings.HasPrefix(after, "}") {
		return r
	}
	r.Start.Byte = len(before) - 2
	r.End.Byte = end + skipped + closing
	return r
}

// literal decodes a literal part of a template with the way back. The parser
// has removed a heredoc's indentation and what ~ trims; the decoded text is
// compared with the parser's, and one that cannot be followed maps as a whole.
func (s *tfSource) literal(lit *hclsyntax.LiteralValueExpr, style document.Style) *document.Text {
	want := lit.Val.AsString()
	start, end := atMost(lit.SrcRange.Start.Byte, len(s.src)), atMost(lit.SrcRange.End.Byte, len(s.src))
	end = max(start, end)
	if end-start > source.MaxText {
		return document.UnitText(want, s.span(start, end))
	}
	indents := 1
	if style == document.HCLHeredoc {
		const widest = 256
		indents = min(widest, indentation(string(s.src[start:end]))) + 1
	}
	for indent := range indents {
		t := s.decode(start, end, style, indent)
		for _, trimmed := range []*document.Text{t, t.Trim(true, false, unicode.IsSpace), t.Trim(false, true, unicode.IsSpace), t.TrimSpace()} {
			if trimmed.Decoded == want {
				return trimmed
			}
		}
	}
	return document.UnitText(want, s.span(start, end))
}

// indentation is the most blanks at the start of a line.
func indentation(raw string) int {
	most := 0
	for line := range strings.Lines(raw) {
		most = max(most, len(line)-len(strings.TrimLeft(line, " \t")))
	}
	return most
}

// decode reads source text as HCL does. Every line but the first loses its
// indentation, unless it is blank: the parser has cut the first already.
func (s *tfSource) decode(start, end int, style document.Style, indent int) *document.Text {
	t := document.NewText(style)
	from := start
	unit := func(i, size int, decoded string) {
		if from < i {
			s.plain(t, from, i)
		}
		from = i + size
		if decoded != "" {
			t.AppendUnit(decoded, s.span(i, i+size))
		}
	}
	for i := start; i < end; {
		size := 1
		switch c := s.src[i]; {
		case c == '\\' && style == document.HCLQuoted:
			decoded := ""
			decoded, size = hclEscape(s.src[i:end])
			unit(i, size, decoded)
		case (c == '$' || c == '%') && i+2 < end && s.src[i+1] == c && s.src[i+2] == '{':
			size = 3
			unit(i, size, string(s.src[i+1:i+3]))
		case c == '\n' && indent > 0 && i+1 < end:
			line := s.src[i+1 : end]
			skip := 0
			for skip < indent && skip < len(line) && (line[skip] == ' ' || line[skip] == '\t') {
				skip++
			}
			if !blankLine(line) {
				unit(i+1, skip, "")
				size += skip
			}
		}
		i += size
	}
	unit(end, 0, "")
	return t
}

func blankLine(text []byte) bool {
	for _, c := range text {
		if c == '\n' {
			return true
		}
		if c != ' ' && c != '\t' && c != '\r' {
			return false
		}
	}
	return false
}

// hclEscape decodes the escape at the start of raw. One that HCL does not know
// loses its backslash, as in the parser's own recovery.
func hclEscape(raw []byte) (decoded string, size int) {
	if len(raw) < 2 {
		return string(raw), len(raw)
	}
	if i := strings.IndexByte(`nrt"\`, raw[1]); i >= 0 {
		return "\n\r\t\"\\"[i : i+1], 2
	}
	digits := map[byte]int{'u': 4, 'U': 8}[raw[1]]
	if digits > 0 && len(raw) >= 2+digits {
		r := rune(0)
		for _, c := range raw[2 : 2+digits] {
			i := strings.IndexByte("0123456789abcdef", c|0x20)
			if i < 0 || c < '0' || r > utf8.MaxRune {
				return string(raw[1]), 2
			}
			r = r<<4 | rune(i)
		}
		return string(r), 2 + digits
	}
	return string(raw[1]), 2
}
