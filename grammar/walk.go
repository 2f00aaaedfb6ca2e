package grammar

import "iter"

// All is n and the nodes below it, each before its children, in the order of
// the text. Whoever wants to leave out what is below some node asks for
// Children instead.
func All(n Node) iter.Seq[Node] {
	return func(yield func(Node) bool) { all(n, yield) }
}

// all reports whether more is wanted.
func all(n Node, yield func(Node) bool) bool {
	if n == nil {
		return true
	}
	if !yield(n) {
		return false
	}
	for child := range Children(n) {
		if !all(child, yield) {
			return false
		}
	}
	return true
}

// Children are the nodes right below n, in the order of the text.
func Children(n Node) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		switch n := n.(type) {
		case *TermsPattern:
			if each(n.Terms, yield) && n.Regex != nil {
				yield(n.Regex)
			}
		case *JSONPattern:
			if n.Expr != nil {
				yield(n.Expr)
			}
		case *DelimitedPattern:
			each(n.Fields, yield)
		case *Field:
			if n.Expr != nil {
				yield(n.Expr)
			}
		case *And:
			each(n.Operands, yield)
		case *Or:
			each(n.Operands, yield)
		case *Comparison:
			if yield(n.Left) {
				yield(n.Value)
			}
		case *Test:
			yield(n.Selector)
		case *Criteria:
			if n.Expr != nil {
				yield(n.Expr)
			}
		case *CriteriaAnd:
			each(n.Operands, yield)
		case *CriteriaOr:
			each(n.Operands, yield)
		case *CriteriaTest:
			if yield(n.Field) {
				each(n.Values, yield)
			}
		case *Selector:
			each(n.Steps, yield)
		}
	}
}

// each reports whether more is wanted.
func each[N Node](nodes []N, yield func(Node) bool) bool {
	for _, n := range nodes {
		if !yield(n) {
			return false
		}
	}
	return true
}
