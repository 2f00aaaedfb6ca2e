// Package nfa steps through a regular expression with all its possibilities at
// once: the state after a text is the set of instructions that may come next.
// The expression is looked for anywhere in the text (rule R2).
package nfa

import (
	"encoding/binary"
	"math/bits"
	"regexp/syntax"
)

// NFA is a compiled expression. It is not safe for concurrent use.
type NFA struct {
	Prog  *syntax.Prog
	kept  []uint64 // a bit each: instructions that a state remembers
	mark  []uint64 // those of a closure
	stack Set      // those of a closure that are to be followed
}

// Set is a state: instructions in their order. Those that were passed without a
// character are left out: what comes after them is there.
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
	words := (len(prog.Inst) + 63) / 64
	n := &NFA{Prog: prog, kept: make([]uint64, words), mark: make([]uint64, words)}
	for pc := range prog.Inst {
		switch in := &prog.Inst[pc]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch, syntax.InstCapture, syntax.InstNop, syntax.InstFail:
			continue
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(in.Arg)&syntax.EmptyEndText == 0 {
				continue
			}
		}
		n.kept[pc/64] |= 1 << (pc % 64)
	}
	return n, nil
}

// Start is the state before a text.
func (n *NFA) Start() Set {
	n.stack = append(n.stack[:0], uint32(n.Prog.Start))
	return n.closure(syntax.EmptyBeginText)
}

// Step is the state after one more character; a match may also start after it.
func (n *NFA) Step(s Set, r rune) Set {
	n.stack = append(n.stack[:0], uint32(n.Prog.Start))
	for _, pc := range s {
		in := &n.Prog.Inst[pc]
		switch in.Op {
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			if in.MatchRune(r) {
				n.stack = append(n.stack, in.Out)
			}
		}
	}
	return n.closure(0)
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
	n.stack = append(n.stack[:0], s...)
	return n.Matches(n.closure(holds))
}

// Hopeless reports whether no text leads from a state to a match: whatever was
// possible asked for the text's beginning, which is over.
func (n *NFA) Hopeless(s Set) bool { return len(s) == 0 }

// Key is a text that equal states share: the distances between instructions,
// most of which are short.
func (s Set) Key() string {
	key := make([]byte, 0, len(s)+8)
	before := uint32(0)
	for _, pc := range s {
		key = binary.AppendUvarint(key, uint64(pc-before))
		before = pc
	}
	return string(key)
}

// closure follows the instructions of the stack that consume nothing, under the
// conditions that hold at this place. An end-of-text condition stays in the set,
// to be decided at the end.
func (n *NFA) closure(holds syntax.EmptyOp) Set {
	clear(n.mark)
	stack := n.stack
	for len(stack) > 0 {
		pc := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if word, bit := &n.mark[pc/64], uint64(1)<<(pc%64); *word&bit != 0 {
			continue
		} else {
			*word |= bit
		}
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
	n.stack = stack
	size := 0
	for i := range n.mark {
		n.mark[i] &= n.kept[i]
		size += bits.OnesCount64(n.mark[i])
	}
	set := make(Set, 0, size)
	for i, word := range n.mark {
		for ; word != 0; word &= word - 1 {
			set = append(set, uint32(64*i+bits.TrailingZeros64(word)))
		}
	}
	return set
}
