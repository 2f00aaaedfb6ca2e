package diag

// The colours that text is painted in.
const (
	Bold       = "1"
	Dim        = "2"
	Red        = "31"
	Green      = "32"
	Yellow     = "33"
	Magenta    = "35"
	Cyan       = "36"
	BoldRed    = "1;31"
	BoldYellow = "1;33"
	BoldCyan   = "1;36"
)

// Painter returns what paints text in a colour, or leaves it as it is.
func Painter(on bool) func(color, text string) string {
	return func(color, text string) string {
		if !on {
			return text
		}
		return string(AppendPainted(nil, color, text))
	}
}

// AppendPainted appends text in a colour.
func AppendPainted(b []byte, color, text string) []byte {
	b = append(append(append(b, "\x1b["...), color...), 'm')
	return append(append(b, text...), "\x1b[0m"...)
}
