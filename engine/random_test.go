package engine

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/grammar"
)

// gen makes patterns and messages out of few words, so that they often meet.
type gen struct{ *rand.Rand }

func (g gen) one(of ...string) string { return of[g.IntN(len(of))] }

// chance is true once in n times.
func (g gen) chance(n int) bool { return g.IntN(n) == 0 }

func (g gen) repeat(least, most int, separator string, piece func() string) string {
	var pieces []string
	for range least + g.IntN(most-least+1) {
		pieces = append(pieces, piece())
	}
	return strings.Join(pieces, separator)
}

func (g gen) word() string { return g.one("a", "b", "ab", "ba", "aa", "é", "1", "1.0", "12", "ERROR") }

func (g gen) termsPattern() string {
	if g.chance(6) {
		return "%" + g.regexSource() + "%"
	}
	mode := g.IntN(3)
	return g.repeat(1, 4, g.one(" ", "  ", "\n"), func() string {
		modifier := ""
		switch {
		case mode == 1:
			modifier = "?"
		case g.chance(3):
			modifier = g.one("-", "?", "- ")
		}
		if g.chance(3) {
			return modifier + `"` + g.one("a b", " ", "b  a", `a\"b`, `\\`, "a*", "\n", `a\b`, "ERROR a") + `"`
		}
		return modifier + g.word()
	})
}

func (g gen) regexSource() string {
	return g.repeat(1, 3, "", func() string {
		return g.one("a", "b", "^", "$", ".", "[ab]", "[^a]", `\d`, `\s`, `\W`, "ER+", `1\.0`, "|", `\x61`) + g.one("", "", "", "*", "+", "?", "{1,2}")
	})
}

func (g gen) line(grammar.Pattern) string {
	return g.repeat(0, 7, "", func() string {
		return g.word() + g.one("", " ", " ", "  ", "\n", "\t", `"`, `\`, "*", "\x00", "\xff", "\r\n", "_")
	})
}

func (g gen) delimitedPattern() string {
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
		case g.chance(4):
			fields = append(fields, "")
		case g.chance(2):
			fields = append(fields, names[i])
		default:
			fields = append(fields, g.expr(2, func() string { return g.fieldCondition(names[i]) }))
		}
	}
	if n == ellipsis {
		fields = append(fields, "...")
	}
	return "[" + strings.Join(fields, g.one(",", ", ")) + "]"
}

func (g gen) fieldCondition(name string) string {
	if g.chance(4) {
		return name + g.one("<", ">", "<=", " >= ") + g.patternNumber()
	}
	return name + g.one("=", " != ", "=") + g.patternValue()
}

func (g gen) fieldLine(grammar.Pattern) string {
	return g.one("", "", "", " ", "\t ") + g.repeat(0, 6, "", func() string {
		v := g.word()
		switch g.IntN(9) {
		case 0:
			v = `"` + v + g.one("", " b", " [", "  ") + `"`
		case 1:
			v = "[" + v + g.one("", " b", ` "`) + "]"
		case 2:
			v = g.one(`"`, "[", "]", `a"b`, `""`, "[]", `"b"c`, "[a]b", "\xff", "\x00", `\"`, "*", "[[a]]")
		case 3:
			v = g.number()
		}
		return v + g.one(" ", " ", " ", "  ", "\t", " \t ", "\r\n", "\u00a0")
	})
}

// expr joins conditions; group says whether parentheses are tried.
func (g gen) expr(depth int, condition func() string) string {
	if depth == 0 || g.chance(2) {
		return condition()
	}
	operands := func() string {
		if g.chance(4) {
			return "(" + g.expr(depth-1, condition) + ")"
		}
		return g.expr(depth-1, condition)
	}
	return operands() + g.one(" && ", " || ", "||") + operands()
}

func (g gen) jsonPattern() string {
	return "{" + g.one("", " ", "\n") + g.expr(3, g.jsonCondition) + g.one("", " ") + "}"
}

func (g gen) selector() string {
	s := "$" + g.repeat(1, 1+g.IntN(2), "", func() string {
		return g.one(".a", ".a", ".a", ".a", ".b", ".b", ".c", ".*", ".['x y']")
	})
	if g.chance(5) {
		s += g.one("[0]", "[1]", "[*]", "[*]", "[*].a", "[0].b")
	}
	return s
}

func (g gen) jsonCondition() string {
	s := g.selector()
	switch g.IntN(8) {
	case 0:
		return s + " " + g.one("IS TRUE", "IS FALSE", "IS NULL", "NOT EXISTS", "is null", "NOT EXISTS")
	case 1, 2:
		return s + " " + g.one("<", ">", "<=", ">=") + " " + g.patternNumber()
	case 3:
		return s + " " + g.one("=", "!=") + " *"
	default:
		return s + " " + g.one("=", "!=") + " " + g.patternValue()
	}
}

func (g gen) patternNumber() string {
	return g.one("0", "1", "-1", "+1", "1.0", "1e0", "2", "12", "0.1", ".5", "1.", "-0.0", "1e2", "1e309", "-1e400", "1e-400", "9007199254740993", "1e2147483647", "12.5e-1", "100")
}

func (g gen) patternValue() string {
	switch g.IntN(5) {
	case 0:
		return g.patternNumber()
	case 1:
		return g.one("a*", "*b", "*a*b", "a*a", "**", "*1*", "1*", "*.*", "1.*", "*E*", "-*", "*aa", "a*b*a")
	case 2:
		return `"` + g.one("", "*", "a", "a*", "*a", "1", "1.0", "*0", `a\"b`, `\\`, "a b", `\n`, "é", "?", "Infinity", "*\x00*", "12", "100.0", "true", "null", "ab*") + `"`
	case 3:
		return "%" + g.regexSource() + "%"
	default:
		return g.one("a", "b", "ab", "aa", "true", "null", "é", "ERROR", "a-b", "a.b", "1a")
	}
}

func (g gen) number() string {
	return g.one("0", "1", "1", "-1", "1.0", "1e0", "2", "12", "0.1", "0.5", "1.25", "100", "1E2", "-0.0", "-0", "1e21", "1e-7", "1e309", "-1e400",
		"1e-400", "9007199254740993", "9007199254740992", "9007199254740992.5", "1"+strings.Repeat("0", 400), "1e99999999999999999999", "0e99999999999", "12.50")
}

func (g gen) jsonString() string {
	return `"` + g.one("", "", g.repeat(0, 3, "", func() string {
		return g.one("a", "b", "é", "1", "1.0", "ERROR", `\u0061`, `\u0062`, `\"`, `\\`, `\n`, `\/`, `\ud83d\ude00`, `\ud83d`, `\ude00\ud83d`, `\u0000`, "\xff", "*", " ", "true", "{", "]")
	}), g.one("a", "ab", "aa", "1", "12", "x y", "true", `a\"b`, `\\`, "Infinity")) + `"`
}

func (g gen) jsonName() string {
	return g.one(`"a"`, `"a"`, `"b"`, `"c"`, `"x y"`, `"\u0061"`, `"x\u0020y"`, `"A"`, `""`, `"\""`, `"a\u0000"`, "\"\xff\"")
}

func (g gen) blank() string { return g.one("", "", "", "", " ", "\n", "\r\n", "\t") }

func (g gen) jsonValue(depth int) string {
	n := 11
	if depth == 0 {
		n = 6
	}
	switch g.IntN(n) {
	case 0, 1:
		return g.number()
	case 2, 3:
		return g.jsonString()
	case 4:
		return g.one("true", "false")
	case 5:
		return "null"
	case 6, 7:
		return "[" + g.blank() + g.repeat(0, 3, ",", func() string { return g.blank() + g.jsonValue(depth-1) + g.blank() }) + "]"
	default:
		return g.jsonObject(depth - 1)
	}
}

func (g gen) jsonObject(depth int) string {
	return "{" + g.blank() + g.repeat(0, 7, ",", func() string {
		return g.blank() + g.jsonName() + g.blank() + ":" + g.blank() + g.jsonValue(depth) + g.blank()
	}) + "}"
}

// aimed is a member that a condition looks at, often with a value to its
// taste.
func (g gen) aimed(e grammar.Expr) string {
	var selector *grammar.Selector
	var value string
	switch e := e.(type) {
	case *grammar.Test:
		selector, value = e.Selector, g.one("true", "false", "null", "[1,null]")
	case *grammar.Comparison:
		selector = e.Left.(*grammar.Selector)
		switch v := e.Value.(type) {
		case *grammar.Number:
			if value = strings.TrimPrefix(v.Raw, "+"); !json.Valid([]byte(value)) {
				value = "1"
			}
			if g.chance(4) {
				value = `"` + v.Raw + `"`
			}
		case *grammar.Text:
			text, _ := json.Marshal(strings.ReplaceAll(v.Decoded, "*", g.one("", "a", "1")))
			value = string(text)
		default:
			value = g.jsonString()
		}
	}
	if g.chance(3) {
		value = g.jsonValue(1)
	}
	for _, s := range slices.Backward(selector.Steps) {
		switch {
		case s.Kind == grammar.IndexStep:
			value = "[" + strings.Repeat(g.one("0,", "null,"), s.Index) + value + "]"
		case s.Kind == grammar.WildcardStep && g.chance(2) && s != selector.Steps[0]:
			value = "[" + g.one("", "1,", `"a",`, "null,") + value + g.one("", `,{"a":1}`) + "]"
		case s.Kind == grammar.WildcardStep:
			value = "{" + g.jsonName() + ":" + value + "}"
		default:
			value = fmt.Sprintf("{%q:%s%s}", s.Name, value, g.one("", "", `,"b":1`))
		}
	}
	return strings.TrimSuffix(strings.TrimPrefix(value, "{"), "}")
}

// aimedMessage is an object with members for some conditions of a pattern.
func (g gen) aimedMessage(p grammar.Pattern) string {
	var members []string
	grammar.Walk(p, func(n grammar.Node) bool {
		switch n := n.(type) {
		case *grammar.Comparison, *grammar.Test:
			if !g.chance(4) {
				members = append(members, g.aimed(n.(grammar.Expr)))
			}
		}
		return true
	})
	g.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return "{" + strings.Join(members, g.blank()+","+g.blank()) + "}"
}

func (g gen) jsonMessage(p grammar.Pattern) string {
	text := g.jsonObject(3)
	if g.chance(2) {
		text = g.aimedMessage(p)
	}
	switch {
	case g.chance(200): // deep
		n := 10 + g.IntN(300)
		text = `{"a":` + strings.Repeat(`[`, n) + text + strings.Repeat(`]`, n) + "}"
	case g.chance(25) && len(text) > 1: // cut
		text = text[:g.IntN(len(text))]
	case g.chance(25): // one byte changed
		at := g.IntN(len(text))
		text = text[:at] + g.one(`"`, "{", "}", ",", ":", "\\", "1", "\x00", "", "e") + text[at+1:]
	case g.chance(40):
		text = "[" + text + "]"
	case g.chance(40):
		text += g.one("x", "{}", "\x00", ",")
	}
	return g.blank() + text + g.blank()
}

func TestRandomPatternsWithOracle(t *testing.T) {
	for i, tt := range []struct {
		kind     grammar.Kind
		pattern  func(gen) string
		message  func(gen, grammar.Pattern) string
		patterns int
	}{
		{grammar.Terms, gen.termsPattern, gen.line, 1500},
		{grammar.Delimited, gen.delimitedPattern, gen.fieldLine, 2000},
		{grammar.JSON, gen.jsonPattern, gen.jsonMessage, 3000},
	} {
		t.Run(fmt.Sprint(tt.kind), func(t *testing.T) {
			g := gen{rand.New(rand.NewPCG(11, uint64(i)))}
			matches, pairs, refused := 0, 0, 0
			for n := 0; n < tt.patterns; {
				text := tt.pattern(g)
				p, err := grammar.Parse(text)
				if err != nil { // too many wildcards, a repeated operator
					if refused++; refused > tt.patterns {
						t.Fatalf("most patterns are refused, such as %q: %v", text, err)
					}
					continue
				}
				n++
				if p.Kind() != tt.kind {
					t.Fatalf("%q is a %s pattern", text, p.Kind())
				}
				f, err := Compile(p)
				if err != nil {
					t.Fatalf("%q: %v", text, err)
				}
				for range 12 {
					pairs++
					if agree(t, f, tt.message(g, p)) {
						matches++
					}
				}
			}
			t.Logf("%d of %d pairs match (%d%%); %d patterns refused", matches, pairs, 100*matches/pairs, refused)
			if matches < pairs/6 || matches > pairs*5/6 {
				t.Errorf("the test says little")
			}
		})
	}
}
