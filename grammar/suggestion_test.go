package grammar_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/grammar"
)

// refusedPatterns are patterns from public repositories that the service
// refuses.
func refusedPatterns(t testing.TB) []string {
	t.Helper()
	file, err := os.Open("../corpus/patterns/refused.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out []string
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var row struct{ Pattern string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		out = append(out, row.Pattern)
	}
	return out
}

// slips are what people write for something else.
var slips = [][2]string{
	{"=", "=="}, {"=", ":"}, {"=", "=~"}, {"=", " LIKE "}, {"=", " CONTAINS "}, {"&&", "&"}, {"||", "|"}, {"&&", "AND"}, {"||", "or"}, {`"`, "'"},
	{`"`, "“"}, {`"`, ""}, {`"`, `""`}, {`"`, `\"`}, {"{", ""}, {"}", ""}, {"[", ""}, {"]", ""}, {"$.", "$"}, {"$.", ""}, {"$.", "$[\"x\"]."},
	{"(", ""}, {")", ""}, {" ", ""}, {" ", "  "}, {",", ""}, {"%", ""}, {"%", "/"}, {"NOT EXISTS", "EXISTS"}, {"NOT EXISTS", "IS NOT NULL"},
	{"...", ".."}, {"ERROR", "ERROR:"}, {"ERROR", "*ERROR*"}, {" ", " && "}, {" ", " OR "}, {"?", "!"}, {"?", "|"}, {"{ ", "{{ "}, {"*", "%"},
	{`"`, "`"}, {"= ", "IN ("}, {"!=", "<>"}, {"!=", "!~"},
}

// mutated is a pattern with one to three slips, or with other characters.
func mutated(r *rand.Rand, pattern string) string {
	for range 1 + r.IntN(3) {
		slip := slips[r.IntN(len(slips))]
		places := strings.Count(pattern, slip[0])
		switch {
		case pattern == "":
		case places > 0 && r.IntN(4) > 0:
			parts := strings.SplitN(pattern, slip[0], 2+r.IntN(places))
			last := len(parts) - 1
			pattern = strings.Join(parts[:last], slip[0]) + slip[1] + parts[last]
		default:
			const odd = `{}[]()"'%$.*=!<>&|?-:,;/\ ` + "“”é\xff\n"
			i, j := r.IntN(len(pattern)+1), r.IntN(len(odd))
			pattern = pattern[:i] + odd[j:j+1] + pattern[min(len(pattern), i+r.IntN(2)):]
		}
	}
	return pattern
}

// TestSuggestions takes every suggestion that is made: none is refused.
func TestSuggestions(t *testing.T) {
	suggested, whole := 0, 0
	check := func(pattern string) {
		_, err := grammar.Parse(pattern)
		var all grammar.Errors
		if !errors.As(err, &all) {
			return
		}
		checkErrors(t, pattern, err)
		for _, e := range all {
			if e.Edit != nil {
				suggested++
			}
			if e.Suggestion != "" {
				whole++
			}
		}
	}
	for _, b := range brokenPatterns(t) {
		check(b.Pattern)
	}
	asked, err := os.ReadFile("testdata/asked.txt") // what people asked about, and siblings
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(asked)) {
		check(strings.TrimSuffix(line, "\n"))
	}
	real := append(realPatterns(t), refusedPatterns(t)...)
	for _, p := range real {
		check(p)
	}
	r := rand.New(rand.NewPCG(18, 11))
	for range 4000 {
		check(mutated(r, real[r.IntN(len(real))]))
	}
	if suggested < 1500 || whole < 1000 {
		t.Errorf("only %d edits and %d suggestions", suggested, whole)
	}
}

// TestOneMistake has patterns with one mistake: each is told once.
func TestOneMistake(t *testing.T) {
	for _, pattern := range []string{
		`{ ($.a = 1) AND ($.b = 2) }`, `{ ($.a = 1) or ($.b = 2) }`, `{ ($.a = 1) | ($.b = 2) }`, `[w1, action IN (REJECT, DROP), w2]`,
		`{ $.action IN ("REJECT", "DROP") }`, `{ $.action not in ['a', 'b'] && $.b = 1 }`, `[a, b] || [c, d]`, `{$.a = 1} OR {$.b = 2}`,
		`{"my":"json message"}`, `“failed login”`, `{ $.a = ‘x’ }`, `"{"my":"json message"}"`, `{ $.a =~ /x.*y/ }`, "?\"a\"||?\"b\"",
		"`{ $.x = 1 }`", `$.a = 1 && $.b = 2`, `fields @timestamp, @message | filter @message like /ERROR/ | sort @timestamp desc`,
		`ERROR && (timeout || refused)`, `*ERROR*`, `^ERROR.*timeout$`, `{ $.a : "x" }`, `{ $.a = http://x/y?z=1&b=2 }`,
	} {
		_, err := grammar.Parse(pattern)
		var all grammar.Errors
		if !errors.As(err, &all) || len(all) != 1 {
			t.Errorf("%s: %v", pattern, err)
		}
	}
}

// TestDoubleQuotedNames mends all names of a selector at once, however many
// there are.
func TestDoubleQuotedNames(t *testing.T) {
	for _, tt := range [][2]string{
		{`{ $.["a b"] = 1 }`, `{ $.['a b'] = 1 }`},
		{`{ $.["a b"].["c"].d[0].["e"].f = 1 }`, `{ $.['a b'].['c'].d[0].['e'].f = 1 }`},
		{`{ $.x.["a"].['b.["c"]'].["d"] = 1 }`, `{ $.x.['a'].['b.["c"]'].['d'] = 1 }`},
		{"{ $" + strings.Repeat(`.b.["x y"]`, 40) + " = 1 }", "{ $" + strings.Repeat(`.b.['x y']`, 40) + " = 1 }"},
	} {
		_, err := grammar.Parse(tt[0])
		var found grammar.Errors
		if !errors.As(err, &found) || len(found) != 1 || found[0].Suggestion != tt[1] || !found[0].Safe {
			t.Errorf("%s: %+v", tt[0], err)
		}
	}
}
