package jsontext

import (
	"bytes"
	"unicode/utf8"
)

// Members calls each with the members of a valid object, in their order and as
// they are written: the name with its quotes. It ends when each returns false.
func Members(object []byte, each func(name, value []byte) bool) {
	for i := SkipSpace(object, 0) + 1; ; i++ { // after { or ,
		i = SkipSpace(object, i)
		if i >= len(object) || object[i] != '"' {
			return
		}
		nameEnd := ValidString(object, i)
		if nameEnd < 0 {
			return
		}
		start := SkipSpace(object, SkipSpace(object, nameEnd)+1)
		end := ValidValue(object, start)
		if end < 0 || !each(object[i:nameEnd], object[start:end]) {
			return
		}
		if i = SkipSpace(object, end); i >= len(object) || object[i] != ',' {
			return
		}
	}
}

// TextBytes is Text of bytes: a view of them where they are the text.
func TextBytes(quoted []byte) []byte {
	inner := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return inner
	}
	return []byte(Text(string(quoted)))
}
