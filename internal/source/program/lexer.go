package program

import (
	"bytes"
	"unicode/utf8"

	"github.com/logsieve/logsieve/internal/document"
)

type kind uint8

const (
	end   kind = iota
	word       // a name or number
	text       // a text as it is written
	mark       // one byte of anything else
	wrong      // a text that does not end
)

type token struct {
	kind kind
	at   document.Span
	form form // of a text
}

// lexer tells texts and comments from the rest of a program. It is a value: a
// copy looks ahead.
type lexer struct {
	*language
	src     []byte
	pos     int
	depth   int // of computed parts in texts
	oneLine bool
	last    token // the one before
	shared  *shared
	comment func(document.Comment)
}

// shared is what all lexers of a program know.
type shared struct {
	open  map[string]bool // what does not end after where it was seen
	slash int             // up to where no regular expression ends
	steps int             // bytes that have been looked at
	most  int             // that may be: what ends early is looked at again
}

// spent reports whether all has been looked at that may be.
func (s *shared) spent() bool { return s.steps > s.most }

// newShared is for a program of a size in bytes. Each is looked at a few times at
// most where texts end, and up to maxDepth times where they do not.
func newShared(size int) *shared {
	return &shared{open: map[string]bool{}, most: 6*size + 1<<16}
}

// maxDepth bounds texts in texts.
const maxDepth = 8

func isWord(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '$' || c >= utf8.RuneSelf
}

// next reads a token, after spaces and comments; the end, too, where what may be
// looked at is spent.
func (x *lexer) next() token {
	if x.shared.spent() {
		return token{}
	}
	from := x.pos
	t := x.read()
	x.shared.steps += x.pos - from
	x.last = t
	return t
}

func (x *lexer) read() token {
	for x.pos < len(x.src) {
		c := x.src[x.pos]
		switch {
		case c == '\n' && x.oneLine:
			return token{}
		case c <= ' ':
			x.pos++
			continue
		case x.skipComment():
			continue
		}
		break
	}
	if x.pos >= len(x.src) {
		return token{}
	}
	start := x.pos
	after := x.last.kind == word && x.last.at.End == start
	if f, ok := x.opening(x.src[start:], after); ok && !x.shared.open[f.shut] {
		x.pos += len(f.open)
		if x.inside(f, nil) {
			return token{text, document.Span{Start: start, End: x.pos}, f}
		}
		if f.oneLine {
			x.pos = start + len(x.line(start))
			return token{kind: wrong, at: document.Span{Start: start, End: x.pos}}
		}
		x.shared.open[f.shut] = true
		x.pos = start
	}
	if n := x.regexpSize(); n > 0 {
		x.pos += n
		return token{kind: word, at: document.Span{Start: start, End: x.pos}}
	}
	x.pos++
	if !isWord(x.src[start]) {
		return token{kind: mark, at: document.Span{Start: start, End: x.pos}}
	}
	for x.pos < len(x.src) && isWord(x.src[x.pos]) {
		x.pos++
	}
	return token{kind: word, at: document.Span{Start: start, End: x.pos}}
}

// line is the rest of the line from a place on.
func (x *lexer) line(from int) []byte {
	if n := bytes.IndexByte(x.src[from:], '\n'); n >= 0 {
		return x.src[from : from+n]
	}
	return x.src[from:]
}

// skipComment moves over a comment, if one starts here.
func (x *lexer) skipComment() bool {
	rest := x.src[x.pos:]
	var body []byte
	n := 0
	switch {
	case x.hash && rest[0] == '#', !x.hash && bytes.HasPrefix(rest, []byte("//")):
		body = x.line(x.pos)
		n = len(body)
	case !x.hash && bytes.HasPrefix(rest, []byte("/*")) && !x.shared.open["*/"]:
		i := bytes.Index(rest[2:], []byte("*/"))
		if i < 0 {
			x.shared.open["*/"] = true
			return false
		}
		body, n = rest[:2+i], i+4
	default:
		return false
	}
	if x.comment != nil {
		x.comment(document.Comment{
			Span: document.Span{Start: x.pos, End: x.pos + len(bytes.TrimRight(rest[:n], "\r"))},
			Text: string(bytes.TrimSpace(bytes.TrimLeft(body, "/*#!"))),
		})
	}
	x.pos += n
	return true
}

// regexpSize is how long the regular expression is that starts here, 0 for none:
// a slash after a value divides.
func (x *lexer) regexpSize() int {
	if !x.regexp || x.src[x.pos] != '/' || x.pos < x.shared.slash {
		return 0
	}
	switch last := x.src[x.last.at.Start:x.last.at.End]; x.last.kind {
	case text:
		return 0
	case word:
		switch string(last) {
		case "return", "typeof", "case", "in", "of", "do", "else", "void", "throw", "new", "delete", "await", "yield":
		default:
			return 0
		}
	case mark:
		if last[0] == ')' || last[0] == ']' || last[0] == '}' {
			return 0
		}
	}
	class := false
	for i := x.pos + 1; i < len(x.src) && x.src[i] != '\n'; i++ {
		switch c := x.src[i]; {
		case c == '\\':
			i++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			return i + 1 - x.pos
		}
	}
	x.shared.slash = x.pos + len(x.line(x.pos))
	return 0
}

// inside moves from after the quote that opens a text to after the one that
// closes it, and builds what is between them when b is not nil. It reports false
// for a text that does not end, and for one that cannot be told.
func (x *lexer) inside(f form, b *document.TextBuilder) bool {
	plain := x.pos
	flush := func() {
		if b != nil {
			b.Plain(x.src, plain, x.pos)
		}
	}
	for x.pos < len(x.src) {
		rest := x.src[x.pos:]
		c := rest[0]
		unit, size := "", 0
		switch {
		case c == '\n' && (f.oneLine || x.oneLine):
			return false
		case c == f.shut[0] && bytes.HasPrefix(rest, []byte(f.shut)):
			if !f.doubled || len(rest) < 2 || rest[1] != c {
				flush()
				x.pos += len(f.shut)
				return true
			}
			unit, size = string(c), 2
		case c == '\\' && f.keeps && len(rest) > 1:
			x.pos += 2
			continue
		case c == '\\' && f.escapes && len(rest) > 1:
			var ok bool
			if b == nil {
				size = 2
			} else if unit, size, ok = x.unescape(rest); !ok {
				return false
			}
		case f.braces && (c == '{' || c == '}') && len(rest) > 1 && rest[1] == c:
			unit, size = string(c), 2
		case f.hole != "" && bytes.HasPrefix(rest, []byte(f.hole)):
			flush()
			start := x.pos
			if !x.hole(f) {
				return false
			}
			x.shared.steps -= x.pos - start // which are those of the text, too
			if b != nil {
				at := document.Span{Start: start, End: x.pos}
				b.Hole(document.OneLine(string(x.src[at.Start:at.End])), at)
			}
			plain = x.pos
			continue
		default:
			x.pos++
			continue
		}
		flush()
		if b != nil {
			b.Unit(unit, document.Span{Start: x.pos, End: x.pos + size})
		}
		x.pos += size
		plain = x.pos
	}
	return false
}

// hole moves over a part that is computed.
func (x *lexer) hole(f form) bool {
	if x.depth == maxDepth {
		return false
	}
	inner := *x
	inner.pos += len(f.hole)
	inner.depth++
	inner.oneLine = f.oneLine || x.oneLine
	inner.last = token{}
	inner.comment = nil
	open := 0
	for {
		t := inner.next()
		switch {
		case t.kind == end || t.kind == wrong:
			return false
		case t.kind != mark:
			continue
		}
		switch x.src[t.at.Start] {
		case '{':
			open++
		case '}':
			if open--; open >= 0 {
				continue
			}
			x.pos = t.at.Start + 1
			for n := 1; n < len(f.hole) && f.hole[0] == '{' && x.pos < len(x.src) && x.src[x.pos] == '}'; n++ {
				x.pos++
			}
			return true
		}
	}
}
