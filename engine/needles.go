package engine

import (
	"bytes"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// Needles are literals of which every matching message holds at least one, so
// that a stream can be searched for them instead of being matched line by
// line. They are a promise: nil makes none.

// maxNeedles is how many literals are worth searching for at once.
const maxNeedles = 4

// minNeedle is the shortest literal worth searching for.
const minNeedle = 3

// betterNeedles chooses the set whose shortest literal is longer; of equal
// ones the smaller set.
func betterNeedles(a, b [][]byte) [][]byte {
	switch sa, sb := shortest(a), shortest(b); {
	case sb > sa, sb == sa && sb > 0 && len(b) < len(a):
		return b
	default:
		return a
	}
}

func shortest(needles [][]byte) int {
	if len(needles) == 0 {
		return 0
	}
	n := len(needles[0])
	for _, s := range needles[1:] {
		n = min(n, len(s))
	}
	return n
}

// worthwhile returns needles that are few and long enough to search for.
func worthwhile(needles [][]byte) [][]byte {
	if len(needles) > maxNeedles || shortest(needles) < minNeedle {
		return nil
	}
	return needles
}

func (m *termsMatcher) needles() [][]byte {
	if len(m.included) > 0 {
		best := [][]byte{m.included[0]}
		for _, t := range m.included[1:] {
			best = betterNeedles(best, [][]byte{t})
		}
		return best
	}
	return m.optional
}

func (m regexMatcher) needles() [][]byte { return m.re.needles }

func (matchAll) needles() [][]byte { return nil }

// needles of a space-delimited pattern come from any field: its values stand
// in the message as they are.
func (m *delimitedMatcher) needles() [][]byte {
	var best [][]byte
	for _, f := range m.fields {
		if f.expr != nil {
			best = betterNeedles(best, f.expr.needles())
		}
	}
	return best
}

func (x *fieldExpr) needles() [][]byte {
	if x.value != nil {
		return x.value.needles(x.op, false)
	}
	return combineNeedles(x.or, len(x.operands), func(i int) [][]byte { return x.operands[i].needles() })
}

func combineNeedles(or bool, n int, operand func(int) [][]byte) [][]byte {
	var out [][]byte
	for i := range n {
		needles := operand(i)
		switch {
		case !or:
			out = betterNeedles(out, needles)
		case needles == nil:
			return nil
		default:
			out = append(out, needles...)
		}
	}
	return out
}

// needles of a comparison: only = with a text or an expression promises one. A
// number can be spelled in many ways. In JSON a regular expression or a text
// may also fit the text that stands for a number, which need not be the
// event's (J16).
func (v *valuePattern) needles(op grammar.CompareOp, json bool) [][]byte {
	switch {
	case op != grammar.Equal || v.isNumber:
		return nil
	case v.isRegex:
		if json {
			return jsonSafe(v.regex.needles)
		}
		return v.regex.needles
	}
	var best [][]byte
	for _, piece := range v.text.pieces {
		if len(piece) > 0 {
			best = betterNeedles(best, [][]byte{piece})
		}
	}
	if json {
		return jsonSafe(best)
	}
	return best
}

// jsonSafe keeps needles that stand in a JSON string as they are, unless the
// event writes them as \u escapes or escapes a slash: those that hold at least
// one letter which no number's text has, and nothing that must be escaped.
func jsonSafe(needles [][]byte) [][]byte {
	var safe [][]byte
	for _, n := range needles {
		best := []byte(nil)
		for _, run := range bytes.FieldsFunc(n, func(r rune) bool { return r == '"' || r == '\\' || r == '/' || r < ' ' }) {
			if len(run) > len(best) && !maybeNumberText(run) {
				best = run
			}
		}
		if best == nil {
			return nil
		}
		safe = append(safe, best)
	}
	return safe
}

// maybeNumberText reports whether a text could be part of a number's text:
// 1.0E21, -Infinity.
func maybeNumberText(text []byte) bool {
	for _, c := range text {
		if !jsontext.IsDigit(c) && bytes.IndexByte([]byte("+-.EeInfinity"), c) < 0 {
			return false
		}
	}
	return true
}

func (m *jsonMatcher) needles() [][]byte { return m.expr.needles() }

func (x *jsonExpr) needles() [][]byte {
	if c := x.condition; c != nil {
		if c.test {
			return nil
		}
		return c.value.needles(c.op, true)
	}
	return combineNeedles(x.or, len(x.operands), func(i int) [][]byte { return x.operands[i].needles() })
}
