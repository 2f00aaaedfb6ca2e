package document

import (
	"bytes"
)

// plain reads a plain scalar, of several lines where they are indented more
// than parent.
func (r *yamlReader) plain(parent int, inside bool) *Node {
	start := r.pos
	if c := r.src[r.pos]; bytes.IndexByte([]byte(",[]{}#&*!|>'\"%@`"), c) >= 0 && placeholderEnd(r.src[r.pos:]) == 0 ||
		(c == '-' || c == '?' || c == ':') && (r.pos+1 == len(r.src) || isBlankOrBreak(r.src[r.pos+1]) || inside && bytes.IndexByte([]byte(",[]{}"), r.src[r.pos+1]) >= 0) {
		return r.fail(r.pos, "no text can start with "+string(rune(c)), quoteRemedy)
	}
	n := r.newNode(Scalar, start, start)
	n.Style = YAMLPlain
	for {
		end := r.plainLine(inside)
		n.Span.End = end
		if r.pos >= len(r.src) || !isBreak(r.src[r.pos]) || !r.continues(parent, inside) {
			break
		}
		n.Lines = true
	}
	r.pos = n.Span.End
	n.Whole = n.Span
	return n
}

// plainLine moves to the end of the plain text on the line and returns where
// its last character ends.
func (r *yamlReader) plainLine(inside bool) int {
	end := r.pos
	for ; r.pos < len(r.src); r.pos++ {
		switch c := r.src[r.pos]; {
		case isBlank(c):
			continue
		case isBreak(c):
			return end
		case c == '#' && r.pos > 0 && isBlankOrBreak(r.src[r.pos-1]):
			return end
		case c == ':' && (r.pos+1 == len(r.src) || isBlankOrBreak(r.src[r.pos+1]) || inside && bytes.IndexByte([]byte(",[]{}"), r.src[r.pos+1]) >= 0):
			return end
		case inside && bytes.IndexByte([]byte(",[]{}"), c) >= 0:
			return end
		}
		end = r.pos + 1
	}
	return end
}

// continues moves to the next line that belongs to a plain scalar, over empty
// lines; false, without a move, when there is none.
func (r *yamlReader) continues(parent int, inside bool) bool {
	pos, line := r.pos, r.line
	for r.pos < len(r.src) && isBreak(r.src[r.pos]) {
		r.newline()
		for r.pos < len(r.src) && isBlank(r.src[r.pos]) {
			r.pos++
		}
	}
	if r.pos < len(r.src) && r.src[r.pos] != '#' && !r.atMarker() && (inside || r.column() > parent) {
		if !inside || bytes.IndexByte([]byte(",[]{}"), r.src[r.pos]) < 0 && !r.colon(false) {
			if !r.follows(':') {
				return true
			}
		}
	}
	r.pos, r.line = pos, line
	return false
}

// quoted reads a scalar in quotes.
func (r *yamlReader) quoted(quote byte) *Node {
	start := r.pos
	n := r.newNode(Scalar, start, start)
	n.Style = YAMLSingle
	if quote == '"' {
		n.Style = YAMLDouble
	}
	r.pos++
	for r.pos < len(r.src) {
		switch c := r.src[r.pos]; {
		case c == quote:
			r.pos++
			if quote == '\'' && r.pos < len(r.src) && r.src[r.pos] == quote {
				r.pos++
				continue
			}
			n.Span.End = r.pos
			n.Whole = n.Span
			return n
		case c == '\\' && quote == '"':
			r.pos++
			if r.pos < len(r.src) && !isBreak(r.src[r.pos]) {
				size := yamlEscapeSize(r.src[r.pos:])
				if size == 0 {
					return r.fail(r.pos-1, "the escape is not known", `Write \\ for a backslash, or use single quotes.`)
				}
				r.pos += size
			}
		case isBreak(c):
			n.Lines = true
			r.newline()
			if r.atMarker() {
				return r.fail(start, "the quote is not closed", "Close the quote.")
			}
		default:
			r.pos++
		}
	}
	return r.fail(start, "the quote is not closed", "Close the quote.")
}

// blockScalar reads | and > with what is indented below.
func (r *yamlReader) blockScalar(parent int) *Node {
	n := r.newNode(Scalar, r.pos, r.pos)
	n.Style, n.Lines = YAMLLiteral, true
	if r.src[r.pos] == '>' {
		n.Style = YAMLFolded
	}
	r.pos++
	for ; r.pos < len(r.src); r.pos++ {
		switch c := r.src[r.pos]; {
		case (c == '+' || c == '-') && n.chomp == 0:
			n.chomp = c
			continue
		case '1' <= c && c <= '9' && n.indent == 0:
			n.indent = max(parent, 0) + int(c-'0')
			continue
		}
		break
	}
	n.Span.End = r.pos
	if !r.blanks() {
		return r.fail(r.pos, "a block starts with | or > and on the next line its text", quoteRemedy)
	}
	if r.pos < len(r.src) && r.src[r.pos] == '#' {
		end := r.lineEnd(r.pos)
		r.comments = append(r.comments, Comment{Span{Start: r.pos, End: end}, string(bytes.TrimSpace(r.src[r.pos+1 : end]))})
		r.pos = end
	}
	r.newline()
	if n.indent == 0 {
		n.indent = max(r.blockIndent(), parent+1, 1)
	}
	for r.pos < len(r.src) {
		i := 0
		for i < n.indent && r.pos+i < len(r.src) && r.src[r.pos+i] == ' ' {
			i++
		}
		blank := r.pos+i >= len(r.src) || isBreak(r.src[r.pos+i])
		if !blank && (i < n.indent || r.atMarker()) {
			break
		}
		r.pos = r.lineEnd(r.pos)
		if !blank {
			n.Span.End = r.pos
		}
		r.newline()
	}
	n.Whole = n.Span
	return n
}

// blockIndent is the indentation of the first line of a block that has text.
func (r *yamlReader) blockIndent() int {
	widest := 0
	for at := r.pos; at < len(r.src); {
		start := at
		for at < len(r.src) && r.src[at] == ' ' {
			at++
		}
		widest = max(widest, at-start)
		if at >= len(r.src) || !isBreak(r.src[at]) {
			break
		}
		at += breakSize(r.src, at)
	}
	return widest
}
