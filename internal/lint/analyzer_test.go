package lint

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/source"
)

// random makes patterns from few words, so that they often meet.
type random struct{ *rand.Rand }

func (r random) pick(list ...string) string { return list[r.IntN(len(list))] }

func (r random) condition(operands ...string) string {
	operand := r.pick(operands...)
	number := r.pick("1", "1.0", "2", "-1", "1e0", "0", "10", "1e400")
	switch r.IntN(4) {
	case 0:
		return operand + " " + r.pick("<", ">", "<=", ">=") + " " + number
	case 1:
		return operand + " " + r.pick("=", "!=") + " " + number
	case 2:
		if operand[0] == '$' {
			return operand + " " + r.pick("IS TRUE", "IS FALSE", "IS NULL", "NOT EXISTS")
		}
	}
	return operand + " " + r.pick("=", "!=") + " " + r.pick(`"a"`, `"ab"`, `"a*"`, `"*b"`, `"*"`, `"1"`, `"1.0"`, `"1*"`, `""`, `a`, `ab`, `*a*`, `"b*b"`, `%a%`, `%^1%`, `"Infinity"`)
}

func (r random) expr(depth int, operands ...string) string {
	if depth == 0 || r.IntN(3) == 0 {
		return r.condition(operands...)
	}
	parts := make([]string, 2+r.IntN(2))
	for i := range parts {
		parts[i] = "(" + r.expr(depth-1, operands...) + ")"
	}
	return strings.Join(parts, r.pick(" && ", " || "))
}

func (r random) pattern() string {
	switch r.IntN(3) {
	case 0:
		terms := make([]string, 1+r.IntN(3))
		for i := range terms {
			terms[i] = r.pick("", "", "-", "?") + r.pick("a", "ab", "b", `"a b"`, `"b"`)
		}
		return strings.Join(terms, " ")
	case 1:
		return "[" + r.expr(2, "w") + ", rest]"
	}
	return "{ " + r.expr(2, "$.a", "$.a", "$.b", "$.a[0]", "$.a[*]") + " }"
}

// messages are log events of every type of value that conditions tell apart.
func messages() [][]byte {
	var all [][]byte
	values := []string{`"a"`, `"ab"`, `"abb"`, `"bab"`, `"b"`, `""`, `"1"`, `"1.0"`, `"2"`, `1`, `1.0`, `1e0`, `2`, `-1`, `0`, `0.5`, `10`, `1e400`, `1e21`,
		`true`, `false`, `null`, `{}`, `[]`, `["a"]`, `["ab", 1, null]`, `[null, true]`, `{"b": "a"}`, `"Infinity"`}
	for _, v := range values {
		all = append(all, []byte(`{"a": `+v+`}`), []byte(`{"b": `+v+`}`))
		for _, w := range values {
			all = append(all, []byte(`{"a": `+v+`, "b": `+w+`}`))
		}
		all = append(all, []byte(strings.Trim(v, `"`)+" x"), []byte(v+" a b"))
	}
	for _, s := range []string{"", " ", "a", "b", "ab", "a b", "b a", "x", "aabb", "1", "1 2"} {
		all = append(all, []byte(s), []byte(s+" y"))
	}
	return all
}

// TestAnalyzerIsSound holds the answers of the prover, and of the
// rules that compare conditions, to what the engine matches.
func TestAnalyzerIsSound(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine, many patterns")
	}
	r := random{rand.New(rand.NewPCG(1, 2))}
	events := messages()
	var answers [4]int
	var before grammar.Pattern
	var beforeMatches []bool
	for range 600 {
		text := r.pattern()
		p, err := grammar.Parse(text)
		if err != nil {
			continue // too many expressions or wildcards
		}
		f, err := engine.Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		matches := make([]bool, len(events))
		some := false
		for i, e := range events {
			matches[i] = f.Match(e)
			some = some || matches[i]
		}
		a := testShare()
		if a.Satisfiable(p) == No {
			answers[0]++
			if some {
				t.Fatalf("%s matches", text)
			}
		}
		checkCovers(t, p, &answers[1])
		checkRedundant(t, p, events, matches, &answers[2])
		if before != nil {
			for _, pair := range [][2]int{{0, 1}, {1, 0}} {
				patterns := []grammar.Pattern{before, p}
				found := [][]bool{beforeMatches, matches}
				if yes, _ := a.Implies(patterns[pair[0]], patterns[pair[1]]); yes != Yes {
					continue
				}
				answers[3]++
				for i := range events {
					if found[pair[0]][i] && !found[pair[1]][i] {
						t.Fatalf("%s does not imply %s: %s", patterns[pair[0]], patterns[pair[1]], events[i])
					}
				}
			}
		}
		before, beforeMatches = p, matches
	}
	for i, n := range answers {
		if n < 3 {
			t.Errorf("only %d answers of kind %d", n, i)
		}
	}
}

func testShare() *share {
	return newProver(budget.New(context.Background(), budget.Command)).share(budget.Command)
}

func exprImplies(p, q grammar.Expr) bool { return testShare().Covers(p, q) == Yes }

func exprText(e grammar.Expr) string { return grammar.Format(&grammar.JSONPattern{Expr: e}) }

// checkCovers holds what FS008 says of two alternatives.
func checkCovers(t *testing.T, p grammar.Pattern, count *int) {
	connectives(p, nil, func(_ *grammar.Or, all []grammar.Expr) {
		for i, a := range all {
			for _, b := range all[i+1:] {
				what := (&patternPass{analyzer: testShare()}).covers(a, b)
				if what == "" || p.Kind() != grammar.JSON {
					continue
				}
				*count++
				either := compile(t, &grammar.JSONPattern{Expr: &grammar.Or{Operands: []grammar.Expr{a, b}}})
				values := []string{"1", "0.5", "-7", "1e3", "0", "10"}
				if what == "text or number" {
					values = append(values, `"a"`, `"1"`, `""`)
				}
				for _, v := range values {
					for _, event := range []string{`{"a": %s, "b": %[1]s}`, `{"a": [%s]}`} {
						message := fmt.Sprintf(event, v)
						if strings.Contains(grammar.Format(&grammar.JSONPattern{Expr: a}), "[") == strings.Contains(message, "[") && !either.Match([]byte(message)) {
							t.Fatalf("%s or %s does not hold for %s", exprText(a), exprText(b), message)
						}
					}
				}
			}
		}
	})
}

// checkRedundant holds that a pattern matches the same without what FS013
// calls superfluous.
func checkRedundant(t *testing.T, p grammar.Pattern, events [][]byte, matches []bool, count *int) {
	json, ok := p.(*grammar.JSONPattern)
	if !ok {
		return
	}
	all := operands(json.Expr)
	for i, b := range all {
		for j, a := range all {
			if i == j {
				continue
			}
			rest := append(append([]grammar.Expr{}, all[:i]...), all[i+1:]...)
			var left grammar.Expr
			switch json.Expr.(type) {
			case *grammar.And:
				if !exprImplies(a, b) {
					continue
				}
				left = &grammar.And{Operands: rest}
			case *grammar.Or:
				if !exprImplies(b, a) {
					continue
				}
				left = &grammar.Or{Operands: rest}
			}
			if len(rest) == 1 {
				left = rest[0]
			}
			*count++
			f := compile(t, &grammar.JSONPattern{Expr: left})
			for k, e := range events {
				if f.Match(e) != matches[k] {
					t.Fatalf("%s: %s has an effect on %s", p, exprText(b), e)
				}
			}
		}
	}
}

func compile(t *testing.T, p grammar.Pattern) *engine.Filter {
	t.Helper()
	parsed, err := grammar.Parse(p.String())
	if err != nil {
		t.Fatal(p, err)
	}
	f, err := engine.Compile(parsed)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestDeepPatterns holds that patterns nested as deeply as they can be are
// judged at once.
func TestDeepPatterns(t *testing.T) {
	deep := "$.a = 1"
	for i := 0; len(deep) < 990; i++ {
		deep = "$.b=" + fmt.Sprint(i%10) + []string{"&&(", "||("}[i%2] + deep + ")"
	}
	wide := "$.a=0" + strings.Repeat("||$.a=0", 140)
	for _, pattern := range []string{deep, wide, strings.Repeat("(", 400) + "$.a=1" + strings.Repeat(")", 400)} {
		Check([]*source.File{patternFile("{" + pattern + "}")}, Options{})
		f := requestFile(t, "a", filterLine(`"g"`, "a", "{"+pattern+"}", "m")+"\n"+filterLine(`"g"`, "b", "{$.c=1||"+pattern+"}", "m"))
		Check([]*source.File{f}, Options{})
	}
	Check([]*source.File{holed(t, strings.Repeat("${x} = ", 300))}, Options{})
	Check([]*source.File{holed(t, "{ $.a = "+strings.Repeat("${x} && ", 120)+" }")}, Options{})
}

// knowing is an analyzer that knows more than the rules see.
type knowing struct {
	*share
	facts       []Fact
	satisfiable Answer
}

func (k knowing) Facts(grammar.Pattern) []Fact                              { return k.facts }
func (k knowing) Satisfiable(grammar.Pattern) Answer                        { return k.satisfiable }
func (k knowing) Implies(grammar.Pattern, grammar.Pattern) (Answer, string) { return Yes, "" }
func (k knowing) Undecided(grammar.Pattern) string                          { return "" }

func TestAnalyzerIsAsked(t *testing.T) {
	const pattern = `{ $.a = 1 && $.b = 2 }`
	first, second := &grammar.Test{At: grammar.Span{Start: 2, End: 9}}, &grammar.Test{At: grammar.Span{Start: 13, End: 20}}
	for _, c := range []struct {
		analyzer knowing
		want     []string
	}{
		{knowing{share: testShare()}, nil},
		{knowing{share: testShare(), satisfiable: No}, []string{"FS007 " + pattern}},
		{knowing{share: testShare(), satisfiable: No, facts: []Fact{{second, true}}}, []string{"FS007 $.b = 2"}},
		{knowing{share: testShare(), facts: []Fact{{first, false}}}, []string{"FS013 $.a = 1"}},
	} {
		if diff := cmp.Diff(c.want, told(patternFile(pattern), Options{Analyzer: c.analyzer})); diff != "" {
			t.Errorf("%+v: %s", c.analyzer, diff)
		}
	}
	f := requestFile(t, "a", filterLine(`"g"`, "a", "x", "m")+"\n"+filterLine(`"g"`, "b", "y", "m"))
	if diff := cmp.Diff([]string{"a FS104 warning request 2"}, toldOf([]*source.File{f}, Options{Analyzer: knowing{}})); diff != "" {
		t.Error(diff)
	}
}
