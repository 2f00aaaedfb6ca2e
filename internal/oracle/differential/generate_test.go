package differential

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/logsieve/logsieve/corpus"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/sample"
)

// world is what is known of patterns and log events before any are made up.
type world struct {
	patterns []string // of the corpus, refused ones too
	events   map[grammar.Kind][]string
}

func newWorld(t *testing.T) world {
	t.Helper()
	w := world{events: map[grammar.Kind][]string{}}
	for _, glob := range []string{"*.json", "captured/*.json", "patterns/*.jsonl", "logs/*.log", "logs/*.jsonl"} {
		files, err := fs.Glob(corpus.FS(), glob)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := fs.ReadFile(corpus.FS(), file)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case strings.HasPrefix(file, "logs/"):
				w.addLog(string(text))
			case strings.HasPrefix(file, "patterns/"):
				w.addPatterns(t, file, string(text))
			default:
				w.addCases(t, file, text)
			}
		}
	}
	return w
}

func (w *world) addLog(text string) {
	n := 0
	for line := range strings.Lines(text) {
		kind := grammar.Delimited
		if strings.HasPrefix(line, "{") {
			kind = grammar.JSON
		}
		w.events[kind] = append(w.events[kind], line)
		w.events[grammar.Terms] = append(w.events[grammar.Terms], line)
		if n++; n == 100 {
			return
		}
	}
}

func (w *world) addPatterns(t *testing.T, file, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		var p struct{ Pattern string }
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		w.patterns = append(w.patterns, p.Pattern)
	}
}

func (w *world) addCases(t *testing.T, file string, text []byte) {
	t.Helper()
	var suite struct {
		Cases []struct {
			Request struct {
				FilterPattern    string
				LogEventMessages []string
			}
		}
	}
	if err := json.Unmarshal(text, &suite); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	for _, c := range suite.Cases {
		w.patterns = append(w.patterns, c.Request.FilterPattern)
		p, err := grammar.Parse(c.Request.FilterPattern)
		if err != nil {
			continue
		}
		for _, m := range c.Request.LogEventMessages {
			if len(m) < 2000 {
				w.events[p.Kind()] = append(w.events[p.Kind()], m)
			}
		}
	}
}

// gen makes up patterns and log events, and changes those of the world.
type gen struct {
	sample.Gen
	world
}

// pattern is a filter pattern, sometimes a refused one.
func (g gen) pattern() string {
	switch g.IntN(12) {
	case 0, 1:
		return g.TermsPattern()
	case 2, 3:
		return g.DelimitedPattern()
	case 4, 5:
		return g.JSONPattern()
	case 6:
		return g.known()
	case 7, 8:
		return g.mutated(g.known(), 1+g.IntN(3))
	case 9:
		return g.longRegex()
	default:
		return g.hostile()
	}
}

func (g gen) known() string { return g.patterns[g.IntN(len(g.patterns))] }

// pieces are what a change of a pattern or a log event adds.
var pieces = []string{
	`"`, `\`, `*`, "?", "-", "%", "[", "]", "{", "}", "(", ")", ",", " ", "  ", ".", "...", "$", "$.a", "=", "!=", "<", ">=", "&&", "||", " IS TRUE", " NOT EXISTS",
	"1", "1.0", "-0", "1e400", "a", "é", "\u00a0", "\t", "^", "\\d", "[*]", "[0]", ".*", `\u0061`, "null", "true", ":", "\x00",
}

// mutated is a text after some changes, each at the border of a character.
func (g gen) mutated(text string, changes int) string {
	for range changes {
		chars := []rune(text)
		if len(chars) == 0 || !utf8.ValidString(text) {
			return text
		}
		from := g.IntN(len(chars))
		to := min(len(chars), from+1+g.IntN(4))
		switch g.IntN(4) {
		case 0:
			text = string(chars[:from]) + string(chars[to:])
		case 1:
			text = string(chars[:to]) + string(chars[from:])
		case 2:
			text = string(chars[:from]) + g.One(pieces...) + string(chars[from:])
		default:
			text = string(chars[:from]) + g.One(pieces...) + string(chars[to:])
		}
	}
	return text
}

// longRegex is a pattern whose regular expression has more states than proofs
// and tables take.
func (g gen) longRegex() string {
	source := g.Repeat(1, 4, "", func() string {
		least := []int{0, 1, 14, 400, 1000}[g.IntN(5)]
		return g.One("[ab]*a", "", "", "^") + g.One("[a-z]", "[ab]", "a", ".", `\d`, `[^"]`, `\w`) + fmt.Sprintf("{%d,%d}", least, min(1000, least+[]int{0, 3, 600}[g.IntN(3)])) + g.One("", "", "b", "$", "|ER+OR")
	})
	switch g.IntN(4) {
	case 0:
		return "[w, x=%" + source + "%, ...]"
	case 1:
		return "%" + source + "%"
	default:
		return "{ $.a " + g.One("=", "!=") + " %" + source + "% " + g.One("", "&& $.b = 1 ", "|| $.c = %[ab]{12}a% ") + "}"
	}
}

// hostile is a pattern with much of one thing.
func (g gen) hostile() string {
	n := 5 + g.IntN(40)
	several := func(separator string, piece func() string) string { return g.Repeat(n, n, separator, piece) }
	switch g.IntN(8) {
	case 0:
		return "{ " + several(g.One(" || ", " && "), g.JSONCondition) + " }"
	case 1:
		return "{ " + several(" && ", func() string { return "($.a = 1 || $.b = \"*a*\")" }) + " }"
	case 2:
		return "{ " + strings.Repeat("(", n) + g.JSONCondition() + strings.Repeat(")", n) + " }"
	case 3:
		return several(" ", func() string { return g.One("", "", "?", "-") + g.Word() })
	case 4:
		return "[" + several(", ", func() string { return "" }) + g.One("", ", ...", ", x=1") + "]"
	case 5:
		return "[w = 1 " + several("", func() string { return g.One("|| ", "&& ") + g.FieldCondition("w") + " " }) + g.One("", ", ...") + "]"
	case 6:
		return "{ $" + several("", func() string { return g.One(".a", ".b", "[0]", `.["x y"]`, ".*") }) + " = " + g.PatternValue() + " }"
	default:
		return "{ " + several(" || ", func() string { return `$.a = "*` + g.Word() + "*" + g.Word() + `*"` }) + " }"
	}
}

// event is a log event for a pattern, and sometimes for another.
func (g gen) event(p grammar.Pattern) string {
	var text string
	known := g.events[p.Kind()]
	switch {
	case g.Chance(4) && len(known) > 0:
		text = known[g.IntN(len(known))]
	case p.Kind() == grammar.JSON:
		text = g.JSONMessage(p)
	case p.Kind() == grammar.Delimited:
		text = g.FieldLine(p)
	default:
		text = g.Line(p)
	}
	if g.Chance(6) { // for long expressions, and beyond what is searched at once
		run := strings.Repeat(g.One("a", "b", "ab", "aab", "1", "x "), []int{13, 300, 700, 1500}[g.IntN(4)])
		text = strings.Replace(text, g.One("a", `"a":"`, "1", " "), g.One("", "a", `"a":"`)+run, 1)
	}
	if g.Chance(3) {
		text = g.mutated(text, 1+g.IntN(3))
	}
	return text
}
