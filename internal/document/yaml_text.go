package document

import (
	"strings"
	"unicode/utf8"
)

// yamlText decodes a scalar of YAML with the way back through its quotes,
// escapes, folded lines and indentation.
func yamlText(src []byte, n *Node) *Text {
	at := n.Span
	switch n.Style {
	case YAMLLiteral, YAMLFolded:
		return yamlBlock(src, n)
	case YAMLSingle, YAMLDouble:
		at.Start++
		at.End--
	}
	if n.Style == YAMLPlain && !n.Lines {
		t := NewText(YAMLPlain)
		t.Append(string(src[at.Start:at.End]), at)
		return t
	}
	b := NewText(n.Style)
	plain := at.Start
	for i := at.Start; i < at.End; {
		var size int
		var decoded string
		switch c := src[i]; {
		case c == '\'' && n.Style == YAMLSingle:
			size, decoded = 2, "'"
		case c == '\\' && n.Style == YAMLDouble:
			size, decoded = yamlEscape(src[i:at.End])
		case isBreak(c):
			// Blanks before a break are dropped, those of an escape are not.
			from := i
			for from > plain && isBlank(src[from-1]) {
				from--
			}
			b.AppendPlain(src, plain, from)
			size, decoded = foldedBreak(src, i, at.End)
			b.AppendUnit(decoded, Span{Start: from, End: i + size})
			i += size
			plain = i
			continue
		default:
			i++
			continue
		}
		b.AppendPlain(src, plain, i)
		b.AppendUnit(decoded, Span{Start: i, End: i + size})
		i += size
		plain = i
	}
	b.AppendPlain(src, plain, at.End)
	b.Anchor(at.Start)
	return b
}

// foldedBreak is what line breaks in a flow scalar stand for, and how far they
// and the indentation behind them reach: one is a blank, more are one less.
func foldedBreak(src []byte, at, end int) (size int, decoded string) {
	breaks := 0
	i := at
	for i < end && isBlankOrBreak(src[i]) {
		if isBreak(src[i]) {
			breaks++
			i += breakSize(src, i)
			continue
		}
		i++
	}
	if breaks == 1 {
		return i - at, " "
	}
	return i - at, strings.Repeat("\n", breaks-1)
}

// yamlEscapeSize is the length of an escape behind its backslash, 0 for one
// that YAML does not have.
func yamlEscapeSize(s []byte) int {
	digits := 0
	switch s[0] {
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	default:
		if strings.IndexByte("0abt\tnvfre \"'/\\N_LP", s[0]) < 0 {
			return 0
		}
		return 1
	}
	if len(s) <= digits {
		return 0
	}
	for _, c := range s[1 : 1+digits] {
		if hexDigit(c) < 0 {
			return 0
		}
	}
	return 1 + digits
}

func hexDigit(c byte) rune {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	}
	return -1
}

// yamlEscape decodes the escape at the start of s, which is known to be one. A
// backslash before a line break joins the lines.
func yamlEscape(s []byte) (size int, decoded string) {
	if len(s) < 2 {
		return 1, ""
	}
	c := s[1]
	switch c {
	case '\r', '\n':
		size = 1 + breakSize(s, 1)
		for size < len(s) && isBlank(s[size]) {
			size++
		}
		// Empty lines behind it are breaks.
		for size < len(s) && isBreak(s[size]) {
			size += breakSize(s, size)
			decoded += "\n"
			for size < len(s) && isBlank(s[size]) {
				size++
			}
		}
		return size, decoded
	case 'x', 'u', 'U':
		size = 1 + yamlEscapeSize(s[1:])
		r := hexRune(s[2:size])
		// A pair of surrogates, as programs write that know JSON only.
		if c == 'u' && 0xD800 <= r && r < 0xDC00 && len(s) >= size+6 && s[size] == '\\' && s[size+1] == 'u' && yamlEscapeSize(s[size+1:]) == 5 {
			if low := hexRune(s[size+2 : size+6]); 0xDC00 <= low && low < 0xE000 {
				return size + 6, string((r-0xD800)<<10 + (low - 0xDC00) + 0x10000)
			}
		}
		if !utf8.ValidRune(r) {
			r = utf8.RuneError
		}
		return size, string(r)
	}
	const names, values = "0abtnvfreN_LP", "\x00\a\b\t\n\v\f\r\x1b\u0085\u00a0\u2028\u2029"
	if i := strings.IndexByte(names, c); i >= 0 {
		return 2, string([]rune(values)[i])
	}
	return 2, string(rune(c))
}

func hexRune(digits []byte) rune {
	r := rune(0)
	for _, c := range digits {
		if r > utf8.MaxRune {
			break
		}
		r = r<<4 | hexDigit(c)
	}
	return r
}

// yamlBlock decodes a literal or folded block.
func yamlBlock(src []byte, n *Node) *Text {
	b := NewText(n.Style)
	at := n.Span.Start
	for at < len(src) && !isBreak(src[at]) {
		at++
	}
	if at < len(src) {
		at += breakSize(src, at)
	}
	// Breaks wait for the next line with text: whether they fold depends on it.
	var breaks []Span
	last, first, blankBefore := at, true, false
	for at < len(src) && at <= n.Span.End || n.chomp == '+' && at < len(src) {
		i := 0
		for i < n.indent && at+i < len(src) && src[at+i] == ' ' {
			i++
		}
		start := at + i
		end := start
		for end < len(src) && !isBreak(src[end]) {
			end++
		}
		if start < end && (i < n.indent || start > n.Span.End) {
			break // behind the block
		}
		next := end
		if end < len(src) {
			next += breakSize(src, end)
		}
		if start < end {
			blank := isBlank(src[start])
			b.breaks(src, breaks, Span{Start: last, End: start}, n.Style == YAMLFolded && !first && !blankBefore && !blank)
			b.AppendPlain(src, start, end)
			breaks, blankBefore, first, last = breaks[:0], blank, false, end
		}
		if next > end {
			breaks = append(breaks, Span{Start: end, End: next})
		}
		at = next
	}
	switch {
	case n.chomp == '+':
		for _, s := range breaks {
			b.lineBreak(src, s)
		}
	case n.chomp == 0 && !first && len(breaks) > 0:
		b.lineBreak(src, breaks[0])
	}
	b.Anchor(min(last, len(src)))
	return b
}

// breaks adds the breaks between two lines with text. Where they fold, one is
// a blank, and more are one less.
func (b *Text) breaks(src []byte, breaks []Span, between Span, fold bool) {
	switch {
	case !fold || len(breaks) == 0:
		for _, s := range breaks {
			b.lineBreak(src, s)
		}
	case len(breaks) == 1:
		b.AppendUnit(" ", between)
	default:
		for _, s := range breaks[1:] {
			b.lineBreak(src, s)
		}
	}
}

// lineBreak adds a line break that stands for itself; of CRLF only LF is kept.
func (b *Text) lineBreak(src []byte, at Span) {
	if at.End-at.Start == 1 && src[at.Start] == '\n' {
		b.AppendPlain(src, at.Start, at.End)
		return
	}
	b.AppendUnit("\n", at)
}
