package request

import "sync"

// Model is what the API model says of a request or of a part of it. The zero
// Model, of what is not known, says nothing.
type Model struct{ shape *shape }

// models holds the shape of each operation's requests after its first use. An
// entry never changes.
var models sync.Map // of Operation to func() *shape

// ModelOf is the model of an operation's requests. Its first use reads the
// operation's schema, and compiles nothing.
func ModelOf(op Operation) Model {
	read, ok := models.Load(op)
	if !ok {
		read, _ = models.LoadOrStore(op, sync.OnceValue(func() *shape { return readModel(op) }))
	}
	return Model{read.(func() *shape)()}
}

// readModel is the shape of an operation's requests, nil when there is none.
func readModel(op Operation) *shape {
	text, err := Schema(op, Request, Latest)
	if err != nil {
		return nil
	}
	doc, err := Decode(text)
	if err != nil {
		return nil
	}
	root, err := readShape(doc)
	if err != nil {
		return nil
	}
	return root
}

// Member is the model of a member, of each element of a list, or of each value
// of a map.
func (m Model) Member(name string) Model {
	for m.shape != nil && !m.shape.object() {
		m.shape = m.shape.elem
	}
	if m.shape == nil {
		return Model{}
	}
	if member := m.shape.member(name); member != nil {
		return Model{member.shape}
	}
	return Model{}
}

// Required are the members that must be there, in the model's order.
func (m Model) Required() []string {
	for m.shape != nil && !m.shape.object() {
		m.shape = m.shape.elem
	}
	if m.shape == nil {
		return nil
	}
	return m.shape.required
}

// HoldsObjects reports whether it is a list of objects with members.
func (m Model) HoldsObjects() bool { return m.IsList() && m.shape.elem.object() }

// IsList reports whether it is a list.
func (m Model) IsList() bool { return m.shape != nil && m.shape.kind == listShape }

// IsMap reports whether it has keys of the caller's choice.
func (m Model) IsMap() bool { return m.shape != nil && m.shape.kind == mapShape }

// IsFlag reports whether it is true or false.
func (m Model) IsFlag() bool { return m.shape != nil && m.shape.kind == booleanShape }

// IsNumber reports whether it is a number or a time in milliseconds.
func (m Model) IsNumber() bool {
	return m.shape != nil && (m.shape.kind == integerShape || m.shape.kind == longShape || m.shape.kind == doubleShape || m.shape.kind == timestampShape)
}
