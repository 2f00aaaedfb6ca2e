package document

import (
	"bytes"
	"strings"
)

// WithoutComments is JSON with comments and commas before brackets as JSON: blanks
// take their place, so that all else stays where it is. The comments go to the
// file's.
func (f *Reader) WithoutComments() []byte {
	out := bytes.Clone(f.Data)
	blank := func(start, end int) {
		for i := start; i < end; i++ {
			if !isBreak(out[i]) {
				out[i] = ' '
			}
		}
	}
	comma := -1 // the last one, with nothing but blanks and comments after it
	for i := 0; i < len(out); {
		switch c := out[i]; {
		case c == '"':
			comma = -1
			for i++; i < len(out) && out[i] != '"' && !isBreak(out[i]); i++ {
				if out[i] == '\\' {
					i++
				}
			}
			i++
		case bytes.HasPrefix(out[i:], []byte("//")), bytes.HasPrefix(out[i:], []byte("/*")):
			end := len(out)
			text := out[i+2:]
			if out[i+1] == '/' {
				if n := bytes.IndexAny(text, "\r\n"); n >= 0 {
					end, text = i+2+n, text[:n]
				}
			} else if n := bytes.Index(text, []byte("*/")); n >= 0 {
				end, text = i+2+n+2, text[:n]
			}
			f.Comments = append(f.Comments, Comment{Span{Start: i, End: end}, strings.TrimSpace(string(text))})
			blank(i, end)
			i = end
		case c == ',':
			comma = i
			i++
		case (c == '}' || c == ']') && comma >= 0:
			out[comma] = ' '
			comma = -1
			i++
		default:
			if !isBlankOrBreak(c) {
				comma = -1
			}
			i++
		}
	}
	return out
}
