package grammar

// Walk visits n and, as long as visit returns true for a node, its children
// in the order of the text.
func Walk(n Node, visit func(Node) bool) {
	if n == nil || !visit(n) {
		return
	}
	switch n := n.(type) {
	case *TermsPattern:
		for _, t := range n.Terms {
			Walk(t, visit)
		}
		if n.Regex != nil {
			Walk(n.Regex, visit)
		}
	case *JSONPattern:
		Walk(n.Expr, visit)
	case *DelimitedPattern:
		for _, f := range n.Fields {
			Walk(f, visit)
		}
	case *Field:
		if n.Expr != nil {
			Walk(n.Expr, visit)
		}
	case *And:
		for _, o := range n.Operands {
			Walk(o, visit)
		}
	case *Or:
		for _, o := range n.Operands {
			Walk(o, visit)
		}
	case *Comparison:
		Walk(n.Left, visit)
		Walk(n.Value, visit)
	case *Test:
		Walk(n.Selector, visit)
	case *Criteria:
		if n.Expr != nil {
			Walk(n.Expr, visit)
		}
	case *CriteriaAnd:
		for _, o := range n.Operands {
			Walk(o, visit)
		}
	case *CriteriaOr:
		for _, o := range n.Operands {
			Walk(o, visit)
		}
	case *CriteriaTest:
		Walk(n.Field, visit)
		for _, v := range n.Values {
			Walk(v, visit)
		}
	case *Selector:
		for _, s := range n.Steps {
			Walk(s, visit)
		}
	}
}
