package jsontext

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Text is what a string stands for, given in its quotes: U+FFFD, which takes
// three bytes, for each byte that is not UTF-8.
func Text(raw string) string {
	raw = raw[1 : len(raw)-1]
	if strings.IndexByte(raw, '\\') >= 0 {
		raw = unescaped(raw)
	}
	if utf8.ValidString(raw) {
		return raw
	}
	return string([]rune(raw))
}

func unescaped(raw string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(raw, '\\')
		if i < 0 {
			b.WriteString(raw)
			return b.String()
		}
		b.WriteString(raw[:i])
		r, size := Unescape([]byte(raw[i:min(len(raw), i+maxEscape)]))
		b.WriteRune(r)
		raw = raw[i+size:]
	}
}

// maxEscape is the length of the longest escape: a pair of surrogates.
const maxEscape = len(`\ud83d\ude00`)

// Unescape decodes the escape at the start of raw, which begins with a
// backslash, and says how many bytes it takes; size is 0 when it is none. A
// surrogate without its partner becomes U+FFFD.
func Unescape(raw []byte) (r rune, size int) {
	if len(raw) < 2 {
		return 0, 0
	}
	if i := strings.IndexByte(`"\/bfnrt`, raw[1]); i >= 0 {
		return rune("\"\\/\b\f\n\r\t"[i]), 2
	}
	r, ok := hex4(raw)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if low, ok := hex4(raw[6:]); ok {
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return pair, 12
		}
	}
	return utf8.RuneError, 6
}

// hex4 reads \uXXXX.
func hex4(raw []byte) (r rune, ok bool) {
	if len(raw) < 6 || raw[0] != '\\' || raw[1] != 'u' {
		return 0, false
	}
	r = Hex4(raw[2:])
	return r, r >= 0
}
