//go:build devtools && unix

package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// mutant is a package's file with one change to one place.
type mutant struct {
	site    int // place in the order of a walk
	pos     token.Position
	was, is string
	source  []byte
}

func (m mutant) String() string {
	return fmt.Sprintf("%s:%d:%d: %s → %s", filepath.Base(m.pos.Filename), m.pos.Line, m.pos.Column, m.was, m.is)
}

// draw is the changes to a package's files, as built here, in an order that
// the seed decides. Generated files are left alone.
func draw(p pkg, seed uint64) ([]mutant, error) {
	f := finder{fset: token.NewFileSet()}
	for _, name := range p.GoFiles {
		path := filepath.Join(p.Dir, name)
		src, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		tree, err := parser.ParseFile(f.fset, path, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		if !ast.IsGenerated(tree) {
			f.src = src
			f.file(tree)
		}
	}
	rand.New(rand.NewPCG(seed, seed)).Shuffle(len(f.found), func(i, j int) { f.found[i], f.found[j] = f.found[j], f.found[i] })
	return f.found, nil
}

// finder finds what may change in files.
type finder struct {
	fset  *token.FileSet
	src   []byte
	stack []ast.Node // from the file to the node at hand
	site  int
	found []mutant
}

func (f *finder) file(tree *ast.File) {
	ast.Inspect(tree, func(n ast.Node) bool {
		if n == nil {
			f.stack = f.stack[:len(f.stack)-1]
			return true
		}
		if g, ok := n.(*ast.GenDecl); ok && g.Tok != token.VAR {
			return false
		}
		f.stack = append(f.stack, n)
		f.site++
		f.find(n)
		return true
	})
}

// around is the innermost node around the one at hand that passes the test.
func (f *finder) around(test func(ast.Node) bool) ast.Node {
	for i := len(f.stack) - 2; i >= 0; i-- {
		if test(f.stack[i]) {
			return f.stack[i]
		}
	}
	return nil
}

func (f *finder) text(n ast.Node) string {
	return string(f.src[f.fset.Position(n.Pos()).Offset:f.fset.Position(n.End()).Offset])
}

// short is a node's text on one line, for the report.
func (f *finder) short(n ast.Node) string {
	s := strings.Join(strings.Fields(f.text(n)), " ")
	if r := []rune(s); len(r) > 90 {
		return string(r[:89]) + "…"
	}
	return s
}

// add adds a change of n to a text, which the report says as is.
func (f *finder) add(n ast.Node, is, text string) {
	pos := f.fset.Position(n.Pos())
	source := string(f.src[:pos.Offset]) + text + string(f.src[f.fset.Position(n.End()).Offset:])
	f.found = append(f.found, mutant{site: f.site, pos: pos, was: f.short(n), is: is, source: []byte(source)})
}

func (f *finder) find(n ast.Node) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		f.binary(n)
	case *ast.IncDecStmt:
		x := f.text(n.X)
		if _, isName := n.X.(*ast.Ident); isName || f.inBlock(n) {
			other := x + map[token.Token]string{token.INC: "--", token.DEC: "++"}[n.Tok]
			f.add(n, other, other)
		}
		f.remove(n)
	case *ast.ReturnStmt:
		f.returned(n)
	case *ast.CallExpr:
		// min for max.
		if id, ok := n.Fun.(*ast.Ident); ok && len(n.Args) == 2 && (id.Name == "min" || id.Name == "max") {
			other := map[string]string{"min": "max", "max": "min"}[id.Name] + f.text(n)[len("min"):]
			f.add(n, other, other)
		}
	case *ast.BranchStmt:
		f.branch(n)
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE && f.text(n.Lhs[0]) != "_" {
			f.remove(n)
		}
	case *ast.ExprStmt:
		if call, ok := n.X.(*ast.CallExpr); ok && f.text(call.Fun) != "panic" {
			f.remove(n)
		}
	}
}

// inBlock tells whether the statement at hand stands in a list of statements,
// and not in the head of another.
func (f *finder) inBlock(n ast.Stmt) bool {
	switch parent := f.stack[len(f.stack)-2].(type) {
	case *ast.BlockStmt, *ast.CaseClause:
		return true
	case *ast.CommClause:
		return parent.Comm != n
	}
	return false
}

// remove takes a statement away, so that the names in it are still used.
func (f *finder) remove(n ast.Stmt) {
	if f.inBlock(n) {
		f.add(n, "nothing", "if false { "+f.text(n)+" }")
	}
}

// others is what may stand for an operator.
var others = map[token.Token][]string{
	token.EQL: {"!="}, token.NEQ: {"=="},
	token.LSS: {"<=", ">="}, token.LEQ: {"<", ">"}, token.GTR: {">=", "<="}, token.GEQ: {">", "<"},
	token.LAND: {"||"}, token.LOR: {"&&"},
	token.ADD: {"-"}, token.SUB: {"+"},
}

func (f *finder) binary(n *ast.BinaryExpr) {
	if n.Op == token.ADD || n.Op == token.SUB {
		if l, ok := n.Y.(*ast.BasicLit); !ok || l.Kind != token.INT || l.Value != "1" {
			return
		}
	}
	for _, op := range others[n.Op] {
		f.add(n, f.short(n.X)+" "+op+" "+f.short(n.Y), "(("+f.text(n.X)+") "+op+" ("+f.text(n.Y)+"))")
	}
}

// returned turns round what a function says, where its text shows that it is
// a bool; comparisons have a change of their own.
func (f *finder) returned(n *ast.ReturnStmt) {
	var results *ast.FieldList
	switch function := f.around(isFunction).(type) {
	case *ast.FuncDecl:
		results = function.Type.Results
	case *ast.FuncLit:
		results = function.Type.Results
	}
	one := len(n.Results) == 1 && results.NumFields() == 1 && f.text(results.List[0].Type) == "bool"
	for _, r := range n.Results {
		id, isName := r.(*ast.Ident)
		_, isCall := r.(*ast.CallExpr)
		not, isUnary := r.(*ast.UnaryExpr)
		switch {
		case isName && id.Name == "true":
			f.add(r, "return false", "false")
		case isName && id.Name == "false":
			f.add(r, "return true", "true")
		case one && (isName || isCall || isUnary && not.Op == token.NOT):
			f.add(r, "return !"+f.short(r), "!("+f.text(r)+")")
		}
	}
}

func isFunction(n ast.Node) bool {
	switch n.(type) {
	case *ast.FuncDecl, *ast.FuncLit:
		return true
	}
	return false
}

// branch exchanges break and continue. In a switch, break leaves only that. A
// loop without a condition that nothing leaves ends its function, so that it
// gets no break.
func (f *finder) branch(n *ast.BranchStmt) {
	if n.Label != nil || !f.inBlock(n) {
		return
	}
	repeats, endless := false, false
	f.around(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt:
			repeats, endless = true, n.Cond == nil
		case *ast.RangeStmt:
			repeats = true
		case *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
		default:
			return false
		}
		return true
	})
	switch {
	case n.Tok == token.CONTINUE && !endless:
		f.add(n, "break", "break")
	case n.Tok == token.BREAK && repeats:
		f.add(n, "continue", "continue")
	}
}
