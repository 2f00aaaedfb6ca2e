package engine

import "bytes"

// Line is one selected line of a Block: the message, without its line feed
// and without a carriage return before that.
type Line struct {
	Start, End int // in the block's Data
	// Number is the line's number and Event the log event's, both from 1 over
	// the whole input; 0 unless StreamOptions.Numbers is set. Empty lines are
	// no events.
	Number, Event int64
}

// needleSearch finds the lines of a text that hold one of few literals.
type needleSearch struct {
	finders []finder // none if each line has to be looked at
}

func newNeedleSearch(needles [][]byte, json bool) needleSearch {
	var s needleSearch
	needles = worthwhile(needles)
	for _, n := range needles {
		s.finders = append(s.finders, newFinder(n))
	}
	if json && needles != nil {
		// An escape may spell a literal in another way.
		s.finders = append(s.finders, newFinder([]byte(`\u`)))
	}
	return s
}

// needleHits is a search of one text: the finders, aimed at it, and where
// their next literals are, if they were looked for from there on.
type needleHits struct {
	finders [maxNeedles + 1]finder
	at      [maxNeedles + 1]int
}

const (
	unknownHit = -2
	noHit      = -1
)

func (s *needleSearch) start(text []byte) needleHits {
	var h needleHits
	for i := range h.at {
		h.at[i] = unknownHit
	}
	copy(h.finders[:], s.finders)
	aim(h.finders[:len(s.finders)], text)
	return h
}

// line returns the bounds of the first line at or behind pos, which is a
// line's start, that holds a literal, and where the line behind it starts.
func (s *needleSearch) line(hits *needleHits, data []byte, pos int) (start, end, next int, ok bool) {
	hit := noHit
	for i := range s.finders {
		at := &hits.at[i]
		if *at != noHit && *at < pos {
			if *at = hits.finders[i].index(data[pos:]); *at >= 0 {
				*at += pos
			}
		}
		if *at >= 0 && (hit < 0 || *at < hit) {
			hit = *at
		}
	}
	if hit < 0 {
		return 0, 0, len(data), false
	}
	start = pos + bytes.LastIndexByte(data[pos:hit], '\n') + 1
	end, next = lineEnd(data, hit)
	return start, end, next, true
}

// lineSelector finds the matching lines of a piece of text that holds whole
// lines.
type lineSelector struct {
	filter *Filter
	needleSearch
	invert bool
}

func newLineSelector(f *Filter, invert bool) *lineSelector {
	s := &lineSelector{filter: f, invert: invert}
	if !invert {
		_, json := f.matcher.(*jsonMatcher)
		s.needleSearch = newNeedleSearch(f.matcher.needles(), json)
	}
	return s
}

func (s *lineSelector) selectBlock(b *block) { b.lines = s.selectLines(b.lines[:0], b.data) }

// selectLines appends the selected lines of data.
func (s *lineSelector) selectLines(dst []Line, data []byte) []Line {
	if len(s.finders) == 0 {
		return s.selectEach(dst, data)
	}
	hits := s.start(data)
	for pos := 0; pos < len(data); {
		start, end, next, ok := s.line(&hits, data, pos)
		if ok && s.filter.matcher.match(data[start:end]) {
			dst = append(dst, Line{Start: start, End: end})
		}
		pos = next
	}
	return dst
}

func (s *lineSelector) selectEach(dst []Line, data []byte) []Line {
	for pos := 0; pos < len(data); {
		end, next := lineEnd(data, pos)
		if end > pos && s.filter.matcher.match(data[pos:end]) != s.invert {
			dst = append(dst, Line{Start: pos, End: end})
		}
		pos = next
	}
	return dst
}

// lineEnd returns where the line that holds offset i ends, and where the next
// one starts.
func lineEnd(data []byte, i int) (end, next int) {
	n := bytes.IndexByte(data[i:], '\n')
	if n < 0 {
		end, next = len(data), len(data)
	} else {
		end, next = i+n, i+n+1
	}
	if end > i && data[end-1] == '\r' {
		end--
	}
	return end, next
}

// number fills in the numbers of the lines, the first line of data being
// number line and the first event number event. It returns the numbers of what
// follows data.
func number(lines []Line, data []byte, line, event int64) (nextLine, nextEvent int64) {
	pos := 0
	for i := range lines {
		start := lines[i].Start
		n := int64(bytes.Count(data[pos:start], []byte{'\n'}))
		line += n
		event += n - emptyLines(data[pos:start])
		lines[i].Number, lines[i].Event = line, event
		pos = start
	}
	rest := data[pos:]
	n := int64(bytes.Count(rest, []byte{'\n'}))
	if len(rest) > 0 && rest[len(rest)-1] != '\n' {
		n++
	}
	return line + n, event + n - emptyLines(rest)
}

// emptyLines counts the empty lines of whole lines of text.
func emptyLines(text []byte) int64 {
	if !bytes.Contains(text, []byte("\n\n")) && !bytes.Contains(text, []byte("\n\r\n")) &&
		!bytes.HasPrefix(text, []byte("\n")) && !bytes.HasPrefix(text, []byte("\r\n")) &&
		!bytes.HasSuffix(text, []byte("\n\r")) && string(text) != "\r" {
		return 0
	}
	var n int64
	for pos := 0; pos < len(text); {
		end, next := lineEnd(text, pos)
		if end == pos {
			n++
		}
		pos = next
	}
	return n
}
