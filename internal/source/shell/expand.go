package shell

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/internal/document"
)

// dollar reads $x, ${x}, $(x), `x`, or a $ that stands for itself, as in
// "$.eventName".
func (s *shellScanner) dollar(t *document.Text) {
	start := s.pos
	dollar := 1
	if s.src[s.pos] == '`' && !s.power {
		s.substitution('`', 1)
		s.hole(t, start)
		return
	}
	if s.make {
		if s.pos+1 >= len(s.src) || s.src[s.pos+1] != '$' {
			s.makeDollar(t)
			return
		}
		dollar = 2
	}
	rest := s.src[min(s.pos+dollar, len(s.src)):]
	switch {
	case len(rest) == 0:
	case rest[0] == '(' && len(rest) > 1 && rest[1] == '(':
		s.pos += dollar
		s.arithmetic()
		s.hole(t, start)
		return
	case rest[0] == '(':
		s.substitution(')', dollar+1)
		s.hole(t, start)
		return
	case bytes.HasPrefix(rest, []byte("{{")): // of a workflow, put in before the shell sees it
		end := bytes.Index(rest, []byte("}}"))
		if end < 0 {
			end = len(rest)
		}
		s.pos = min(s.pos+dollar+end+2, len(s.src))
		s.hole(t, start)
		return
	case rest[0] == '{':
		s.pos += dollar
		s.braces()
		s.hole(t, start)
		return
	case rest[0] == '\'' && !s.quoted && !s.power:
		s.pos += dollar + 1
		s.ansi(t)
		return
	case nameByte(rest[0]) && (rest[0] < '0' || rest[0] > '9'):
		n := 1
		for n < len(rest) && nameByte(rest[n]) {
			n++
		}
		if s.power && n+1 < len(rest) && rest[n] == ':' && nameByte(rest[n+1]) { // $Env:NAME
			for n++; n < len(rest) && nameByte(rest[n]); n++ {
			}
		}
		s.pos += dollar + n
		s.hole(t, start)
		return
	case strings.IndexByte("0123456789@*#?-$!", rest[0]) >= 0:
		s.pos += dollar + 1
		s.hole(t, start)
		return
	}
	s.pos = min(start+dollar, len(s.src))
	if s.pos == start+1 {
		t.AppendPlain(s.src, start, s.pos)
	} else {
		t.AppendUnit("$", document.Span{Start: start, End: s.pos})
	}
}

func nameByte(c byte) bool {
	return c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
}

func (s *shellScanner) hole(t *document.Text, start int) {
	s.pos = min(s.pos, len(s.src))
	t.AppendHole(document.OneLine(string(s.src[start:s.pos])), "", document.Span{Start: start, End: s.pos})
}

// nested ends a substitution in backquotes that stands in another: \`…\`.
const nested = '\\'

// substitution reads the commands in $(…) or `…`: they may be ours, too. skip
// is how long what opens it is.
func (s *shellScanner) substitution(until byte, skip int) {
	s.pos += skip
	if s.depth >= maxShellDepth {
		s.f.TooLarge(document.Span{Start: min(s.pos, len(s.src)-1), End: len(s.src)}, fmt.Sprintf("substitutions nest deeper than %d from here on", maxShellDepth))
		s.pos = len(s.src)
		return
	}
	docs, quoted := s.docs, s.quoted
	s.docs, s.quoted = nil, false
	s.script(until)
	s.docs, s.quoted = docs, quoted
	if s.pos++; until == nested {
		s.pos++
	}
	s.pos = min(s.pos, len(s.src))
}

// braces skips ${…} from its brace on. What is quoted in it does not end it.
func (s *shellScanner) braces() {
	if s.depth >= maxShellDepth {
		s.f.TooLarge(document.Span{Start: min(s.pos, len(s.src)-1), End: len(s.src)}, fmt.Sprintf("substitutions nest deeper than %d from here on", maxShellDepth))
		s.pos = len(s.src)
		return
	}
	s.depth++
	defer func() { s.depth-- }()
	skipped := document.NewText(document.Mixed)
	for s.pos++; s.pos < len(s.src); {
		switch c := s.src[s.pos]; {
		case c == '}':
			s.pos++
			return
		case c == '\n' && s.make:
			return
		case c == '\\':
			s.pos += 2
		case c == '\'' && (s.bash || !s.quoted):
			s.single(skipped)
		case c == '"':
			s.double(skipped)
		case c == '$' || c == '`':
			s.dollar(skipped)
		default:
			s.pos++
		}
	}
	s.pos = len(s.src)
}

// makeDollar reads $$, $(x), ${x} or $x of make, which knows no quotes.
func (s *shellScanner) makeDollar(t *document.Text) {
	start := s.pos
	s.pos++
	if s.pos >= len(s.src) {
		t.AppendUnit("$", document.Span{Start: start, End: s.pos})
		return
	}
	switch c := s.src[s.pos]; c {
	case '$':
		s.pos++
		t.AppendUnit("$", document.Span{Start: start, End: s.pos})
		return
	case '(', '{':
		closing := byte(')')
		if c == '{' {
			closing = '}'
		}
		for depth := 0; s.pos < len(s.src) && s.src[s.pos] != '\n'; s.pos++ {
			if s.src[s.pos] == c {
				depth++
			}
			if s.src[s.pos] == closing {
				if depth--; depth == 0 {
					break
				}
			}
		}
	}
	s.pos++
	s.hole(t, start)
}
