package analyze

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

// findMixed asks about a JSON pattern and one that looks at the event as a
// text. What each of them says alone decides some questions. For the others
// events are tried; that none is found proves nothing.
func (q *inquiry) findMixed(want region2) finding {
	of, other := 0, 1
	if _, ok := q.json(0); !ok {
		of, other = 1, 0
	}
	object, line := q.alone(of, want[of]), q.alone(other, want[other])
	steps := object.steps + line.steps
	if object.answer == No || line.answer == No {
		return finding{answer: No, steps: steps}
	}
	if q.always(other) {
		object.steps = steps
		return object
	}
	for _, event := range mixtures(object.event, line.event, q.sides[other]) {
		steps += len(event)
		if q.shows(event, want) {
			return finding{answer: Yes, event: event, steps: steps}
		}
	}
	// Whatever the JSON pattern says, it matches nothing but objects.
	if want[of] {
		if f := q.amongObjects(other, want[other]); f.answer == No {
			f.steps += steps
			return f
		}
	}
	return finding{steps: steps, reason: reasonShapes}
}

// amongObjects asks whether a side matches, or not, some text that begins and
// ends like a JSON object.
func (q *inquiry) amongObjects(i int, match bool) finding {
	return newInquiry(q.sides[i], side{objects: true}, q.opts).findLine(region2{match, true})
}

// always reports whether a side is a pattern that matches everything.
func (q *inquiry) always(i int) bool {
	switch p := q.sides[i].pattern.(type) {
	case *grammar.MatchAllPattern:
		return true
	case *grammar.DelimitedPattern:
		return len(p.Fields) == 0
	}
	return false
}

// alone asks about a side by itself, once.
func (q *inquiry) alone(i int, match bool) finding {
	known := &q.apart[i][bit(match)]
	if *known == nil {
		f := q.askAlone(i, match)
		*known = &f
		return f
	}
	f := **known
	f.steps = 0
	return f
}

func (q *inquiry) askAlone(i int, match bool) finding {
	pattern, json := q.json(i)
	if json && !match {
		return finding{answer: Yes, event: "x"}
	}
	other := side{pattern: everything()}
	if json {
		other = side{pattern: pattern, constant: q.sides[i].constant}
	}
	self := newInquiry(q.sides[i], other, q.opts)
	self.filters[0], _ = q.filter(i)
	if json {
		self.filters[1] = self.filters[0]
	}
	return self.find(region2{match, true})
}

// mixtures are events made of a JSON object and a text.
func mixtures(object, line string, s side) []string {
	events := []string{line, object, line + " " + object}
	if !strings.HasPrefix(object, "{") {
		object = "{}"
		events = append(events, object)
	}
	var texts []string
	if p, ok := s.pattern.(*grammar.TermsPattern); ok && p.Regex == nil {
		l := s.terms()
		texts = append(texts, strings.Join(append(l.included, l.optional...), " "))
		texts = append(texts, l.optional...)
	}
	texts = append(texts, line)
	for _, t := range texts {
		events = append(events, withMember(object, "", quote(t)), withMember(object, "", "{"+quote(t)+":{}}"), withMember(object, t, "{}"))
	}
	for _, event := range append([]string(nil), events...) {
		if !json.Valid([]byte(event)) {
			continue
		}
		var indented bytes.Buffer
		if json.Indent(&indented, []byte(event), "", " ") == nil {
			events = append(events, strings.ReplaceAll(indented.String(), "\n", " "), indented.String())
		}
		all := escaped(event, 1<<20)
		events = append(events, escaped(event, 1), all, strings.ReplaceAll(all, ":", " : "), " "+event, event+" ")
	}
	return events
}

// withMember adds a member to an object, one that its witness does not have.
func withMember(object, name, value string) string {
	if name == "" {
		name = "message"
	}
	for i := 0; strings.Contains(object, quote(name)+":"); i++ {
		name = fmt.Sprintf("%s%d", name, i)
	}
	if object == "{}" {
		return fmt.Sprintf(`{%s:%s}`, quote(name), value)
	}
	return fmt.Sprintf(`%s,%s:%s}`, strings.TrimSuffix(object, "}"), quote(name), value)
}

// escaped writes the first characters of an object's names and strings by
// their codes, so that texts occur in it no more.
func escaped(object string, first int) string {
	const hex = "0123456789abcdef"
	var b strings.Builder
	b.Grow(len(object))
	inside := false
	left := 0
	for i := 0; i < len(object); i++ {
		switch c := object[i]; {
		case c == '"':
			inside = !inside
			left = first
			b.WriteByte(c)
		case inside && c == '\\':
			b.WriteString(object[i : i+2])
			i++
		case inside && c < 0x80 && left > 0:
			left--
			b.WriteString(`\u00`)
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
