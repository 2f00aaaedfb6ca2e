package analyze

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/grammar"
)

// list joins what is made of 0 to n-1.
func list(n int, by string, one func(i int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = one(i)
	}
	return strings.Join(parts, by)
}

// word is one of 676 words of two letters, not in their order.
func word(i int) string {
	i = i * 7 % 676
	return string(rune('a'+i/26)) + string(rune('a'+i%26))
}

func stars(n int, by, format string) string {
	return "{ " + list(n, by, func(i int) string { return fmt.Sprintf(format, word(i)) }) + " }"
}

// named is a filter pattern as people write them, with names of AWS.
func named(n int, by, op string) string {
	names := strings.Fields("Policy Role User Group Key Bucket Trail Vpc Subnet Gateway Route Network Acl Security Config Instance Volume Image Snapshot Alarm")
	return list(n, by, func(i int) string { return `$.eventName ` + op + ` "*` + names[i] + `*"` })
}

// TestHardQuestions asks for the facts of patterns of up to 1,024 characters,
// and compares each with another one. What a pattern may take is counted, not
// timed; of those that are decided the bound on the steps is near what they
// take.
func TestHardQuestions(t *testing.T) {
	for _, tt := range []struct {
		name, pattern string
		decided       bool
		most          int
	}{
		{"conjunctive", "{ " + list(47, "&&", func(i int) string { return fmt.Sprintf("($.a%d=1||$.b%d=2)", i, i) }) + " }", true, 10_000_000},
		{"disjunctive", "{ " + list(47, "||", func(i int) string { return fmt.Sprintf("($.a%d=1&&$.b%d=2)", i, i) }) + " }", true, 10_000_000},
		{"any of 78", stars(78, "||", `$.a="*%s*"`), true, 20_000_000},
		{"all of 78", stars(78, "&&", `$.a="*%s*"`), true, 20_000_000},
		{"none of 78", stars(78, "&&", `$.a!="*%s*"`), true, 20_000_000},
		{"any beginning", stars(78, "||", `$.a="%s*"`), true, 20_000_000},
		{"any end", stars(78, "||", `$.a="*%s"`), true, 20_000_000},
		{"a field", "[" + list(90, "||", func(i int) string { return `w=*` + word(i) + `*` }) + ", ...]", true, 60_000_000},
		{"words", list(227, " ", func(i int) string { return fmt.Sprintf("%c%d", 'a'+i%26, i) }), true, 40_000_000},
		{"optional words", list(170, " ", func(i int) string { return fmt.Sprintf("?%c%d", 'a'+i%26, i) }), true, 40_000_000},
		{"names", "{ $.eventSource = iam.amazonaws.com || " + named(15, " || ", "=") + " }", true, 2_000_000},
		{"excluded names", "{ $.eventSource = iam.amazonaws.com && " + named(20, " && ", "!=") + " }", true, 2_000_000},
		{"intervals", "{ " + list(45, "||", func(i int) string { return fmt.Sprintf("($.a>%d&&$.a<%d)", 2*i, 2*i+1) }) + " }", true, 50_000_000},
		{"digits", stars(60, "||", `$.a="*1%s*"`), true, 50_000_000},
		{"states", `{ $.x = %[ab]*a[ab]{900}% && $.x = %b% }`, false, 10_000_000},
		{"more states", `{ $.x = %^[ab]*a[ab]{20}$% || $.x = %^[ab]*b[ab]{20}$% }`, false, 10_000_000},
		{"long states", `{ $.x = %[a-z]{900}x% && $.x != %[a-z]{900}y% }`, true, 10_000_000},
		{"long states of a line", `%[a-z]{1,900}x%`, true, 10_000_000},
		{"too many states", "{ $.x = %" + strings.Repeat("[a-z]{1000}", 90) + "% && $.x = %b% }", false, 1000},
		{"too many states of a line", "%" + strings.Repeat("[a-z]{1000}", 90) + "%", false, 1000},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if len(tt.pattern) > 1024 {
				t.Fatalf("%d characters", len(tt.pattern))
			}
			p := parse(t, tt.pattern)
			b := budget.New(context.Background(), tt.most)
			opts := Options{Steps: budget.Command / 4, Work: b}
			before := allocated()
			_, undecided := Facts(p, opts)
			if (undecided == "") != tt.decided {
				t.Errorf("the facts are undecided: %q", undecided)
			}
			if undecided != "" && !strings.HasPrefix(undecided, "too large to prove") {
				t.Errorf("undecided: %s", undecided)
			}
			Compare(p, parse(t, `{ $.a = "*ab*" }`), opts)
			Compare(p, p, opts)
			if b.Used() > tt.most+200_000 {
				t.Errorf("%d steps", b.Used())
			}
			if bytes := allocated() - before; !raceDetector && bytes > 40<<20+bytesPerStep*uint64(b.Used()) {
				t.Errorf("%d bytes for %d steps", bytes, b.Used())
			}
			t.Logf("%d steps, %d bytes", b.Used(), allocated()-before)
		})
	}
}

// TestLargeEquals compares patterns of many alternatives with themselves in
// another order, and with one of which a value differs.
func TestLargeEquals(t *testing.T) {
	clause := func(join, by string, n, changed int) string {
		return "{ " + list(n, by, func(i int) string {
			value := 1
			if i == changed {
				value = 9
			}
			return fmt.Sprintf("($.a%d=%d%s$.b%d=2)", i, value, join, i)
		}) + " }"
	}
	backward := func(pattern, by string) string {
		parts := strings.Split(strings.TrimSuffix(strings.TrimPrefix(pattern, "{ "), " }"), by)
		slices.Reverse(parts)
		return "{ " + strings.Join(parts, by) + " }"
	}
	for _, c := range [][2]string{{"||", "&&"}, {"&&", "||"}} {
		p := clause(c[0], c[1], 47, -1)
		r := Compare(parse(t, p), parse(t, backward(p, c[1])), Options{})
		if r.Relation != RelationEquivalent || r.Steps > 5_000_000 {
			t.Errorf("%s backward: %s in %d steps", c[1], r.Relation, r.Steps)
		}
		r = Compare(parse(t, p), parse(t, backward(clause(c[0], c[1], 47, 30), c[1])), Options{})
		if r.Relation != RelationOverlapping || r.Steps > 5_000_000 {
			t.Errorf("%s with another value: %s in %d steps", c[1], r.Relation, r.Steps)
		}
	}
	names := "{ " + named(15, " || ", "=") + " }"
	if r := Compare(parse(t, names), parse(t, backward(names, " || ")), Options{}); r.Relation != RelationEquivalent || r.Steps > 2_000_000 {
		t.Errorf("names: %s in %d steps", r.Relation, r.Steps)
	}
}

// bytesPerStep is how much memory a step may take, in all: what is given back
// in between counts, too.
const bytesPerStep = 16

// allocated is how much memory has been asked for.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// TestContextEndsAProof ends a question that would take its time.
func TestContextEndsAProof(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, text := range []string{
		`{ $.x = %^[ab]*a[ab]{20}$% || $.x = %^[ab]*b[ab]{20}$% }`, `%[ab]*a[ab]{20}%`, `[w = %[ab]*a[ab]{20}%, x = %[ab]*b[ab]{20}%]`,
	} {
		b := budget.New(ctx, budget.Command)
		r := Satisfiable(parse(t, text), Options{Work: b})
		_, undecided := Facts(parse(t, text), Options{Work: b})
		if r.Answer == Yes && r.Event == "" || undecided == "" && r.Answer == Unknown || !errors.Is(b.Err(), context.Canceled) {
			t.Errorf("%s: %+v, %q, %v", text, r, undecided, b.Err())
		}
		if b.Used() > 1_000_000 {
			t.Errorf("%s: %d steps after the end", text, b.Used())
		}
	}
}

// TestRegexCap tells what is beyond proof from what is not.
func TestRegexCap(t *testing.T) {
	at, beyond := parse(t, `{ $.a = %[ab]{1000}[ab]{1000}[ab]{1000}[ab]{1000}% }`), parse(t, `{ $.a = %[ab]{1000}[ab]{1000}[ab]{1000}[ab]{1000}[ab]{100}% }`)
	if r := Satisfiable(at, Options{}); r.Reason == reasonRegex {
		t.Errorf("4000 states: %+v", r)
	}
	for _, r := range []Result{Satisfiable(beyond, Options{}), Implies(at, beyond, Options{}), Disjoint(beyond, at, Options{})} {
		if r.Answer != Unknown || !r.TooLarge || r.Reason != reasonRegex {
			t.Errorf("4100 states: %+v", r)
		}
	}
	if r := Implies(beyond, parse(t, grammar.Format(beyond)), Options{}); r.Answer != Yes {
		t.Errorf("it does not imply itself: %+v", r)
	}
}
