// Package nfa steps through a regular expression with all its possibilities at
// once: the state after a text is the set of instructions that may come next.
// The expression is looked for anywhere in the text (rule R2).
package nfa

import "regexp/syntax"

// NFA is a compiled expression. It is not safe for concurrent use.
type NFA struct {
	Prog *syntax.Prog
	mark []bool
}

// Set is a state: instructions in their order.
type Set []uint32

// Compile compiles an expression of package regexp of no more states than
// limit. Conditions other than the text's beginning and end are not supported:
// see the instructions of Prog.
func Compile(source string, limit int) (*NFA, error) {
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return nil, err
	}
	if States(tree, limit) > limit {
		return nil, ErrTooLarge
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, err
	}
	return &NFA{Prog: prog, mark: make([]bool, len(prog.Inst))}, nil
}

// Start is the state before a text.
func (n *NFA) Start() Set {
	return n.closure(Set{uint32(n.Prog.Start)}, syntax.EmptyBeginText)
}

// Step is the state after one more character; a match may also start behind it.
func (n *NFA) Step(s Set, r rune) Set {
	next := Set{uint32(n.Prog.Start)}
	for _, pc := range s {
		in := &n.Prog.Inst[pc]
		switch in.Op {
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			if in.MatchRune(r) {
				next = append(next, in.Out)
			}
		}
	}
	return n.closure(next, 0)
}

// Matches reports whether the expression has been found, whatever follows.
func (n *NFA) Matches(s Set) bool {
	for _, pc := range s {
		if n.Prog.Inst[pc].Op == syntax.InstMatch {
			return true
		}
	}
	return false
}

// MatchesAtEnd reports whether it has been found if the text ends here; start
// says that the text is empty.
func (n *NFA) MatchesAtEnd(s Set, start bool) bool {
	holds := syntax.EmptyEndText
	if start {
		holds |= syntax.EmptyBeginText
	}
	return n.Matches(n.closure(append(Set(nil), s...), holds))
}

// Hopeless reports whether a state holds nothing but conditions of the text's
// beginning, which is over.
func (n *NFA) Hopeless(s Set) bool {
	for _, pc := range s {
		switch in := &n.Prog.Inst[pc]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch, syntax.InstCapture, syntax.InstNop, syntax.InstFail:
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(in.Arg)&syntax.EmptyEndText != 0 {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// Key is a text that equal states share.
func (s Set) Key() string {
	key := make([]byte, 0, 4*len(s))
	for _, pc := range s {
		key = append(key, byte(pc), byte(pc>>8), byte(pc>>16), byte(pc>>24))
	}
	return string(key)
}

// closure follows the instructions that consume nothing, under the conditions
// that hold at this place. It uses up stack. An end-of-text condition stays in
// the set, to be decided at the end.
func (n *NFA) closure(stack Set, holds syntax.EmptyOp) Set {
	clear(n.mark)
	for len(stack) > 0 {
		pc := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if n.mark[pc] {
			continue
		}
		n.mark[pc] = true
		switch in := &n.Prog.Inst[pc]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			stack = append(stack, in.Out, in.Arg)
		case syntax.InstCapture, syntax.InstNop:
			stack = append(stack, in.Out)
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(in.Arg)&^holds == 0 {
				stack = append(stack, in.Out)
			}
		}
	}
	var set Set
	for pc, in := range n.mark {
		if in {
			set = append(set, uint32(pc))
		}
	}
	return set
}
