package analyze

import (
	"slices"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/sample"
)

// texts are all texts of some letters up to a length, shortest first, without
// the empty one.
func texts(letters string, length int) []string {
	all, last := []string{}, []string{""}
	for range length {
		var next []string
		for _, t := range last {
			for _, r := range letters {
				next = append(next, t+string(r))
			}
		}
		all, last = append(all, next...), next
	}
	return all
}

// documents are all objects of few members with few values.
func documents() []string {
	scalars := []string{`"a"`, `"ab"`, `""`, `"1"`, `1`, `1.0`, `2`, `true`, `null`}
	inner := slices.Concat([]string{""}, scalars, []string{`{}`, `[]`})
	for _, v := range scalars {
		inner = append(inner, `{"a":`+v+`}`, `{"b":`+v+`}`, `[`+v+`]`, `["b",`+v+`]`, `[`+v+`,null]`)
		for _, w := range []string{`"a"`, `1`, `null`} {
			inner = append(inner, `{"a":`+v+`,"b":`+w+`}`)
		}
	}
	var all []string
	for _, v := range inner {
		for _, w := range append(slices.Clone(scalars), "", `{"a":1}`, `["a",2]`) {
			var members []string
			if v != "" {
				members = append(members, `"a":`+v)
			}
			if w != "" {
				members = append(members, `"b":`+w)
			}
			all = append(all, "{"+strings.Join(members, ",")+"}")
		}
	}
	return all
}

// small makes patterns about few letters and names, which the brute force can
// decide.
type small struct{ sample.Gen }

func (g small) terms() string {
	if g.Chance(4) {
		return "%" + g.Repeat(1, 3, "", func() string { return g.One("a", "b", "[ab]", "^", "$", ".", "a+", "b*", "a?", " ") }) + "%"
	}
	optional := g.Chance(3)
	return g.Repeat(1, 3, " ", func() string {
		modifier := g.One("", "", "-")
		if optional {
			modifier = "?"
		}
		return modifier + g.One("a", "b", "ab", "aa", `"a b"`, `" "`, `"ba"`)
	})
}

func (g small) delimited() string {
	names := []string{"x", "y"}
	fields := []string{}
	for _, name := range names[:g.IntN(3)] {
		fields = append(fields, g.One("", name, "...", g.Expr(1, func() string {
			return name + g.One("=", "!=") + g.One("a", "b", "*b", "a*", `""`, `"a b"`, `%a$%`, "1", "*")
		}), g.Expr(1, func() string { return name + g.One("<", ">=", "=", "!=") + g.One("1", "11") })))
	}
	return "[" + strings.Join(fields, ", ") + "]"
}

func (g small) numbers() string {
	return "[" + g.One("", "x, ") + g.Expr(1, func() string {
		if g.Chance(3) {
			return "w = " + g.One("5*", "1*", "*e*", "*1", "%^5.e%", "%^[15]+$%", "-*")
		}
		return "w " + g.One("<", ">", "<=", ">=", "=", "!=") + " " + g.One("0", "5", "51", "15", "500", "550", "0.5", "-5", "1.5", "5e1")
	}) + "]"
}

func (g small) json() string {
	return "{ " + g.Expr(2, func() string {
		s := g.One("$.a", "$.a", "$.b", "$.a.a", "$.a[0]", "$.a[1]", "$.*", "$.a.*", "$.a[*]", "$.b[*]", "$.*.a")
		switch g.IntN(6) {
		case 0:
			return s + " " + g.One("IS TRUE", "IS FALSE", "IS NULL", "NOT EXISTS")
		case 1:
			return s + " " + g.One("<", ">", "<=", ">=") + " " + g.One("1", "2", "1.5")
		}
		return s + " " + g.One("=", "!=") + " " + g.One("a", `"a*"`, `"*b"`, `""`, "*", `"1"`, "1", "1.0", "2", "1*", "%a%", "%^1%", "true")
	}) + " }"
}

// TestBruteForce holds the answers against all events of a small world: one
// that lies in a region which was said to be empty is an error.
func TestBruteForce(t *testing.T) {
	lines := texts("ab \"[]1", 5)
	kinds := []struct {
		name    string
		pattern func(small) string
		events  []string
	}{
		{"terms", small.terms, lines},
		{"delimited", small.delimited, lines},
		{"json", small.json, documents()},
		{"numbers", small.numbers, texts("15e-. ", 5)},
		{"hard json", small.json, documents()},
	}
	pairs := some(80)
	for i, a := range kinds {
		for j, b := range kinds {
			if j < i || (a.name == "numbers" || b.name == "numbers" || b.name == "hard json") && i != j {
				continue
			}
			t.Run(a.name+" "+b.name, func(t *testing.T) {
				g := small{sample.New(23, uint64(3*i+j))}
				events := slices.Concat(a.events, b.events)
				if i == j {
					events = a.events
				}
				unknown, missed := 0, 0
				for n := 0; n < pairs; {
					p, err := newPair(a.pattern(g), b.pattern(g))
					if err != nil {
						continue
					}
					n++
					answers := p.answers(Options{hard: a.name == "hard json"})
					shown := map[region2]string{}
					for _, event := range events {
						p.contradict(t, answers, event)
						if r := p.region(event); shown[r] == "" {
							shown[r] = event
						}
					}
					for _, r := range regions {
						f := answers[r]
						if f.answer == Unknown {
							unknown++
							if shown[r] != "" {
								missed++
								t.Logf("%s: %v is said to be unknown, and %q is there", p, r, shown[r])
							} else {
								t.Logf("%s: %v unknown", p, r)
							}
						}
					}
				}
				t.Logf("%d of %d unknown, %d of them with an event", unknown, 4*pairs, missed)
				if unknown > 4*pairs/25 {
					t.Errorf("too much is unknown")
				}
			})
		}
	}
}
