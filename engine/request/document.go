package request

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// Span is a half-open range of byte offsets in the validated document.
type Span struct{ Start, End int }

// Kind is the JSON type of a Value.
type Kind uint8

// The JSON types. Absent is the kind of a nil *Value, so that a rule can ask
// a chain of members without testing each for presence.
const (
	Absent Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

// Value is one JSON value with its place in the document. All methods may be
// called on a nil *Value, which stands for an absent member.
type Value struct {
	kind    Kind
	flag    bool
	escaped bool // a string whose raw form differs from its text
	span    Span
	text    string // decoded text of a string, literal of a number
	items   []*Value
	members []Member
}

// Member is one name and value of an object, in document order. When a name
// is written twice both are kept; Get returns the last, as the service does.
type Member struct {
	Name     string
	NameSpan Span // of the quoted name
	Value    *Value
}

// key is the member's name as a value.
func (m Member) key() *Value { return &Value{kind: String, span: m.NameSpan, text: m.Name} }

// Kind is the JSON type, Absent for nil.
func (v *Value) Kind() Kind {
	if v == nil {
		return Absent
	}
	return v.kind
}

// Span is where the value stands; the zero Span for nil.
func (v *Value) Span() Span {
	if v == nil {
		return Span{}
	}
	return v.span
}

// Present reports whether the value is there and not null: on the wire the
// service treats null as absent.
func (v *Value) Present() bool { return v.Kind() > Null }

// Get is the member called name (the last one, if written twice), nil when v
// is not an object or has no such member.
func (v *Value) Get(name string) *Value {
	if v.Kind() != Object {
		return nil
	}
	for i := len(v.members) - 1; i >= 0; i-- {
		if v.members[i].Name == name {
			return v.members[i].Value
		}
	}
	return nil
}

// Has reports whether the member called name is there and not null.
func (v *Value) Has(name string) bool { return v.Get(name).Present() }

// Items are the elements of an array, nil for anything else.
func (v *Value) Items() []*Value {
	if v.Kind() != Array {
		return nil
	}
	return v.items
}

// Members are the members of an object in document order, nil for anything
// else.
func (v *Value) Members() []Member {
	if v.Kind() != Object {
		return nil
	}
	return v.members
}

// manyMembers is from how many members on a map is worth its memory.
const manyMembers = 16

// lastOfEach are the members of an object that count, in the document's order,
// and those whose name is written again later.
func (v *Value) lastOfEach() (members, repeated []Member) {
	all := v.Members()
	var last map[string]int // nil for few members, which are searched as fast
	if len(all) >= manyMembers {
		last = make(map[string]int, len(all))
		for i, m := range all {
			last[m.Name] = i
		}
	}
	for i, m := range all {
		again := last != nil && last[m.Name] != i || last == nil && v.Get(m.Name) != m.Value
		switch {
		case again && repeated == nil:
			members = slices.Clone(all[:i])
			fallthrough
		case again:
			repeated = append(repeated, m)
		case repeated != nil:
			members = append(members, m)
		}
	}
	if repeated == nil {
		return all, nil
	}
	return members, repeated
}

// Text is the decoded text of a string; ok is false for anything else.
func (v *Value) Text() (text string, ok bool) {
	if v.Kind() != String {
		return "", false
	}
	return v.text, true
}

// Str is the text of a string and "" for anything else.
func (v *Value) Str() string {
	s, _ := v.Text()
	return s
}

// Flag is the value of a boolean; ok is false for anything else.
func (v *Value) Flag() (b, ok bool) {
	if v.Kind() != Bool {
		return false, false
	}
	return v.flag, true
}

// Literal is a number as the document writes it, "" for anything else.
func (v *Value) Literal() string {
	if v.Kind() != Number {
		return ""
	}
	return v.text
}

// Int64 is a whole number that fits 64 bits, however it is written (1, 1.0,
// 1e0); ok is false for anything else.
func (v *Value) Int64() (n int64, ok bool) {
	if v.Kind() != Number {
		return 0, false
	}
	if n, err := strconv.ParseInt(v.text, 10, 64); err == nil {
		return n, true
	}
	r := v.rat()
	if r == nil || !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	return r.Num().Int64(), true
}

// Float64 is the value of a number; ok is false for anything else and for
// numbers beyond the range of a double.
func (v *Value) Float64() (f float64, ok bool) {
	if v.Kind() != Number {
		return 0, false
	}
	f, err := strconv.ParseFloat(v.text, 64)
	return f, err == nil
}

// The bounds of numbers that are expanded to exact ones: a document of ten bytes
// must not cost a gigabyte, and digits take time that grows with their square.
const (
	maxExponent = 400
	maxDigits   = 2000
)

// rat is a number's exact value, nil when it is absurdly long or its exponent is
// absurd.
func (v *Value) rat() *big.Rat {
	if len(v.text) > maxDigits {
		return nil
	}
	if i := strings.IndexAny(v.text, "eE"); i >= 0 {
		if e, err := strconv.Atoi(v.text[i+1:]); err != nil || e > maxExponent || e < -maxExponent {
			return nil
		}
	}
	r, ok := new(big.Rat).SetString(v.text)
	if !ok {
		return nil
	}
	return r
}

// TextSpan maps the byte range [start, end) of a string's decoded text to the
// document, through the escapes, so that an error inside an embedded filter
// pattern or policy can be shown where it is written.
func (v *Value) TextSpan(doc []byte, start, end int) Span {
	if v.Kind() != String {
		return v.Span()
	}
	first := v.span.Start + 1
	if !v.escaped {
		return Span{clamp(first+start, first, v.span.End-1), clamp(first+end, first, v.span.End-1)}
	}
	return Span{v.rawOffset(doc, start), v.rawOffset(doc, end)}
}

// rawOffset walks the raw string until the decoded offset is reached.
func (v *Value) rawOffset(doc []byte, offset int) int {
	last := v.span.End - 1
	for i, decoded := v.span.Start+1, 0; i < last; {
		r, size, raw := rune(0), 1, 1
		switch {
		case doc[i] == '\\':
			r, raw = jsontext.Unescape(doc[i:last])
			size = utf8.RuneLen(r)
		case doc[i] >= utf8.RuneSelf:
			r, raw = utf8.DecodeRune(doc[i:last])
			size = utf8.RuneLen(r)
		}
		if decoded+size > offset {
			return i
		}
		decoded += size
		i += raw
	}
	return last
}

func clamp(n, low, high int) int { return max(low, min(n, high)) }

// JSONError says where a document stops being JSON.
type JSONError struct {
	Offset int
	Reason string
}

func (e *JSONError) Error() string { return fmt.Sprintf("offset %d: %s", e.Offset, e.Reason) }

// article names the kind for a sentence.
func (k Kind) article() string {
	switch k {
	case Null:
		return "null"
	case Bool:
		return "a boolean"
	case Number:
		return "a number"
	case String:
		return "a string"
	case Array:
		return "a list"
	case Object:
		return "an object"
	}
	return "absent"
}

// length is what the service counts: characters, elements or entries.
func length(v *Value) int {
	switch v.Kind() {
	case String:
		return utf8.RuneCountInString(v.Str())
	case Array:
		return len(v.Items())
	case Object:
		return len(v.Members())
	}
	return 0
}
