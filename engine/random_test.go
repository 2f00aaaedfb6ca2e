package engine

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/oracle"
)

// generator makes patterns and messages that have something to do with each
// other.
type generator struct{ *rand.Rand }

func (g generator) pick(from ...string) string { return from[g.IntN(len(from))] }

func (g generator) value() string {
	return g.pick(`"x"`, `x`, `1`, `1.0`, `1e0`, `-2`, `"1"`, `"*"`, `x*`, `*y`, `"x*y"`, `"1*"`, `%x%`, `%^1%`, `%[0-9]\.0%`,
		`""`, `"x\"y"`, `9007199254740993`, `1e309`, `1e-999`, `0`, `true`, `"é*"`, `1.0E21`, `*E*`)
}

func (g generator) selector() string {
	return "$." + g.pick("a", "a", "b", "a.b", "a[0]", "a[1].b", "a[*]", "a.*", "a[*].b", "*", "['a.b']", "b.a[0]", "a[0][1]")
}

func (g generator) condition() string {
	switch g.IntN(6) {
	case 0:
		return g.selector() + " " + g.pick("IS NULL", "IS TRUE", "IS FALSE", "NOT EXISTS", "not exists")
	case 1:
		return g.selector() + g.pick(" > ", " < ", "<=", ">=") + g.pick("0", "1", "1.5", "-2", "9007199254740992", "1e308")
	default:
		return g.selector() + g.pick(" = ", "!=") + g.value()
	}
}

func (g generator) expr(depth int, condition func() string) string {
	if depth == 0 || g.IntN(3) == 0 {
		return condition()
	}
	e := g.expr(depth-1, condition) + g.pick(" && ", " || ", "||") + g.expr(depth-1, condition)
	if g.IntN(2) == 0 {
		return "(" + e + ")"
	}
	return e
}

func (g generator) jsonValue(depth int) string {
	if depth > 0 {
		switch g.IntN(5) {
		case 0:
			return g.object(depth - 1)
		case 1:
			var items []string
			for range g.IntN(4) {
				items = append(items, g.jsonValue(depth-1))
			}
			return "[" + strings.Join(items, g.pick(",", " , ")) + "]"
		}
	}
	return g.pick(`"x"`, `"xy"`, `"x y"`, `"1"`, `"01"`, `1`, `1.0`, `1e0`, `1e3`, `-2`, `-0.0`, `9007199254740993`, `1e309`, `1e-999`, `1e21`, `1.5e-7`,
		`true`, `false`, `null`, `""`, `"\u0078"`, `"x\"y"`, `"\u00e9z"`, `"é"`, `"\ud83d\ude00"`, `"\/"`, `"true"`, `{}`, `[]`, `"1.0E21"`, `100000000000000000000`)
}

func (g generator) object(depth int) string {
	var members []string
	for range g.IntN(5) {
		name := g.pick(`"a"`, `"a"`, `"b"`, `"a.b"`, `"\u0061"`, `"c"`)
		members = append(members, name+g.pick(":", " : ")+g.jsonValue(depth))
	}
	return "{" + strings.Join(members, g.pick(",", ",\n ")) + "}"
}

func (g generator) event() string {
	e := g.object(3)
	switch g.IntN(20) {
	case 0:
		return e[:g.IntN(len(e))]
	case 1:
		return e + g.pick(" ", "x", "{}", "\n")
	case 2:
		return g.pick("\t", "INFO ", "[") + e
	default:
		return e
	}
}

func (g generator) fields() string {
	var fields []string
	ellipsis := false
	for i := range g.IntN(5) {
		name := fmt.Sprintf("f%d", i)
		switch g.IntN(6) {
		case 0:
			fields = append(fields, "")
		case 1:
			if !ellipsis {
				ellipsis = true
				fields = append(fields, "...")
			}
		case 2, 3:
			fields = append(fields, name)
		default:
			fields = append(fields, g.expr(1, func() string {
				return name + g.pick("=", "!=", " = ") + g.pick("x", "1", `"1"`, "x*", "*", "%x%", `"a b"`, "-2", "1.0")
			}))
		}
	}
	return "[" + strings.Join(fields, ",") + "]"
}

func (g generator) line() string {
	var b strings.Builder
	for range g.IntN(7) {
		b.WriteString(g.pick("x", "1", "1.0", "01", "-2", "xy", `"a b"`, "[a b]", `"`, "[", `""`, `"x"y`, "é", "\x00", "x\ny", `"1"`))
		b.WriteString(g.pick(" ", " ", "  ", "\t", ""))
	}
	return b.String()
}

func (g generator) termsPattern() string {
	var terms []string
	for range 1 + g.IntN(3) {
		terms = append(terms, g.pick("", "", "-", "?", "?")+g.pick("x", "xy", `"a b"`, "1", "é", `"\""`, "1.0"))
	}
	return strings.Join(terms, " ")
}

// TestRandomAgainstOracle plays random patterns over random messages.
func TestRandomAgainstOracle(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(7, 8))}
	for _, kind := range []struct {
		name    string
		pattern func() string
		message func() string
	}{
		{"json", func() string { return "{ " + g.expr(2, g.condition) + " }" }, g.event},
		{"delimited", g.fields, g.line},
		{"terms", g.termsPattern, g.line},
	} {
		t.Run(kind.name, func(t *testing.T) {
			matched, all := 0, 0
			for range 4000 {
				pattern := kind.pattern()
				p, err := grammar.Parse(pattern)
				if err != nil {
					continue // beyond a limit
				}
				for range 12 {
					message := kind.message()
					againstOracle(t, pattern, message)
					all++
					if oracle.Match(p, message) {
						matched++
					}
				}
			}
			t.Logf("%d of %d messages match", matched, all)
			if all < 20000 || matched < all*15/100 || matched > all*85/100 {
				t.Errorf("%d of %d messages match: the test says little", matched, all)
			}
		})
	}
}
