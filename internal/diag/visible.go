package diag

import (
	"strings"
	"unicode"
)

// Names, values and log content come from others. What they may hold must not
// reach a terminal, which obeys control characters and turns text around at
// bidirectional ones, nor a document that cannot hold it, such as XML.

// Visible is text for one line: each control character, line breaks and tabs
// included, becomes one character that shows it, as does what is not UTF-8.
func Visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return '␉'
		}
		return visibleRune(r)
	}, text)
}

// OneLine is text for one line that keeps its tabs, as in sentences that quote
// what somebody may want to copy.
func OneLine(text string) string { return strings.Map(visibleRune, text) }

// VisibleLines is text that may have several lines, and tabs.
func VisibleLines(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return visibleRune(r)
	}, text)
}

// visibleRune is a character as it is shown on one line that keeps its tabs;
// one character stays one character.
func visibleRune(r rune) rune {
	switch {
	case r == '\t':
		return r
	case r == '\n':
		return '␤'
	case r == '\r':
		return '␍'
	case r >= 0x7F && unsafe(r), r < ' ':
		return unicode.ReplacementChar
	}
	return r
}

// unsafe reports whether a character beyond ASCII must not be shown as it is:
// controls, separators of lines, controls of the direction of text, and what
// is not a character at all.
// https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
func unsafe(r rune) bool {
	switch {
	case r <= 0x9F,
		r == 0x061C, r == 0x200E, r == 0x200F,
		r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069,
		r == 0x2028, r == 0x2029,
		r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF:
		return true
	}
	return false
}
