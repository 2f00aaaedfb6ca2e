package explain_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/logsieve/logsieve/corpus"
	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/explain"
	"github.com/logsieve/logsieve/internal/fuzzbound"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-file +got)\n%s", path, d)
	}
}

func compile(t *testing.T, pattern string) *engine.Filter {
	t.Helper()
	f, err := engine.ParseAndCompile(pattern)
	if err != nil {
		t.Fatalf("%s: %v", pattern, err)
	}
	return f
}

// patterns are those of testdata/patterns.txt, one a line.
func patterns(t testing.TB) []string {
	data, err := os.ReadFile("testdata/patterns.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}

func TestExplanations(t *testing.T) {
	var text, data bytes.Buffer
	for _, p := range patterns(t) {
		f := compile(t, p)
		x := explain.Explain(f, p)
		x.Plan = f.Plan()
		fmt.Fprintf(&text, "=== %s\n", p)
		if err := x.WriteText(&text); err != nil {
			t.Fatal(err)
		}
		enc := json.NewEncoder(&data)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(x); err != nil {
			t.Fatal(err)
		}
		checkExplanation(t, f, x)
	}
	golden(t, "explain.golden", text.String())
	golden(t, "explain.jsonl", data.String())
}

// checkExplanation holds an explanation to what can be checked: references are
// references, suggested patterns are patterns, spans are places.
func checkExplanation(t *testing.T, f *engine.Filter, x *explain.Explanation) {
	t.Helper()
	for _, r := range append(x.MetricValue.References, x.Dimensions.References...) {
		if _, err := f.Extractor([]string{r}); err != nil {
			t.Errorf("%s: reference %s: %v", x.FilterPattern, r, err)
		}
	}
	for _, r := range x.Remarks {
		if r.Span.Start < 0 || r.Span.End > len(x.FilterPattern) || r.Span.Start > r.Span.End || r.Message == "" || r.Help == "" {
			t.Errorf("%s: remark %+v", x.FilterPattern, r)
		}
		if r.FilterPattern != "" {
			if _, err := grammar.Parse(r.FilterPattern); err != nil {
				t.Errorf("%s: %s suggests %s: %v", x.FilterPattern, r.Code, r.FilterPattern, err)
			}
		}
	}
}

func TestFactsBecomeRemarks(t *testing.T) {
	const pattern = `{ $.a = 1 && $.b = 2 }`
	fact := explain.Remark{Code: "always-false", Span: grammar.Span{Start: 2, End: 9}, Message: "m", Help: "h"}
	x := explain.Explain(compile(t, pattern), pattern, fact)
	if len(x.Remarks) != 1 || x.Remarks[0].Code != fact.Code {
		t.Errorf("remarks: %+v", x.Remarks)
	}
}

// pairs are patterns and messages, alternating with blank lines between.
func pairs(t testing.TB) [][2]string {
	data, err := os.ReadFile("testdata/pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out [][2]string
	for block := range strings.SplitSeq(strings.TrimSpace(string(data)), "\n\n") {
		lines := strings.Split(block, "\n")
		for _, message := range lines[1:] {
			out = append(out, [2]string{lines[0], strings.ReplaceAll(message, `\t`, "\t")})
		}
	}
	return out
}

func TestWhys(t *testing.T) {
	var text, data bytes.Buffer
	for _, p := range pairs(t) {
		f := compile(t, p[0])
		w := explain.NewWhy(f, p[0], []byte(p[1]))
		fmt.Fprintf(&text, "=== %s: %s\n", p[0], w.Verdict)
		if err := w.WriteText(&text, []byte(p[1])); err != nil {
			t.Fatal(err)
		}
		enc := json.NewEncoder(&data)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(w); err != nil {
			t.Fatal(err)
		}
		checkWhy(t, f, w, p[1])
	}
	golden(t, "why.golden", text.String())
	golden(t, "why.jsonl", data.String())
}

// checkWhy holds reasons to the engine.
func checkWhy(t *testing.T, f *engine.Filter, w *explain.Why, message string) {
	t.Helper()
	matches := f.Match([]byte(message))
	if (w.Verdict == "match") != matches {
		t.Fatalf("%s over %q: %s", w.FilterPattern, message, w.Verdict)
	}
	for _, m := range w.NearMisses {
		if m.Message == "" || m.Suggestion == "" {
			t.Errorf("%s over %q: %+v", w.FilterPattern, message, m)
		}
		if m.FilterPattern == "" {
			continue
		}
		if m.FilterPattern == w.FilterPattern {
			t.Errorf("%s over %q: %s suggests the pattern itself", w.FilterPattern, message, m.Code)
		}
		suggested, err := engine.ParseAndCompile(m.FilterPattern)
		if err != nil {
			t.Errorf("%s over %q: %s suggests %s: %v", w.FilterPattern, message, m.Code, m.FilterPattern, err)
			continue
		}
		trace := suggested.Trace([]byte(message))
		number, better := m.Condition, true
		switch {
		case m.Code == "similar-name" || m.Code == "name-elsewhere" || m.Code == "dotted-name": // not all would hold
		case matches:
			better = !trace.Matched
		case number == 0:
			better = trace.Matched
		case m.Code == "missing-is-not-unequal":
			number++
			fallthrough
		default:
			better = trace.Conditions()[number-1].Verdict == engine.True
		}
		if !better {
			t.Errorf("%s over %q: %s suggests %s, which is no better", w.FilterPattern, message, m.Code, m.FilterPattern)
		}
	}
}

// TestWhysOfMutations explains pairs with some bytes changed, on both sides.
func TestWhysOfMutations(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	mutate := func(text string) string {
		b := []byte(text)
		for range 1 + r.IntN(3) {
			if len(b) == 0 {
				break
			}
			i := r.IntN(len(b))
			switch r.IntN(3) {
			case 0:
				b = append(b[:i], b[i+1:]...)
			case 1:
				b[i] = "aE1\"[]{} *.\\'\xff"[r.IntN(14)]
			default:
				b = append(b[:i], append([]byte{b[r.IntN(len(b))]}, b[i:]...)...)
			}
		}
		return string(b)
	}
	tried := 0
	for range 200 {
		for _, p := range pairs(t) {
			pattern, message := p[0], p[1]
			if r.IntN(2) == 0 {
				pattern = mutate(pattern)
			}
			if r.IntN(2) == 0 {
				message = mutate(message)
			}
			tried += explains(t, pattern, message)
		}
	}
	t.Logf("%d pairs", tried)
	if tried < 1000 {
		t.Error("the test says little")
	}
}

// explains runs everything on one pair; 0 if there is no pattern.
func explains(t *testing.T, pattern, message string) int {
	t.Helper()
	if !utf8.ValidString(pattern) {
		return 0
	}
	f, err := engine.ParseAndCompile(pattern)
	if err != nil {
		return 0
	}
	x := explain.Explain(f, pattern)
	checkExplanation(t, f, x)
	w := explain.NewWhy(f, pattern, []byte(message))
	checkWhy(t, f, w, message)
	var b bytes.Buffer
	if err := w.WriteText(&b, []byte(message)); err != nil {
		t.Error(err)
	}
	if err := x.WriteText(&b); err != nil {
		t.Error(err)
	}
	if !utf8.Valid(b.Bytes()) || bytes.ContainsAny(b.Bytes(), "\x00\x1b\r\t") {
		t.Errorf("%q over %q: not fit for a terminal:\n%q", pattern, message, b.Bytes())
	}
	return 1
}

// TestCorpus explains every pattern and every event of the corpus.
func TestCorpus(t *testing.T) {
	files, err := fs.Glob(corpus.FS(), "*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	tried := 0
	for _, file := range files {
		data, err := fs.ReadFile(corpus.FS(), file)
		if err != nil {
			t.Fatal(err)
		}
		var suite struct {
			Cases []struct {
				Request engine.TestMetricFilterRequest
			}
		}
		if err := json.Unmarshal(data, &suite); err != nil {
			t.Fatal(err)
		}
		for _, c := range suite.Cases {
			if c.Request.FilterPattern == nil {
				continue
			}
			for _, m := range c.Request.LogEventMessages {
				tried += explains(t, *c.Request.FilterPattern, m)
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d pairs", tried)
	}
}

func FuzzExplain(f *testing.F) {
	for _, p := range pairs(f) {
		f.Add(p[0], p[1])
	}
	for _, p := range patterns(f) {
		f.Add(p, `{"a":1} x`)
	}
	f.Fuzz(func(t *testing.T, pattern, message string) {
		fuzzbound.Watch(t, pattern, message)
		if len(message) > 10_000 {
			return
		}
		explains(t, pattern, message)
	})
}
