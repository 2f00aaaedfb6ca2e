package grammar

// Expr is a boolean expression over conditions: *And, *Or, *Comparison or
// *Test.
type Expr interface {
	Node
	expr()
}

// And holds when every operand holds. It has at least two operands; operands
// that were written in parentheses of their own stay nested.
type And struct {
	At       Span
	Operands []Expr
}

// Or holds when at least one operand holds. It has at least two operands.
type Or struct {
	At       Span
	Operands []Expr
}

// Operand is what a comparison looks at: a *Selector in JSON patterns, a
// *FieldName in space-delimited ones.
type Operand interface {
	Node
	operand()
}

// CompareOp is a comparison operator (J7, S8).
type CompareOp int

// The comparison operators.
const (
	Equal CompareOp = iota
	NotEqual
	Less
	LessOrEqual
	Greater
	GreaterOrEqual
)

// String is the operator as it is written in a pattern.
func (op CompareOp) String() string {
	return [...]string{"=", "!=", "<", "<=", ">", ">="}[op]
}

// Ordering reports whether the operator compares by size, which takes an
// unquoted number only (J7).
func (op CompareOp) Ordering() bool { return op >= Less }

// Holds reports what the operator says to the order of two values: below 0
// when the left one is less, 0 when they are equal, above 0 when it is greater.
func (op CompareOp) Holds(order int) bool {
	switch op {
	case Equal:
		return order == 0
	case NotEqual:
		return order != 0
	case Less:
		return order < 0
	case LessOrEqual:
		return order <= 0
	case Greater:
		return order > 0
	default:
		return order >= 0
	}
}

func compareOp(text string) (CompareOp, bool) {
	for op := Equal; op <= GreaterOrEqual; op++ {
		if op.String() == text {
			return op, true
		}
	}
	return 0, false
}

// Comparison compares an operand with a value: $.latency > 100.
type Comparison struct {
	At    Span
	Left  Operand
	Op    CompareOp
	OpAt  Span
	Value Value
}

// TestKind says what a Test asks of the selected value.
type TestKind int

// The tests without a value (J9, J10).
const (
	IsTrue TestKind = iota
	IsFalse
	IsNull
	NotExists
)

// String is the test as it is written in a pattern.
func (k TestKind) String() string {
	return [...]string{"IS TRUE", "IS FALSE", "IS NULL", "NOT EXISTS"}[k]
}

// Test asks for the type or the absence of the selected value:
// $.error IS NULL.
type Test struct {
	At       Span
	Selector *Selector
	Kind     TestKind
	KindAt   Span
}

// Span implements Node.
func (n *And) Span() Span { return n.At }

// Span implements Node.
func (n *Or) Span() Span { return n.At }

// Span implements Node.
func (n *Comparison) Span() Span { return n.At }

// Span implements Node.
func (n *Test) Span() Span { return n.At }

func (*And) node()        {}
func (*Or) node()         {}
func (*Comparison) node() {}
func (*Test) node()       {}
func (*And) expr()        {}
func (*Or) expr()         {}
func (*Comparison) expr() {}
func (*Test) expr()       {}
