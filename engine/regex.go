package engine

import (
	"bytes"
	"regexp"
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// regex is a compiled regular expression of a pattern: an unanchored,
// case-sensitive search, in which ^ and $ bind to the whole text (R2). Most
// run as a table; see dfa.
type regex struct {
	source string
	dfa    *dfa
	re     *regexp.Regexp // set when there is no table
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
	r.needles = regexNeedles(tree.Simplify())
	if d, ok := compileDFA(source); ok {
		r.dfa = d
		return r, nil
	}
	r.re, err = regexp.Compile(source)
	return r, err
}

func (r *regex) match(text []byte) bool {
	if len(r.needles) == 1 && !bytes.Contains(text, r.needles[0]) {
		return false
	}
	if r.dfa != nil {
		return r.dfa.match(text)
	}
	return r.re.Match(text)
}

// find returns where the expression occurs in text. It is for highlighting,
// and compiles the expression anew if it runs as a table.
func (r *regex) find(text []byte) [][]int {
	re := r.re
	if re == nil {
		var err error
		if re, err = regexp.Compile(r.source); err != nil {
			return nil
		}
	}
	return re.FindAllIndex(text, -1)
}

// regexNeedles returns literals of which every match of a simplified
// expression, which has no counted repetitions, holds at least one, or nil.
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
