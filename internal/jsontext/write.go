package jsontext

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
)

// Marshal is a value on one line.
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	err := Write(&b, v, "")
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// Write writes a value and the end of its line, on several lines where there is
// an indent. Patterns are full of <, > and &, which stay as they are.
func Write(w io.Writer, v any, indent string) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	return e.Encode(v)
}

// Kind is a kind of JSON value, as encoding/json names it, with its article.
func Kind(kind string) string {
	if strings.HasPrefix(kind, "array") || strings.HasPrefix(kind, "object") {
		return "an " + kind
	}
	return "a " + kind
}
