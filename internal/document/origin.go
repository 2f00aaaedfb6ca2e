package document

// File is a file that texts of another one come from: a variable of a sibling,
// what file() reads.
type File struct {
	Name string // as it is shown
	Data []byte
}

// origin is where a part of a Text is written in another file.
type origin struct {
	file *File
	at   Span
	unit bool // as in segment
}

// From is a text of another file, of which all stands for a span of the one
// that refers to it.
func (t *Text) From(file *File, at Span) *Text { return t.relocate(at, file) }

// Origin is where the byte at an offset of Decoded is written, if that is in
// another file.
func (t *Text) Origin(offset int) (file *File, at int, ok bool) {
	if len(t.segments) == 0 {
		return nil, 0, false
	}
	s := t.segment(offset)
	if s.origin == nil {
		return nil, 0, false
	}
	at = s.origin.at.Start
	if !s.origin.unit {
		at = min(at+s.skipped+max(offset-s.decoded, 0), s.origin.at.End)
	}
	return s.origin.file, at, true
}

func (t *Text) hasOrigin() bool {
	for _, s := range t.segments {
		if s.origin != nil {
			return true
		}
	}
	return false
}
