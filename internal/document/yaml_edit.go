package document

import "strings"

// editYAML is Edit for the styles of YAML, where what stands around an edit
// decides how it is read: blanks at the ends of lines, the first character of
// a plain scalar or of a line. It reports false when the file would be read
// otherwise than the text says.
func (t *Text) editYAML(start, end int, text string) (Edit, bool) {
	result := t.Decoded[:start] + text + t.Decoded[end:]
	if strings.Contains(text, OpenSub) || strings.Contains(text, OpenRendered) {
		return Edit{}, false // what Fn::Sub would take for its own
	}
	switch t.Style {
	case YAMLPlain:
		if start == 0 && end == len(t.Decoded) && end > 0 && t.Known() {
			quoted, ok := YAMLSingle.encode(text)
			return Edit{t.Span(start, end), "'" + quoted + "'"}, ok
		}
		if len(t.segments) > 1 || !isPlainYAML(result) {
			return Edit{}, false
		}
	case YAMLSingle, YAMLDouble:
		// A backslash may join lines at the ends, too.
		atStart := t.foldsAt(start, true) || start == 0 && t.Style == YAMLDouble
		atEnd := t.foldsAt(end, false) || end == len(t.Decoded) && t.Style == YAMLDouble
		if !t.keepsEdges(start, end, text, atStart, atEnd) {
			return Edit{}, false
		}
	case YAMLLiteral, YAMLFolded:
		if strings.Contains(t.Decoded[start:end], "\n") || !t.fitsLine(start, end, text, result) {
			return Edit{}, false
		}
	}
	at := t.Span(start, end)
	if start == end && start > 0 && t.Decoded[start-1] != '\n' {
		// Behind what stands before it: a break may stand on another line.
		before := t.Span(start-1, start).End
		at = Span{Start: before, End: before}
	}
	encoded, ok := t.Style.encode(text)
	return Edit{at, encoded}, ok
}

// fitsLine reports whether the line of a block that is edited keeps its
// indentation, one that is deeper than that of the block too, and stays a line
// with text.
func (t *Text) fitsLine(start, end int, text, result string) bool {
	from := strings.LastIndexByte(t.Decoded[:start], '\n') + 1
	before := t.Decoded[from:]
	after := result[from:]
	if i := strings.IndexByte(before, '\n'); i >= 0 {
		before = before[:i]
	}
	if i := strings.IndexByte(after, '\n'); i >= 0 {
		after = after[:i]
	}
	if strings.Trim(before, " \t") == "" || strings.Trim(after, " \t") == "" {
		return false
	}
	if deeper := len(before) - len(strings.TrimLeft(before, " \t")); isBlank(after[0]) && deeper == 0 || deeper > 0 && start-from <= deeper {
		return false
	}
	if t.Style == YAMLLiteral {
		return true
	}
	// Lines that are folded start and end at what a blank stands for.
	atStart, atEnd := start == from || t.foldsAt(start, true), end == from+len(before) || t.foldsAt(end, false)
	return t.keepsEdges(start, end, text, atStart, atEnd)
}

// keepsEdges reports whether no blank comes to stand where a line starts or
// ends, as it would be dropped or keep the line from being folded.
func (t *Text) keepsEdges(start, end int, text string, atStart, atEnd bool) bool {
	first, last := text, text
	if text == "" {
		first, last = t.Decoded[end:], t.Decoded[:start]
		if atStart && atEnd {
			return false
		}
	}
	return (!atStart || first != "" && !isBlank(first[0])) && (!atEnd || last != "" && !isBlank(last[len(last)-1]))
}

// foldsAt reports whether lines meet at an offset: a fold ends there, or starts
// there when before is not set.
func (t *Text) foldsAt(offset int, before bool) bool {
	for i, s := range t.segments {
		if s.unit && strings.Trim(t.Decoded[s.decoded:s.decoded+s.size], " \n") == "" {
			if before && s.decoded+s.size == offset || !before && s.decoded == offset {
				return true
			}
		}
		if i > 0 && s.decoded == offset && s.at.Start != t.segments[i-1].at.End {
			return true // lines that a backslash joins
		}
	}
	return false
}

// isPlainYAML reports whether a text can stand without quotes as a value, in
// brackets too.
func isPlainYAML(s string) bool {
	switch s {
	case "", "~", "null", "Null", "NULL", "-", "?":
		return false
	}
	if strings.TrimSpace(s) != s || strings.HasPrefix(s, "- ") || strings.HasPrefix(s, "? ") || strings.ContainsAny(s[:1], ",[]{}#&*!|>'\"%@`:") {
		return false
	}
	return !strings.Contains(s, ": ") && !strings.Contains(s, " #") && !strings.Contains(s, "\t#") && !strings.Contains(s, ":\t") && !strings.HasSuffix(s, ":")
}
