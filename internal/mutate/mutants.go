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
	"slices"
	"strings"
)

// code is the source of a package and what may be changed in it.
type code struct {
	fset    *token.FileSet
	files   map[string][]byte // by path
	mutants []*mutant
}

// mutant is one change to one place.
type mutant struct {
	id      int // from 1, in the order of the draw
	site    int // place in the order of a walk: a node after the nodes around it
	file    string
	pos     token.Position
	lines   int // that the changed node is on
	was, is string
	// edits turn the place into the old and the new code behind a switch.
	edits func(id int) []edit
}

// edit replaces file[at:end] with text.
type edit struct {
	at, end int
	text    string
	// closes is set for what is put after a node, which goes before what is
	// put at the same place before another.
	closes bool
	site   int
}

func (m *mutant) String() string {
	return fmt.Sprintf("%s:%d:%d: %s → %s", filepath.Base(m.file), m.pos.Line, m.pos.Column, m.was, m.is)
}

// parse reads the package's files, as built here, and finds what may change.
// Generated files are left alone.
func parse(p pkg) (*code, error) {
	c := &code{fset: token.NewFileSet(), files: map[string][]byte{}}
	site := 0
	for _, name := range p.GoFiles {
		path := filepath.Join(p.Dir, name)
		src, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		tree, err := parser.ParseFile(c.fset, path, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		if ast.IsGenerated(tree) {
			continue
		}
		c.files[path] = src
		f := finder{code: c, path: path, src: src, site: &site}
		f.file(tree)
	}
	return c, nil
}

// draw is the changes in an order that the seed decides.
func draw(c *code, seed uint64) []*mutant {
	order := slices.Clone(c.mutants)
	rand.New(rand.NewPCG(seed, seed)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	return order
}

// finder finds what may change in a file.
type finder struct {
	code *code
	path string
	src  []byte
	site *int
	// loops is how break and continue may be exchanged, inside out.
	loops []loop
	bools []bool // whether the function around returns one bool
}

// loop is a statement that break leaves. A loop without a condition that
// nothing leaves ends its function, so that its breaks stay what they are.
type loop struct {
	node     ast.Node
	repeats  bool
	endsOnly bool
}

func (f *finder) file(tree *ast.File) {
	for _, d := range tree.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok != token.VAR {
			continue
		}
		f.node(d)
	}
}

// node walks a node and what is in it, parents first.
func (f *finder) node(root ast.Node) {
	var stack []ast.Node
	ast.Inspect(root, func(n ast.Node) bool {
		if n == nil {
			f.leave(stack[len(stack)-1])
			stack = stack[:len(stack)-1]
			return true
		}
		if g, ok := n.(*ast.GenDecl); ok && g.Tok != token.VAR {
			return false
		}
		var parent ast.Node
		if len(stack) > 0 {
			parent = stack[len(stack)-1]
		}
		stack = append(stack, n)
		f.enter(n)
		*f.site++
		f.find(n, parent)
		return true
	})
}

func (f *finder) enter(n ast.Node) {
	switch n := n.(type) {
	case *ast.ForStmt:
		f.loops = append(f.loops, loop{node: n, repeats: true, endsOnly: n.Cond == nil})
	case *ast.RangeStmt:
		f.loops = append(f.loops, loop{node: n, repeats: true})
	case *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
		f.loops = append(f.loops, loop{node: n})
	case *ast.FuncDecl:
		f.function(n, n.Type)
	case *ast.FuncLit:
		f.function(n, n.Type)
	}
}

func (f *finder) function(n ast.Node, t *ast.FuncType) {
	f.loops = append(f.loops, loop{node: n})
	one := false
	if t.Results != nil && t.Results.NumFields() == 1 {
		id, ok := t.Results.List[0].Type.(*ast.Ident)
		one = ok && id.Name == "bool"
	}
	f.bools = append(f.bools, one)
}

func (f *finder) leave(n ast.Node) {
	if len(f.loops) > 0 && f.loops[len(f.loops)-1].node == n {
		f.loops = f.loops[:len(f.loops)-1]
	}
	switch n.(type) {
	case *ast.FuncDecl, *ast.FuncLit:
		f.bools = f.bools[:len(f.bools)-1]
	}
}

func (f *finder) offset(p token.Pos) int { return f.code.fset.Position(p).Offset }

func (f *finder) text(n ast.Node) string {
	return string(f.src[f.offset(n.Pos()):f.offset(n.End())])
}

// short is a node's text on one line, for the report.
func (f *finder) short(n ast.Node) string {
	s := strings.Join(strings.Fields(f.text(n)), " ")
	if r := []rune(s); len(r) > 90 {
		return string(r[:89]) + "…"
	}
	return s
}

// add adds a change of n.
func (f *finder) add(n ast.Node, is string, edits func(id int) []edit) {
	site := *f.site
	f.code.mutants = append(f.code.mutants, &mutant{
		site: site, file: f.path, pos: f.code.fset.Position(n.Pos()),
		lines: 1 + strings.Count(f.text(n), "\n"), was: f.short(n), is: is,
		edits: func(id int) []edit {
			es := edits(id)
			for i := range es {
				es[i].site = site
			}
			return es
		},
	})
}

// around is the edits that put text before and after a node.
func (f *finder) around(n ast.Node, before, after string) []edit {
	at, end := f.offset(n.Pos()), f.offset(n.End())
	return []edit{{at: at, end: at, text: before}, {at: end, end: end, text: after, closes: true}}
}
