package request

import (
	"slices"
	"strconv"
	"strings"
)

// Step is one step of a Path.
type Step struct {
	Name  string // of a member or a map key; "" for a list element
	Index int    // of a list element, from 0
	Kind  StepKind
}

// StepKind tells the steps apart.
type StepKind uint8

// A member of a structure, an element of a list, a value of a map under its
// key, and the key itself.
const (
	MemberStep StepKind = iota
	IndexStep
	ValueStep
	KeyStep
)

// Path leads from the root of a document to a value. The same path is written
// in three dialects, which must not be mixed.
type Path []Step

// pathAt starts or extends a path: strings are members, ints are list positions
// from 0. It is meant for rules, where steps are constants or loop variables.
func pathAt(steps ...pathElement) Path {
	p := make(Path, 0, len(steps))
	for _, s := range steps {
		p = append(p, s.step())
	}
	return p
}

// pathElement is what pathAt takes: an atName, an atPosition or an atKey.
type pathElement interface{ step() Step }

// atName is a structure's member.
type atName string

// atPosition is a list element, from 0.
type atPosition int

// atKey is a map's value under this key.
type atKey string

func (n atName) step() Step     { return Step{Name: string(n)} }
func (p atPosition) step() Step { return Step{Index: int(p), Kind: IndexStep} }
func (k atKey) step() Step      { return Step{Name: string(k), Kind: ValueStep} }

// then is the path extended by steps; p itself is not changed.
func (p Path) then(steps ...Step) Path { return slices.Concat(p, steps) }

// Service writes the path as the service does: positions from 1 and the word
// member, as in logEvents.1.member.timestamp.
func (p Path) Service() string {
	var b strings.Builder
	for i, s := range p {
		if i > 0 {
			b.WriteByte('.')
		}
		switch s.Kind {
		case IndexStep:
			b.WriteString(strconv.Itoa(s.Index + 1))
			b.WriteString(".member")
		case ValueStep:
			b.WriteString(s.Name)
			b.WriteString(".member")
		default:
			b.WriteString(s.Name)
		}
	}
	return b.String()
}

// Boto3 writes the path as botocore does: positions from 0 in brackets, as in
// logEvents[0].timestamp, and "input" for the root.
func (p Path) Boto3() string {
	if len(p) == 0 {
		return "input"
	}
	var b strings.Builder
	for i, s := range p {
		switch s.Kind {
		case IndexStep:
			b.WriteByte('[')
			b.WriteString(strconv.Itoa(s.Index))
			b.WriteByte(']')
		case KeyStep:
			b.WriteString(" (key: " + s.Name + ")")
		default:
			if i > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.Name)
		}
	}
	return b.String()
}

// Pointer writes the path as a JSON Pointer (RFC 6901): /logEvents/0/timestamp.
func (p Path) Pointer() string {
	var b strings.Builder
	for _, s := range p {
		b.WriteByte('/')
		if s.Kind == IndexStep {
			b.WriteString(strconv.Itoa(s.Index))
			continue
		}
		b.WriteString(pointerEscaper.Replace(s.Name))
	}
	return b.String()
}

var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1")

// resolve finds the deepest value on the path that exists, and the span that
// shows it: a map key's own span when the path ends at a key.
func (p Path) resolve(root *Value) (*Value, Span) {
	v := root
	for _, s := range p {
		var next *Value
		switch s.Kind {
		case IndexStep:
			if items := v.Items(); s.Index >= 0 && s.Index < len(items) {
				next = items[s.Index]
			}
		case KeyStep:
			for _, m := range v.Members() {
				if m.Name == s.Name {
					return m.Value, m.NameSpan
				}
			}
		default:
			next = v.Get(s.Name)
		}
		if next == nil {
			return v, v.Span()
		}
		v = next
	}
	return v, v.Span()
}
