package source

import "github.com/logsieve/logsieve/internal/document"

// Kind says what a Value is.
type Kind uint8

// The kinds. Unknown is a value that the file alone does not tell: a
// parameter, another resource's attribute, an expression.
const (
	Unknown Kind = iota
	Null
	Bool
	Number
	String
	List
	Map
)

// Value is a value of a request and where the file says it.
type Value struct {
	Kind Kind
	Bool bool  // of a Bool
	size int32 // 0 until it is asked for
	Span Span  // of the value, quotes and brackets included

	Literal string    // of a Number, as JSON spells it
	Text    *Text     // of a String
	Items   []*Value  // of a List
	Members []*Member // of a Map, in the order of the file

	// What an Unknown value is, as the file writes it: !Ref Env, var.env.
	What string
	// Ref is the address of the resource that an Unknown value names, "" when
	// it is no resource of the same file or module. A reference to a log
	// group's name or ARN is known to be that log group though its name is not.
	Ref string
	// Attribute is what of that resource the value is, as the file writes it: arn,
	// name, Arn; "Ref" is what CloudFormation's Ref gives; "" is not known.
	Attribute string

	index map[string]int // of Members by name, when SetMember has made a large Map
}

// Member is a named value of a Map.
type Member struct {
	Name  string // as the API spells it
	Key   Span   // the name in the file
	Value *Value
}

// Get returns a member's value, nil when it is absent or v is no Map.
func (v *Value) Get(name string) *Value {
	if i := v.member(name); i >= 0 {
		return v.Members[i].Value
	}
	return nil
}

// member is the place of a member, -1 when it is absent.
func (v *Value) member(name string) int {
	if v == nil {
		return -1
	}
	if v.index != nil && len(v.index) == len(v.Members) {
		if i, ok := v.index[name]; ok {
			return i
		}
		return -1
	}
	for i, m := range v.Members {
		if m.Name == name {
			return i
		}
	}
	return -1
}

// Str returns the text of a String without holes.
func (v *Value) Str() (text string, ok bool) {
	if v == nil || v.Kind != String || !v.Text.Known() {
		return "", false
	}
	return v.Text.Decoded, true
}

// TextValue is a text that an expression at a place stands for.
func TextValue(text string, at Span) *Value {
	return &Value{Kind: String, Span: at, Text: document.UnitText(text, at)}
}

// each is a list with its items as a function makes them.
func (v *Value) each(made func(*Value) *Value) *Value {
	out := &Value{Kind: List, Span: v.Span}
	for _, item := range v.Items {
		out.Items = append(out.Items, made(item))
	}
	return out
}

// SetMember adds a member, or puts it in the place of the one with its name.
func (v *Value) SetMember(m *Member) {
	i := v.member(m.Name)
	if i >= 0 {
		v.Members[i] = m
		return
	}
	const large = 32
	v.Members = append(v.Members, m)
	switch {
	case v.index != nil:
		v.index[m.Name] = len(v.Members) - 1
	case len(v.Members) == large:
		v.index = make(map[string]int, 2*large)
		for i, old := range v.Members {
			v.index[old.Name] = i
		}
	}
}
