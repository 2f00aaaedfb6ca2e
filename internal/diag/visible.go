package diag

import "strings"

// Visible is text for one line of a terminal: each control character, line
// breaks and tabs included, becomes one character that shows it.
func Visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return '␉'
		}
		return VisibleRune(r)
	}, text)
}
