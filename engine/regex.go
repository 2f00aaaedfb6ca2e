package engine

import (
	"bytes"
	"regexp"
	"regexp/syntax"
	"slices"
	"unicode/utf8"

	"github.com/logsieve/logsieve/internal/nfa"
)

// regex is a compiled regular expression of a pattern: an unanchored,
// case-sensitive search, in which ^ and $ bind to the whole text (R2). Most
// run as a table, see dfa, and those that are too large for one by counting:
// either takes a text in time that grows with its length alone.
type regex struct {
	source   string
	dfa      *dfa
	counting *counting
	re       *regexp.Regexp // set for an expression that neither takes
	// size is how many states there are, of maxShownStates at most.
	size int
	// needles are literals of which every match holds at least one; nil if
	// the expression promises none.
	needles [][]byte
}

func compileRegex(source string) (*regex, error) {
	r := &regex{source: source}
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return nil, err
	}
	if r.size = nfa.States(tree, maxShownStates); r.size <= maxShownStates {
		tree = tree.Simplify() // which writes repetitions out
	}
	r.needles = regexNeedles(tree)
	if d, ok := compileDFA(source); ok {
		r.dfa = d
		return r, nil
	}
	if c, ok := newCounting(source); ok {
		r.counting = c
		return r, nil
	}
	r.re, err = regexp.Compile(source)
	return r, err
}

// maxShownStates is how many states an expression may have for find to look
// for it: package regexp takes time for each of them at each character.
const maxShownStates = 4096

func (r *regex) match(text []byte) bool {
	if len(r.needles) == 1 && !bytes.Contains(text, r.needles[0]) {
		return false
	}
	switch {
	case r.dfa != nil:
		return r.dfa.match(text)
	case r.counting != nil:
		return r.counting.match(text)
	}
	return r.re.Match(text)
}

// find returns where the expression occurs in text, nil for a very large
// expression. It is for highlighting, and compiles the expression anew.
func (r *regex) find(text []byte) [][]int {
	if r.size > maxShownStates {
		return nil
	}
	re := r.re
	if re == nil {
		var err error
		if re, err = regexp.Compile(r.source); err != nil {
			return nil
		}
	}
	return re.FindAllIndex(text, -1)
}

// regexNeedles returns literals of which every match of an expression holds at
// least one, or nil.
func regexNeedles(re *syntax.Regexp) [][]byte {
	switch re.Op {
	case syntax.OpLiteral:
		// U+FFFD stands for each byte that is no character, too.
		if re.Flags&syntax.FoldCase != 0 || slices.Contains(re.Rune, utf8.RuneError) {
			return nil
		}
		return [][]byte{[]byte(string(re.Rune))}
	case syntax.OpCapture, syntax.OpPlus:
		return regexNeedles(re.Sub[0])
	case syntax.OpRepeat: // of a tree that was not simplified
		if re.Min > 0 {
			return regexNeedles(re.Sub[0])
		}
	case syntax.OpConcat:
		var best [][]byte
		for _, sub := range re.Sub {
			best = betterNeedles(best, regexNeedles(sub))
		}
		return best
	case syntax.OpAlternate:
		var all [][]byte
		for _, sub := range re.Sub {
			n := regexNeedles(sub)
			if n == nil {
				return nil
			}
			all = append(all, n...)
		}
		return all
	}
	return nil
}
