package shell

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/logsieve/logsieve/internal/document"
)

// ansi reads $'…' from behind its first quote on: a backslash escapes as in C.
func (s *shellScanner) ansi(t *document.Text) {
	for s.pos < len(s.src) && s.src[s.pos] != '\'' {
		if s.src[s.pos] != '\\' || s.pos+1 >= len(s.src) {
			s.plain(t)
			continue
		}
		decoded, size := ansiEscape(s.src[s.pos:])
		t.AppendUnit(decoded, document.Span{Start: s.pos, End: s.pos + size})
		s.pos += size
	}
	s.pos = min(s.pos+1, len(s.src))
}

// ansiEscape decodes what a backslash starts, of two bytes at least. One that
// escapes nothing stands for itself.
func ansiEscape(src []byte) (decoded string, size int) {
	c := src[1]
	if i := strings.IndexByte("abefnrtv", c); i >= 0 {
		return "\a\b\x1b\f\n\r\t\v"[i : i+1], 2
	}
	most, base, from := 0, 16, 2
	switch {
	case strings.IndexByte(`\'"?E`, c) >= 0:
		return strings.Replace(string(c), "E", "\x1b", 1), 2
	case '0' <= c && c <= '7':
		most, base, from = 3, 8, 1
	case c == 'x':
		most = 2
	case c == 'u':
		most = 4
	case c == 'U':
		most = 8
	}
	end := from
	for end < len(src) && end < from+most && digitOf(src[end]) < base {
		end++
	}
	n, err := strconv.ParseUint(string(src[from:end]), base, 32)
	switch {
	case err != nil:
		_, width := utf8.DecodeRune(src[1:])
		return string(src[:1+width]), 1 + width
	case c == 'u' || c == 'U':
		return string(rune(n)), end
	}
	return string([]byte{byte(n)}), end
}

// digitOf is the value of a hexadecimal digit, 16 for any other byte.
func digitOf(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return 16
}
