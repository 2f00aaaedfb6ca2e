package nfa

import (
	"errors"
	"regexp/syntax"
)

// ErrTooLarge says that an expression has more states than allowed.
var ErrTooLarge = errors.New("the regular expression has too many states")

// States is about how many instructions an expression compiles to: every
// counted repetition is written out. No more than limit+1 are counted.
func States(re *syntax.Regexp, limit int) int {
	n := 1
	switch re.Op {
	case syntax.OpLiteral:
		n = len(re.Rune)
	case syntax.OpRepeat:
		each := States(re.Sub[0], limit)
		if n = re.Min * each; re.Max < 0 {
			n += each + 1
		} else {
			n += (re.Max - re.Min) * (each + 1)
		}
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpCapture, syntax.OpConcat, syntax.OpAlternate:
		if re.Op == syntax.OpCapture {
			n = 2 // its beginning and its end
		}
		for _, sub := range re.Sub {
			if n += States(sub, limit); n > limit {
				break
			}
		}
	}
	return min(n, limit+1)
}
