package program

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/logsieve/logsieve/internal/document"
)

// unescape decodes the escape that starts with a backslash at the front of
// rest, false for one whose text is not told.
func (l *language) unescape(rest []byte) (decoded string, size int, ok bool) {
	switch c := rest[1]; c {
	case '\\', '"', '\'', '`', '$', '/':
		if strings.IndexByte("`$/", c) >= 0 && !l.template {
			break
		}
		return string(c), 2, true
	case '\n': // in a text block of Java it also takes indentation off
		return "", 2, !l.raw && !l.block
	case '\r':
		if len(rest) > 2 && rest[2] == '\n' {
			return "", 3, !l.raw && !l.block
		}
	case '0':
		if !l.raw && (len(rest) < 3 || rest[2] < '0' || '9' < rest[2]) {
			return "\x00", 2, true
		}
	case 'x':
		if l.block {
			return "", 0, false // of one to four digits
		}
	case 'N':
		if l.keeps {
			return "", 0, false // the name of a character
		}
	case 'u':
		if l.template && len(rest) > 2 && rest[2] == '{' {
			shut := bytes.IndexByte(rest[:min(len(rest), 12)], '}')
			if shut < 0 {
				return "", 0, false
			}
			n, err := strconv.ParseUint(string(rest[3:shut]), 16, 21)
			return string(rune(n)), shut + 1, err == nil
		}
		if high, is := unit(rest); is && utf16.IsSurrogate(high) {
			low, paired := unit(rest[6:])
			r := utf16.DecodeRune(high, low)
			return string(r), 12, paired && r != '\uFFFD' && !l.raw && !l.keeps
		}
	}
	from := string(rest[:min(len(rest), 10)])
	r, multibyte, tail, err := strconv.UnquoteChar(from, 0)
	switch {
	case err == nil && !multibyte && l.raw:
		return string([]byte{byte(r)}), len(from) - len(tail), true
	case err == nil:
		return string(r), len(from) - len(tail), true
	case !l.invalid || '0' <= rest[1] && rest[1] <= '9' || strings.IndexByte("xuU", rest[1]) >= 0 || rest[1] >= 0x80:
		return "", 0, false
	case l.keeps:
		return from[:2], 2, true
	}
	return from[1:2], 2, true
}

// unit is the unit of UTF-16 that \uXXXX stands for.
func unit(rest []byte) (rune, bool) {
	if len(rest) < 6 || rest[0] != '\\' || rest[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(rest[2:6]), 16, 16)
	return rune(n), err == nil
}

// text is what a literal of the program says, nil when that is not told.
func (x lexer) text(t token) *document.Text {
	if t.form.no || t.at.End-t.at.Start > maxLiteral {
		return nil
	}
	style := document.Mixed
	switch {
	case t.form.open == `"` && t.form.escapes:
		style = document.JSONString
	case t.form.open == "'" && t.form.escapes:
		style = document.ProgramSingle
	}
	b := document.NewText(style)
	x.pos = t.at.Start + len(t.form.open)
	x.src = x.src[:t.at.End]
	if !x.inside(t.form, b) {
		return nil
	}
	b.Anchor(t.at.Start + len(t.form.open))
	if t.form.block {
		return dedent(b, t.form.escapes)
	}
	return b
}

// maxLiteral bounds the texts that are looked at, in bytes; a filter pattern has
// 1,024 characters at most.
const maxLiteral = 1 << 14

// dedent takes off what a text block does not mean: its first line break, the
// indentation that all lines have, and for Java the spaces at their ends, for C#
// the last line break.
func dedent(t *document.Text, java bool) *document.Text {
	first := strings.IndexByte(t.Decoded, '\n')
	if first < 0 || strings.TrimSpace(t.Decoded[:first]) != "" {
		return nil
	}
	indent := -1
	for line := range strings.Lines(t.Decoded[first+1:]) {
		n := len(line) - len(strings.TrimLeft(line, " \t"))
		if blank := strings.TrimSpace(line) == "" && strings.HasSuffix(line, "\n"); !blank && (indent < 0 || n < indent) {
			indent = n
		}
	}
	out := document.NewText(document.Mixed)
	at, last := first+1, strings.LastIndexByte(t.Decoded, '\n')
	for line := range strings.Lines(t.Decoded[first+1:]) {
		stop := at + len(strings.TrimRight(line, "\r\n"))
		if java {
			stop = at + len(strings.TrimRight(line, " \t\r\n"))
		}
		from := min(at+max(indent, 0), stop)
		if part := t.Cut(from, stop); part.Decoded != "" || len(part.Holes) > 0 {
			out.AppendText(part)
		}
		at += len(line)
		if newline := at - 1; strings.HasSuffix(line, "\n") && (java || newline != last) {
			out.AppendRange(t, newline, at)
		}
	}
	if len(out.Holes) != len(t.Holes) {
		return nil // one stands in the indentation
	}
	out.Anchor(t.Span(0, 0).Start)
	return out
}
