package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/corpus"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/oracle"
)

// corpusCases calls visit for every TestMetricFilter case of the corpus.
func corpusCases(t testing.TB, visit func(pattern string, messages []string)) {
	t.Helper()
	err := fs.WalkDir(corpus.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".json") {
			return err
		}
		data, err := fs.ReadFile(corpus.FS(), path)
		if err != nil {
			return err
		}
		var suite struct {
			Cases []struct {
				Operation string
				Request   json.RawMessage
			}
		}
		if json.Unmarshal(data, &suite) != nil {
			return nil // sample logs
		}
		for _, c := range suite.Cases {
			var request TestMetricFilterRequest
			if c.Operation != "TestMetricFilter" || json.Unmarshal(c.Request, &request) != nil || request.FilterPattern == nil {
				continue
			}
			visit(*request.FilterPattern, request.LogEventMessages)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// againstOracle fails the test if the engine and the oracle disagree.
func againstOracle(t testing.TB, pattern, message string) {
	t.Helper()
	p, err := grammar.Parse(pattern)
	if err != nil {
		return
	}
	f, err := Compile(p)
	if err != nil {
		t.Fatalf("%q parses and does not compile: %v", pattern, err)
	}
	want := oracle.Match(p, message)
	if got := f.Match([]byte(message)); got != want {
		t.Fatalf("%q on %q = %v, want %v", pattern, message, got, want)
	}
	if !want {
		return
	}
	values, ok := f.Extract([]byte(message))
	if diff := cmp.Diff(oracle.Extract(p, message), map[string]string(values)); diff != "" || !ok {
		t.Fatalf("%q extracts from %q (-want +got):\n%s", pattern, message, diff)
	}
	promise(t, f, []byte(message))
}

// promise checks that a matching message holds a needle.
func promise(t testing.TB, f *Filter, message []byte) {
	t.Helper()
	needles := worthwhile(f.matcher.needles())
	_, isJSON := f.matcher.(*jsonMatcher)
	if needles == nil || isJSON && bytes.Contains(message, []byte(`\u`)) {
		return
	}
	for _, n := range needles {
		if bytes.Contains(message, n) {
			return
		}
	}
	t.Fatalf("%s matches %q, which holds none of %q", f.Pattern(), message, needles)
}

func TestCorpusAgainstOracle(t *testing.T) {
	n := 0
	corpusCases(t, func(pattern string, messages []string) {
		for _, m := range messages {
			n++
			againstOracle(t, pattern, m)
		}
	})
	if n < 2000 {
		t.Errorf("the corpus has %d messages only", n)
	}
}

func fuzzMatch(f *testing.F, first func(c byte) bool) {
	corpusCases(f, func(pattern string, messages []string) {
		if pattern == "" || !first(pattern[0]) {
			return
		}
		for _, m := range messages {
			f.Add(pattern, m)
		}
	})
	f.Fuzz(func(t *testing.T, pattern, message string) {
		// The service takes text; what a byte that is none would mean in JSON
		// is not worth agreeing about.
		if pattern == "" || !first(pattern[0]) || pattern[0] == '{' && !utf8.ValidString(message) {
			return
		}
		againstOracle(t, pattern, message)
	})
}

func FuzzMatchTerms(f *testing.F) {
	fuzzMatch(f, func(c byte) bool { return c != '{' && c != '[' })
}

func FuzzMatchJSON(f *testing.F) {
	fuzzMatch(f, func(c byte) bool { return c == '{' })
}

func FuzzMatchDelimited(f *testing.F) {
	fuzzMatch(f, func(c byte) bool { return c == '[' })
}

// FuzzValidObject holds the validator against encoding/json.
func FuzzValidObject(f *testing.F) {
	for _, s := range []string{
		`{}`, ` {"a":[1,-0.5e+3,true,null,"x\u00e9\n"]} `, `[1]`, `{"a":01}`, `{"a":1,}`, `{"a" 1}`, "{\"a\":\"\x01\"}", `{"a":"\ud83d"}`,
		`{"a":{"b":[[],{}]}}`, `{"a":1}x`, `"x"`, `{"a":tru}`, `{"a":1e}`, `{"a":"\x"}`, `{,}`, `{"a":1 "b":2}`, `{"a":[1 2]}`, `{"a":-}`, `{"a"`, `{`,
	} {
		f.Add([]byte(s))
	}
	corpusCases(f, func(_ string, messages []string) {
		for _, m := range messages {
			f.Add([]byte(m))
		}
	})
	f.Fuzz(func(t *testing.T, message []byte) {
		trimmed := bytes.TrimLeft(message, " \t\r\n")
		want := json.Valid(message) && len(trimmed) > 0 && trimmed[0] == '{'
		if got := validObject(message); got != want {
			t.Errorf("validObject(%q) = %v, want %v", message, got, want)
		}
	})
}

// FuzzScan walks anything and everything: it must neither panic nor read
// beyond the text.
func FuzzScan(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":"\u0041\ud83d\ude00"}],"a":{"b":null}}`))
	f.Add([]byte(`{"a":"\\\"`))
	f.Add([]byte(`{"\u00`))
	filters := []*Filter{
		mustFilter(f, `{ $.a[0].b = 1 || $.a.b IS NULL || $.['\u0041'] = * }`),
		mustFilter(f, `{ $.a[*].b != 1 && $.* = %x% && $.a.* NOT EXISTS }`),
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		for _, filter := range filters {
			if got := filter.Match(message); got && !json.Valid(message) {
				t.Errorf("%s matches %q, which is not JSON", filter.Pattern(), message)
			}
			filter.Highlight(message)
		}
	})
}

func FuzzSplitFields(f *testing.F) {
	for _, s := range []string{`a "b c" [d e] f`, `"b"c`, `a "open`, "\t x ", `""[]`, `a"b c"`, `[a [b] c]`} {
		f.Add(s)
	}
	p, err := grammar.Parse("[]")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, message string) {
		want := oracle.Extract(p, message)
		values := splitFields(nil, []byte(message), -1)
		if len(values) != len(want) {
			t.Fatalf("%q splits into %d values, want %d", message, len(values), len(want))
		}
		for _, v := range values {
			if v.raw > v.start || v.start > v.end || v.end > len(message) {
				t.Errorf("%q: value at %+v", message, v)
			}
		}
	})
}

func FuzzStream(f *testing.F) {
	for i, p := range streamPatterns {
		f.Add(p, strings.Join(streamPieces, "\n"), uint64(i))
		f.Add(p, strings.Join(streamPieces, "\r\n")+"\n", uint64(i))
	}
	f.Fuzz(func(t *testing.T, pattern, text string, seed uint64) {
		filter, err := ParseAndCompile(pattern)
		if err != nil {
			return
		}
		r := rand.New(rand.NewPCG(seed, 1))
		opts := StreamOptions{Workers: 1 + r.IntN(3), MaxLine: []int{0, 1, 30}[r.IntN(3)], Invert: r.IntN(4) == 0}
		got := stream1(t, filter, oddReader{strings.NewReader(text), r}, opts)
		if diff := cmp.Diff(plain(filter, text, opts), got); diff != "" {
			t.Errorf("%q over %q with %+v (-plain +stream):\n%s", pattern, text, opts, diff)
		}
	})
}

func TestStreamStopsForItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	blocks := 0
	err := mustFilter(t, "x").Stream(ctx, strings.NewReader(strings.Repeat("x\n", 8*readSize)), StreamOptions{}, func(*Block) error {
		blocks++
		cancel()
		return nil
	})
	if err == nil || blocks > 2 {
		t.Errorf("after cancel: %v, %d blocks", err, blocks)
	}
}
