//go:build devtools && unix

package main

import (
	"fmt"
	"go/ast"
	"go/token"
)

// find adds the changes of one node. Each is made so that the old code runs
// as it did while its switch is off: nothing is evaluated twice.
func (f *finder) find(n, parent ast.Node) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		f.binary(n)
	case *ast.IncDecStmt:
		f.step(n, parent)
	case *ast.ReturnStmt:
		f.returned(n)
	case *ast.CallExpr:
		f.extreme(n)
	case *ast.BranchStmt:
		f.branch(n, parent)
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE && inBlock(n, parent) && f.text(n.Lhs[0]) != "_" {
			f.remove(n)
		}
	case *ast.ExprStmt:
		if call, ok := n.X.(*ast.CallExpr); ok && inBlock(n, parent) && f.text(call.Fun) != "panic" {
			f.remove(n)
		}
	}
}

// inBlock tells whether a statement stands in a list of statements, and not
// in the head of another.
func inBlock(n ast.Stmt, parent ast.Node) bool {
	switch parent.(type) {
	case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
		c, ok := parent.(*ast.CommClause)
		return !ok || c.Comm != n
	}
	return false
}

func on(id int) string { return fmt.Sprintf("(mutantOn == %d)", id) }

// ordered is the edits that hand both operands to a function.
func (f *finder) ordered(n *ast.BinaryExpr, name string, id int) []edit {
	es := f.around(n, fmt.Sprintf("%s(%d, ", name, id), ")")
	at := f.offset(n.OpPos)
	return append(es, edit{at: at, end: at + len(n.Op.String()), text: ","})
}

// negated is the edits that turn a condition round.
func (f *finder) negated(n ast.Expr, id int) []edit {
	return f.around(n, "((", ") != "+on(id)+")")
}

func (f *finder) binary(n *ast.BinaryExpr) {
	with := func(op string) string { return f.short(n.X) + " " + op + " " + f.short(n.Y) }
	switch n.Op {
	case token.EQL, token.NEQ:
		f.add(n, with(map[token.Token]string{token.EQL: "!=", token.NEQ: "=="}[n.Op]),
			func(id int) []edit { return f.negated(n, id) })
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		edge := map[token.Token]string{token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">"}[n.Op]
		name := map[token.Token]string{token.LSS: "mutantLess", token.LEQ: "mutantAtMost", token.GTR: "mutantMore", token.GEQ: "mutantAtLeast"}[n.Op]
		f.add(n, with(edge), func(id int) []edit { return f.ordered(n, name, id) })
		opposite := map[token.Token]string{token.LSS: ">=", token.LEQ: ">", token.GTR: "<=", token.GEQ: "<"}[n.Op]
		f.add(n, with(opposite), func(id int) []edit { return f.negated(n, id) })
	case token.LAND, token.LOR:
		// a || b is !(!a && !b): with the switch on, both operands and the
		// result are turned round.
		f.add(n, with(map[token.Token]string{token.LAND: "||", token.LOR: "&&"}[n.Op]), func(id int) []edit {
			not := ") != " + on(id) + ")"
			return append(append(f.around(n.X, "((((", not), f.around(n.Y, "((", not)...),
				edit{at: f.offset(n.End()), end: f.offset(n.End()), text: ") != " + on(id) + ")", closes: true})
		})
	case token.ADD, token.SUB:
		if l, ok := n.Y.(*ast.BasicLit); ok && l.Kind == token.INT && l.Value == "1" {
			f.add(n, with(map[token.Token]string{token.ADD: "-", token.SUB: "+"}[n.Op]), func(id int) []edit {
				name := map[token.Token]string{token.ADD: "mutantNext", token.SUB: "mutantPrevious"}[n.Op]
				return append(f.around(n, fmt.Sprintf("%s(%d, ", name, id), ")"),
					edit{at: f.offset(n.X.End()), end: f.offset(n.End())})
			})
		}
	}
}

func (f *finder) step(n *ast.IncDecStmt, parent ast.Node) {
	x := f.text(n.X)
	old, changed, name := "++", "--", "mutantNext"
	if n.Tok == token.DEC {
		old, changed, name = "--", "++", "mutantPrevious"
	}
	if inBlock(n, parent) {
		f.add(n, x+changed, func(id int) []edit {
			return f.around(n, "if "+on(id)+" { "+x+changed+" } else { ", " }")
		})
		f.remove(n)
		return
	}
	if _, ok := n.X.(*ast.Ident); ok {
		f.add(n, x+changed, func(id int) []edit {
			at := f.offset(n.TokPos)
			return []edit{{at: at, end: at + len(old), text: fmt.Sprintf(" = %s(%d, %s)", name, id, x)}}
		})
	}
}

// returned turns round what a function says, where its text shows that it is
// a bool; comparisons have a change of their own.
func (f *finder) returned(n *ast.ReturnStmt) {
	one := len(f.bools) > 0 && f.bools[len(f.bools)-1] && len(n.Results) == 1
	for _, r := range n.Results {
		id, isName := r.(*ast.Ident)
		_, isCall := r.(*ast.CallExpr)
		not, isUnary := r.(*ast.UnaryExpr)
		switch {
		case isName && id.Name == "true":
			f.add(r, "return false", func(id int) []edit { return f.negated(r, id) })
		case isName && id.Name == "false":
			f.add(r, "return true", func(id int) []edit { return f.negated(r, id) })
		case one && (isName || isCall || isUnary && not.Op == token.NOT):
			f.add(r, "return !"+f.short(r), func(id int) []edit { return f.negated(r, id) })
		}
	}
}

// extreme exchanges min and max.
func (f *finder) extreme(n *ast.CallExpr) {
	id, ok := n.Fun.(*ast.Ident)
	if !ok || len(n.Args) != 2 || id.Name != "min" && id.Name != "max" {
		return
	}
	other := map[string]string{"min": "max", "max": "min"}[id.Name]
	name := map[string]string{"min": "mutantMin", "max": "mutantMax"}[id.Name]
	f.add(n, other+f.text(n)[len(id.Name):], func(id int) []edit {
		return []edit{{at: f.offset(n.Pos()), end: f.offset(n.Lparen) + 1, text: fmt.Sprintf("%s(%d, ", name, id)}}
	})
}

// branch exchanges break and continue.
func (f *finder) branch(n *ast.BranchStmt, parent ast.Node) {
	if n.Label != nil || !inBlock(n, parent) || len(f.loops) == 0 {
		return
	}
	within := f.loops[len(f.loops)-1]
	other := ""
	switch {
	case n.Tok == token.CONTINUE:
		// In a switch, break leaves only that.
		if !within.endsOnly {
			other = "break"
		}
	case n.Tok == token.BREAK && within.repeats:
		other = "continue"
	}
	if other != "" {
		f.add(n, other, func(id int) []edit {
			at := f.offset(n.Pos())
			return []edit{{at: at, end: at, text: "if " + on(id) + " { " + other + " }; "}}
		})
	}
}

// remove takes a statement away.
func (f *finder) remove(n ast.Stmt) {
	f.add(n, "nothing", func(id int) []edit {
		return f.around(n, "if !"+on(id)+" { ", " }")
	})
}
