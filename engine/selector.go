package engine

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// ValueKind is what a reference finds in a log event.
type ValueKind int

// The kinds of values. The fields of space-delimited log events are texts.
const (
	MissingValue   ValueKind = iota // nothing is there
	NullValue                       // null
	BooleanValue                    // true or false
	NumberValue                     // a JSON number
	TextValue                       // a JSON string, or a field
	ContainerValue                  // an object or an array
)

// Value is what a reference finds in a log event.
type Value struct {
	Kind ValueKind
	// Text is a text decoded, and any other value as the log event spells it.
	Text []byte
}

// AppendText appends the text that text tests see of the value: for a number
// that is not always its own spelling (J16).
func (v Value) AppendText(dst []byte) []byte {
	if v.Kind == NumberValue {
		return appendNumberText(dst, v.Text)
	}
	return append(dst, v.Text...)
}

// ReferenceError says that a text is no reference to a value of the log events
// that a filter pattern is for.
type ReferenceError struct {
	// Index is the reference's place in the list.
	Index     int
	Reference string
	// Cause says more for a property selector: it is of type grammar.Errors.
	Cause error
}

// Error implements error.
func (e *ReferenceError) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s is no reference: %v", e.Reference, e.Cause)
	}
	return e.Reference + " is no reference to a value of the log event"
}

// Unwrap returns the cause.
func (e *ReferenceError) Unwrap() error { return e.Cause }

// Extractor reads referenced values out of log events. It holds the memory of
// one extraction and so is not safe for concurrent use.
type Extractor struct {
	json      *jsonMatcher
	state     *jsonState
	delimited *delimitedMatcher
	fields    []fieldValue
	// at holds for each reference its slot in state, or its position in the
	// values of a space-delimited event.
	at     []position
	values []Value
	text   []byte
}

// position is a place among the values of a space-delimited log event.
type position struct {
	index int
	// field is set when index counts the pattern's fields, not the values.
	field bool
	known bool // a name that no field has is never found
}

// Extractor compiles references to values of the log events that the filter
// is for: property selectors without a wildcard for a JSON pattern, $name and
// $position for a space-delimited one (X2). A selector need not occur in the
// pattern, and a name that no field has finds nothing. Terms patterns have no
// values. The error is of type *ReferenceError.
//
// A position counts all values of the log event from 1, those of named fields
// too, as the user guide has it for $7 of an Apache log.
func (f *Filter) Extractor(references []string) (*Extractor, error) {
	switch m := f.matcher.(type) {
	case *jsonMatcher:
		return SelectorExtractor(references)
	case *delimitedMatcher:
		return m.extractor(references)
	default:
		if len(references) > 0 {
			return nil, &ReferenceError{Reference: references[0]}
		}
		return &Extractor{}, nil
	}
}

// SelectorExtractor compiles property selectors, which must not hold a
// wildcard, for log events that are JSON objects. The error is of type
// *ReferenceError.
func SelectorExtractor(selectors []string) (*Extractor, error) {
	x := &Extractor{json: &jsonMatcher{root: &pathNode{slot: -1}}, values: make([]Value, len(selectors))}
	for i, text := range selectors {
		s, err := grammar.ParseSelector(text)
		if err != nil {
			return nil, &ReferenceError{Index: i, Reference: text, Cause: err}
		}
		if s.Wildcards() > 0 {
			return nil, &ReferenceError{Index: i, Reference: text}
		}
		x.at = append(x.at, position{index: x.json.slot(s.Steps)})
	}
	x.json.finish()
	x.state = &jsonState{walker: newWalker(x.json.slots, x.json.tree)}
	return x, nil
}

func (m *delimitedMatcher) extractor(references []string) (*Extractor, error) {
	x := &Extractor{delimited: m, values: make([]Value, len(references))}
	for i, text := range references {
		name, ok := strings.CutPrefix(text, "$")
		// The names of fields can hold letters of any script.
		field := slices.ContainsFunc(m.fields, func(f delimitedField) bool { return f.name == name && name != "" })
		if !ok || !field && !isReferenceName(name) {
			return nil, &ReferenceError{Index: i, Reference: text}
		}
		p := position{}
		if n, err := strconv.Atoi(name); err == nil {
			p = position{index: n - 1, known: n > 0}
		}
		for j, f := range m.fields {
			if f.name == name {
				p = position{index: j, field: true, known: true}
			}
		}
		x.at = append(x.at, p)
	}
	return x, nil
}

func isReferenceName(name string) bool {
	for i := range len(name) {
		c := name[i]
		if !jsontext.IsDigit(c) && c != '_' && c != '-' && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return name != ""
}

// Values returns the values of the references, in their order. They are exact
// for a message that the filter matches; in any other, what can be found. The
// result is overwritten by the next call, and points into message.
func (x *Extractor) Values(message []byte) []Value {
	clear(x.values)
	x.text = x.text[:0]
	switch {
	case x.json != nil:
		x.state.reset()
		if !x.json.collect(x.state, message) {
			break
		}
		for i, p := range x.at {
			x.values[i] = x.jsonValue(x.state.values[p.index])
		}
	case x.delimited != nil:
		values, ok := x.delimited.bind(x.fields[:0], message)
		x.fields = values
		if !ok {
			break
		}
		for i, p := range x.at {
			at := p.index
			if p.field {
				at = x.delimited.at(p.index, len(values))
			}
			if p.known && at < len(values) {
				x.values[i] = Value{Kind: TextValue, Text: message[values[at].start:values[at].end]}
			}
		}
	}
	return x.values
}

func (x *Extractor) jsonValue(raw []byte) Value {
	if raw == nil {
		return Value{}
	}
	v := Value{Text: raw}
	switch c := raw[0]; {
	case c == '"':
		v.Kind = TextValue
		v.Text = raw[1 : len(raw)-1]
		if bytes.IndexByte(v.Text, '\\') >= 0 {
			start := len(x.text)
			x.text = appendUnescaped(x.text, v.Text)
			v.Text = x.text[start:]
		}
	case c == '{' || c == '[':
		v.Kind = ContainerValue
	case c == 'n':
		v.Kind = NullValue
	case c == 't' || c == 'f':
		v.Kind = BooleanValue
	default:
		v.Kind = NumberValue
	}
	return v
}

// IsNumber reports whether a text is a number: sign, digits with or without a
// point, exponent. Leading zeros and a plus are our choice (S9, X5, D).
func IsNumber(text []byte) bool { return isFieldNumber(text) }
