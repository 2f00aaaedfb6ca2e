package request

// unescape decodes the escape at the start of raw, which begins with a
// backslash, and says how many bytes it takes.
func unescape(raw []byte) (r rune, size int) { return 0, 2 }

// Decode reads one JSON document. The error is a *JSONError.
func Decode(doc []byte) (*Value, error) { return nil, &JSONError{} }
