// Package sample makes random filter patterns and log events for tests.
package sample

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

// Gen makes patterns and messages out of few words, so that they often meet.
type Gen struct{ *rand.Rand }

// New is a generator that always makes the same.
func New(a, b uint64) Gen { return Gen{rand.New(rand.NewPCG(a, b))} }

func (g Gen) One(of ...string) string { return of[g.IntN(len(of))] }

// Chance is true once in n times.
func (g Gen) Chance(n int) bool { return g.IntN(n) == 0 }

// Repeat joins some pieces.
func (g Gen) Repeat(least, most int, separator string, piece func() string) string {
	var pieces []string
	for range least + g.IntN(most-least+1) {
		pieces = append(pieces, piece())
	}
	return strings.Join(pieces, separator)
}

// Word is a word that patterns and lines share.
func (g Gen) Word() string { return g.One("a", "b", "ab", "ba", "aa", "é", "1", "1.0", "12", "ERROR") }

// TermsPattern is a filter pattern of terms, sometimes a refused one.
func (g Gen) TermsPattern() string {
	if g.Chance(6) {
		return "%" + g.RegexSource() + "%"
	}
	mode := g.IntN(3)
	return g.Repeat(1, 4, g.One(" ", "  ", "\n"), func() string {
		modifier := ""
		switch {
		case mode == 1:
			modifier = "?"
		case g.Chance(3):
			modifier = g.One("-", "?", "- ")
		}
		if g.Chance(3) {
			return modifier + `"` + g.One("a b", " ", "b  a", `a\"b`, `\\`, "a*", "\n", `a\b`, "ERROR a") + `"`
		}
		return modifier + g.Word()
	})
}

// RegexSource is the inside of a regular expression.
func (g Gen) RegexSource() string {
	return g.Repeat(1, 3, "", func() string {
		return g.One("a", "b", "^", "$", ".", "[ab]", "[^a]", `\d`, `\s`, `\W`, "ER+", `1\.0`, "|", `\x61`) + g.One("", "", "", "*", "+", "?", "{1,2}")
	})
}

// Line is a log event for patterns of terms.
func (g Gen) Line(grammar.Pattern) string {
	return g.Repeat(0, 7, "", func() string {
		return g.Word() + g.One("", " ", " ", "  ", "\n", "\t", `"`, `\`, "*", "\x00", "\xff", "\r\n", "_")
	})
}

// DelimitedPattern is a space-delimited filter pattern.
func (g Gen) DelimitedPattern() string {
	names := []string{"w", "x", "y", "z"}
	g.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	ellipsis := g.IntN(6)
	n := g.IntN(5)
	var fields []string
	for i := range n {
		if i == ellipsis {
			fields = append(fields, "...")
		}
		switch {
		case g.Chance(4):
			fields = append(fields, "")
		case g.Chance(2):
			fields = append(fields, names[i])
		default:
			fields = append(fields, g.Expr(2, func() string { return g.FieldCondition(names[i]) }))
		}
	}
	if n == ellipsis {
		fields = append(fields, "...")
	}
	return "[" + strings.Join(fields, g.One(",", ", ")) + "]"
}

// FieldCondition is a condition of a field.
func (g Gen) FieldCondition(name string) string {
	if g.Chance(4) {
		return name + g.One("<", ">", "<=", " >= ") + g.PatternNumber()
	}
	return name + g.One("=", " != ", "=") + g.PatternValue()
}

// FieldLine is a log event for space-delimited filter patterns.
func (g Gen) FieldLine(grammar.Pattern) string {
	return g.One("", "", "", " ", "\t ") + g.Repeat(0, 6, "", func() string {
		v := g.Word()
		switch g.IntN(9) {
		case 0:
			v = `"` + v + g.One("", " b", " [", "  ") + `"`
		case 1:
			v = "[" + v + g.One("", " b", ` "`) + "]"
		case 2:
			v = g.One(`"`, "[", "]", `a"b`, `""`, "[]", `"b"c`, "[a]b", "\xff", "\x00", `\"`, "*", "[[a]]")
		case 3:
			v = g.Number()
		}
		return v + g.One(" ", " ", " ", "  ", "\t", " \t ", "\r\n", "\u00a0")
	})
}

// Expr joins conditions, sometimes in parentheses.
func (g Gen) Expr(depth int, condition func() string) string {
	if depth == 0 || g.Chance(2) {
		return condition()
	}
	operands := func() string {
		if g.Chance(4) {
			return "(" + g.Expr(depth-1, condition) + ")"
		}
		return g.Expr(depth-1, condition)
	}
	return operands() + g.One(" && ", " || ", "||") + operands()
}

// JSONPattern is a JSON filter pattern.
func (g Gen) JSONPattern() string {
	return "{" + g.One("", " ", "\n") + g.Expr(3, g.JSONCondition) + g.One("", " ") + "}"
}

// Selector is a property selector.
func (g Gen) Selector() string {
	s := "$" + g.Repeat(1, 1+g.IntN(2), "", func() string {
		return g.One(".a", ".a", ".a", ".a", ".b", ".b", ".c", ".*", ".['x y']")
	})
	if g.Chance(5) {
		s += g.One("[0]", "[1]", "[*]", "[*]", "[*].a", "[0].b")
	}
	return s
}

// JSONCondition is a condition on a property.
func (g Gen) JSONCondition() string {
	s := g.Selector()
	switch g.IntN(8) {
	case 0:
		return s + " " + g.One("IS TRUE", "IS FALSE", "IS NULL", "NOT EXISTS", "is null", "NOT EXISTS")
	case 1, 2:
		return s + " " + g.One("<", ">", "<=", ">=") + " " + g.PatternNumber()
	case 3:
		return s + " " + g.One("=", "!=") + " *"
	default:
		return s + " " + g.One("=", "!=") + " " + g.PatternValue()
	}
}

// PatternNumber is a number as patterns have them.
func (g Gen) PatternNumber() string {
	return g.One("0", "1", "-1", "+1", "1.0", "1e0", "2", "12", "0.1", ".5", "1.", "-0.0", "1e2", "1e309", "-1e400", "1e-400", "9007199254740993", "1e2147483647", "12.5e-1", "100")
}

// PatternValue is the right side of a comparison.
func (g Gen) PatternValue() string {
	switch g.IntN(5) {
	case 0:
		return g.PatternNumber()
	case 1:
		return g.One("a*", "*b", "*a*b", "a*a", "**", "*1*", "1*", "*.*", "1.*", "*E*", "-*", "*aa", "a*b*a")
	case 2:
		return `"` + g.One("", "*", "a", "a*", "*a", "1", "1.0", "*0", `a\"b`, `\\`, "a b", `\n`, "é", "?", "Infinity", "*\x00*", "12", "100.0", "true", "null", "ab*") + `"`
	case 3:
		return "%" + g.RegexSource() + "%"
	default:
		return g.One("a", "b", "ab", "aa", "true", "null", "é", "ERROR", "a-b", "a.b", "1a")
	}
}

// Number is a number as log events have them.
func (g Gen) Number() string {
	return g.One("0", "1", "1", "-1", "1.0", "1e0", "2", "12", "0.1", "0.5", "1.25", "100", "1E2", "-0.0", "-0", "1e21", "1e-7", "1e309", "-1e400",
		"1e-400", "9007199254740993", "9007199254740992", "9007199254740992.5", "1"+strings.Repeat("0", 400), "1e99999999999999999999", "0e99999999999", "12.50")
}

// JSONString is a string of a log event.
func (g Gen) JSONString() string {
	return `"` + g.One("", "", g.Repeat(0, 3, "", func() string {
		return g.One("a", "b", "é", "1", "1.0", "ERROR", `\u0061`, `\u0062`, `\"`, `\\`, `\n`, `\/`, `\ud83d\ude00`, `\ud83d`, `\ude00\ud83d`, `\u0000`, "\xff", "*", " ", "true", "{", "]")
	}), g.One("a", "ab", "aa", "1", "12", "x y", "true", `a\"b`, `\\`, "Infinity")) + `"`
}

// JSONName is the name of a member.
func (g Gen) JSONName() string {
	return g.One(`"a"`, `"a"`, `"b"`, `"c"`, `"x y"`, `"\u0061"`, `"x\u0020y"`, `"A"`, `""`, `"\""`, `"a\u0000"`, "\"\xff\"")
}

// Blank is space between the tokens of JSON.
func (g Gen) Blank() string { return g.One("", "", "", "", " ", "\n", "\r\n", "\t") }

// JSONValue is a value with others inside, to a depth.
func (g Gen) JSONValue(depth int) string {
	n := 11
	if depth == 0 {
		n = 6
	}
	switch g.IntN(n) {
	case 0, 1:
		return g.Number()
	case 2, 3:
		return g.JSONString()
	case 4:
		return g.One("true", "false")
	case 5:
		return "null"
	case 6, 7:
		return "[" + g.Blank() + g.Repeat(0, 3, ",", func() string { return g.Blank() + g.JSONValue(depth-1) + g.Blank() }) + "]"
	default:
		return g.JSONObject(depth - 1)
	}
}

// JSONObject is an object with others inside, to a depth.
func (g Gen) JSONObject(depth int) string {
	return "{" + g.Blank() + g.Repeat(0, 7, ",", func() string {
		return g.Blank() + g.JSONName() + g.Blank() + ":" + g.Blank() + g.JSONValue(depth) + g.Blank()
	}) + "}"
}

// Aimed is a member that a condition looks at, often with a value to its
// taste.
func (g Gen) Aimed(e grammar.Expr) string {
	var selector *grammar.Selector
	var value string
	switch e := e.(type) {
	case *grammar.Test:
		selector, value = e.Selector, g.One("true", "false", "null", "[1,null]")
	case *grammar.Comparison:
		selector = e.Left.(*grammar.Selector)
		switch v := e.Value.(type) {
		case *grammar.Number:
			if value = strings.TrimPrefix(v.Raw, "+"); !json.Valid([]byte(value)) {
				value = "1"
			}
			if g.Chance(4) {
				value = `"` + v.Raw + `"`
			}
		case *grammar.Text:
			text, _ := json.Marshal(strings.ReplaceAll(v.Decoded, "*", g.One("", "a", "1")))
			value = string(text)
		default:
			value = g.JSONString()
		}
	}
	if g.Chance(3) {
		value = g.JSONValue(1)
	}
	for _, s := range slices.Backward(selector.Steps) {
		switch {
		case s.Kind == grammar.IndexStep:
			value = "[" + strings.Repeat(g.One("0,", "null,"), s.Index) + value + "]"
		case s.Kind == grammar.WildcardStep && g.Chance(2) && s != selector.Steps[0]:
			value = "[" + g.One("", "1,", `"a",`, "null,") + value + g.One("", `,{"a":1}`) + "]"
		case s.Kind == grammar.WildcardStep:
			value = "{" + g.JSONName() + ":" + value + "}"
		default:
			value = fmt.Sprintf("{%q:%s%s}", s.Name, value, g.One("", "", `,"b":1`))
		}
	}
	return strings.TrimSuffix(strings.TrimPrefix(value, "{"), "}")
}

// AimedMessage is an object with members for some conditions of a pattern.
func (g Gen) AimedMessage(p grammar.Pattern) string {
	var members []string
	for n := range grammar.All(p) {
		switch n := n.(type) {
		case *grammar.Comparison, *grammar.Test:
			if !g.Chance(4) {
				members = append(members, g.Aimed(n.(grammar.Expr)))
			}
		}
	}
	g.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	if g.Chance(4) { // so long that shortcuts pay
		unit := g.One("x", "a", `\n`, `{\"a\":`)
		members = slices.Insert(members, g.IntN(len(members)+1), `"pad":"`+strings.Repeat(unit, 300/len(unit))+`"`)
	}
	if g.Chance(3) && len(members) > 0 {
		members = append(members, g.Again(members[g.IntN(len(members))]))
	}
	return "{" + strings.Join(members, g.Blank()+","+g.Blank()) + "}"
}

// Again is a member once more, maybe with another value or its name spelled
// in another way.
func (g Gen) Again(member string) string {
	if g.Chance(2) {
		member = g.One(`"a"`, `"b"`, `"c"`) + ":" + g.JSONValue(1)
	}
	if g.Chance(2) {
		member = strings.Replace(member, `"a"`, `"\u0061"`, 1)
	}
	return member
}

// JSONMessage is a log event for JSON filter patterns, sometimes a broken one.
func (g Gen) JSONMessage(p grammar.Pattern) string {
	text := g.JSONObject(3)
	if g.Chance(2) {
		text = g.AimedMessage(p)
	}
	switch {
	case g.Chance(200): // deep
		n := 10 + g.IntN(300)
		text = `{"a":` + strings.Repeat(`[`, n) + text + strings.Repeat(`]`, n) + "}"
	case g.Chance(25) && len(text) > 1: // cut
		text = text[:g.IntN(len(text))]
	case g.Chance(25): // One byte changed
		at := g.IntN(len(text))
		text = text[:at] + g.One(`"`, "{", "}", ",", ":", "\\", "1", "\x00", "", "e") + text[at+1:]
	case g.Chance(40):
		text = "[" + text + "]"
	case g.Chance(40):
		text += g.One("x", "{}", "\x00", ",")
	}
	return g.Blank() + text + g.Blank()
}
