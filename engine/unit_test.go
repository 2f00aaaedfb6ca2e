package engine

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/grammar"
)

func TestTextPattern(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"abc", "abc", true},
		{"abc", "abcd", false},
		{"*", "", true},
		{"*", "anything", true},
		{"**", "", true},
		{"ab*", "ab", true},
		{"ab*", "xab", false},
		{"*ab", "ab", true},
		{"*ab", "abab", false}, // the first ab does not end the text
		{"a*a", "a", false},
		{"a*a", "aa", true},
		{"a*b*c", "aXbXc", true},
		{"a*b*c", "aXbXcX", false},
		{"*b*", "abc", true},
		{"*.111.111.111", "111.111.111.111", true},
		{"*111.111.111", "111.111.111.111", false},
		{"11*1", "111.111.111.111", false},
	} {
		got := compileText(&grammar.Text{Decoded: c.pattern}).match([]byte(c.text))
		if got != c.want {
			t.Errorf("%q on %q = %v, want %v", c.pattern, c.text, got, c.want)
		}
	}
}

func TestDecimalIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	number := func() string {
		var b strings.Builder
		if r.IntN(3) == 0 {
			b.WriteByte('-')
		}
		digits := func(n int) {
			for range n {
				b.WriteByte("00019"[r.IntN(5)])
			}
		}
		digits(1 + r.IntN(4))
		if r.IntN(2) == 0 {
			b.WriteByte('.')
			digits(1 + r.IntN(4))
		}
		if r.IntN(3) == 0 {
			b.WriteString([]string{"e", "E", "e+", "e-"}[r.IntN(4)])
			digits(1)
		}
		return b.String()
	}
	equal := 0
	for range 50000 {
		a, b := number(), number()
		ra, _ := new(big.Rat).SetString(a)
		rb, _ := new(big.Rat).SetString(b)
		if ra.Cmp(rb) == 0 {
			equal++
		}
		if got := parseDecimal([]byte(a)).compare(parseDecimal([]byte(b))); got != ra.Cmp(rb) {
			t.Fatalf("compare(%s, %s) = %d, want %d", a, b, got, ra.Cmp(rb))
		}
	}
	if equal < 1000 {
		t.Errorf("only %d pairs are equal", equal)
	}
	far := parseDecimal([]byte("1e99999999999999999999999"))
	if far.compare(parseDecimal([]byte("9e2147483647"))) != 1 {
		t.Error("an exponent beyond int64 is not the greatest")
	}
}

// The texts are those of Java's Double.toString.
func TestAppendDouble(t *testing.T) {
	for text, want := range map[string]string{
		"1e0": "1.0", "12.340": "12.34", "1e3": "1000.0", "9999999.0": "9999999.0", "1e7": "1.0E7", "12345678.5": "1.23456785E7",
		"0.001": "0.001", "0.00099": "9.9E-4", "1e-7": "1.0E-7", "1e21": "1.0E21", "-0.0": "-0.0", "1e309": "Infinity", "-1e309": "-Infinity",
		"1e-999": "0.0", "4.9e-324": "4.9E-324", "1.7976931348623157e308": "1.7976931348623157E308", "100.0": "100.0", "0.1": "0.1", "-2.50": "-2.5",
	} {
		if got := string(appendNumberText(nil, []byte(text))); got != want {
			t.Errorf("the text of %s is %s, want %s", text, got, want)
		}
	}
	if got := string(appendNumberText(nil, []byte("12345678901234567890123"))); got != "12345678901234567890123" {
		t.Errorf("an integer became %s", got)
	}
	if got := string(appendDouble(nil, math.MaxFloat64)); got != "1.7976931348623157E308" {
		t.Errorf("the greatest double is %s", got)
	}
}

func TestEventNumber(t *testing.T) {
	for _, c := range []struct {
		text string
		ok   bool
		sign int
	}{
		{"1.7976931348623157e308", true, 1},
		{"1.797693134862315807e308", true, 1}, // rounds down to the greatest double
		{"1.797693134862315809e308", false, 0},
		{"-1e309", false, 0},
		{"1" + strings.Repeat("0", 400), false, 0},
		{"5e-324", true, 1},
		{"2.4e-324", true, 0},
		{"-1e-999", true, 0},
		{"0e999999", true, 0},
		{"-0.0", true, 0},
	} {
		d, ok := eventNumber([]byte(c.text))
		if ok != c.ok || ok && d.sign() != c.sign {
			t.Errorf("%.40s: ok %v with sign %d, want %v with %d", c.text, ok, d.sign(), c.ok, c.sign)
		}
	}
}

func TestSplitFields(t *testing.T) {
	for text, want := range map[string][]string{
		"":                   nil,
		" \t ":               nil,
		"a b":                {"a", "b"},
		" a\t\tb ":           {"a", "b"},
		`"a b" c`:            {"a b", "c"},
		`[a b] c`:            {"a b", "c"},
		`"b"c`:               {"b", "c"},
		`"a""b"`:             {"a", "b"},
		`"open x`:            {`"open`, "x"},
		`[open x`:            {"[open", "x"},
		`a"b c"`:             {`a"b`, `c"`},
		`""`:                 {""},
		`a [b "c] d"`:        {"a", `b "c`, `d"`},
		"a\nb c":             {"a\nb", "c"},
		"é \"ü ö\"":          {"é", "ü ö"},
		`x ] y`:              {"x", "]", "y"},
		`1.2.3.4 - - [t] ""`: {"1.2.3.4", "-", "-", "t", ""},
	} {
		var got []string
		for _, v := range splitFields(nil, []byte(text), -1) {
			got = append(got, text[v.start:v.end])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
	if got := splitFields(nil, []byte("a b c d"), 2); len(got) != 2 {
		t.Errorf("with a limit of 2 there are %d values", len(got))
	}
}

func TestHighlight(t *testing.T) {
	for _, c := range []struct{ pattern, message, want string }{
		{"ERR ROR", "xERRORx ERR", "ERROR|ERR"},
		{"?a ?b -c", "a b", ""},
		{"?a ?b", "a b a", "a|b|a"},
		{"-x", "abc", ""},
		{"%[0-9]+%", "a 12 b 3", "12|3"},
		{`{ $.a = 1 && $.b != "x" || $.c = 2 }`, `{"a":1,"b":"y","c":3}`, `1|"y"`},
		{`{ $.a NOT EXISTS }`, `{"b":1}`, ""},
		{"[a=1, b, c=x*]", `1 "q" xyz w`, "1|xyz w"},
		{"nothing", "else", ""},
	} {
		var parts []string
		for _, s := range mustFilter(t, c.pattern).Highlight([]byte(c.message)) {
			parts = append(parts, c.message[s.Start:s.End])
		}
		if got := strings.Join(parts, "|"); got != c.want {
			t.Errorf("%s on %s highlights %s, want %s", c.pattern, c.message, got, c.want)
		}
	}
}

func TestTestMetricFilterRequests(t *testing.T) {
	pattern := func(s string) *string { return &s }
	many := make([]string, 51)
	for i := range many {
		many[i] = "m"
	}
	const frame = " failed to satisfy constraint: Member must "
	for _, c := range []struct {
		name    string
		request TestMetricFilterRequest
		want    string // the error's message
	}{
		{"fine", TestMetricFilterRequest{pattern(""), []string{"x"}}, ""},
		{"fine at the limits", TestMetricFilterRequest{pattern(strings.Repeat("é", 1024)), many[:50]}, ""},
		{"nothing", TestMetricFilterRequest{}, "2 validation errors detected: Value null at 'filterPattern'" + frame + "not be null; Value null at 'logEventMessages'" + frame + "not be null"},
		{"no messages", TestMetricFilterRequest{pattern("x"), []string{}}, "1 validation error detected: Value '[]' at 'logEventMessages'" + frame + "have length greater than or equal to 1"},
		{"too many", TestMetricFilterRequest{pattern("x"), many}, "1 validation error detected: Value '[" + strings.Join(many, ", ") + "]' at 'logEventMessages'" + frame + "have length less than or equal to 50"},
		{"empty message", TestMetricFilterRequest{pattern("x"), []string{"a", ""}}, "1 validation error detected: Value '[a, ]' at 'logEventMessages'" + frame + "satisfy constraint: [Member must have length greater than or equal to 1, Member must not be null]"},
		{"too long", TestMetricFilterRequest{pattern(strings.Repeat("é", 1025)), []string{"x"}}, "1 validation error detected: Value '" + strings.Repeat("é", 1025) + "' at 'filterPattern'" + frame + "have length less than or equal to 1024"},
		{"bad pattern", TestMetricFilterRequest{pattern("a:b"), []string{"x"}}, "Invalid character(s) in term ':'"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := TestMetricFilter(&c.request, ServiceLimits())
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var e *APIError
			if !errors.As(err, &e) {
				t.Fatalf("error is %v", err)
			}
			if diff := cmp.Diff(&APIError{Code: InvalidParameterException, Message: c.want, Status: 400, Cause: e.Cause}, e, cmp.Comparer(func(a, b error) bool { return true })); diff != "" || e.Message != c.want {
				t.Errorf("got %s\nwant %s", e.Message, c.want)
			}
		})
	}
	if _, err := TestMetricFilter(&TestMetricFilterRequest{pattern("x"), many}, NoLimits()); err != nil {
		t.Errorf("without limits: %v", err)
	}
	var syntax grammar.Errors
	if _, err := TestMetricFilter(&TestMetricFilterRequest{pattern("a:b c:d"), []string{"x"}}, ServiceLimits()); !errors.As(err, &syntax) || len(syntax) != 2 {
		t.Errorf("the cause of a bad pattern is %v", syntax)
	}
}

var unmatched = []struct{ name, pattern, message string }{
	{"terms", "ERROR -retry", "INFO nothing to see"},
	{"optional terms", "?ERROR ?WARN", "INFO nothing to see"},
	{"regex", `%E[0-9]+ \d$%`, "INFO nothing 12 to see 3"},
	{"regexp fallback", `%\bE\d%`, "INFO nothing 12 to see 3"},
	{"json", `{ $.a.b = "x" && $.c > 1.5 }`, `{"a":{"b":"x"},"c":1.25,"d":[1,{"e":"f"}]}`},
	{"json escapes", `{ $.['é'] = "x\"y" }`, `{"\u00e9":"x\"z\ud83d\ude00"}`},
	{"json number text", `{ $.a = "1.6*" && $.b != 1e5 }`, `{"a":1.5e0,"b":100000.0}`},
	{"json wildcard", `{ $.a[*].b = 3 || $.o.* IS TRUE }`, `{"a":[{"b":1},{"b":2}],"o":{"x":1,"y":"true","x":false}}`},
	{"json regex", `{ $.a = %^x[0-9]+$% }`, `{"a":"x12y"}`},
	{"not json", `{ $.a NOT EXISTS }`, `INFO {"b":1}`},
	{"delimited", "[a, b=x*, ..., c>3]", `1 "y z" [4 5] 7`},
	{"delimited rest", `[a, b="*zzz*"]`, "1 2 3 4"},
}

func TestNoAllocationForAnEventThatDoesNotMatch(t *testing.T) {
	for _, c := range unmatched {
		f, message := mustFilter(t, c.pattern), []byte(c.message)
		if f.Match(message) {
			t.Errorf("%s: %s matches %s", c.name, c.pattern, c.message)
		}
		if n := testing.AllocsPerRun(200, func() { f.Match(message) }); n != 0 {
			t.Errorf("%s: %v allocations", c.name, n)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	for _, c := range unmatched {
		f := mustFilter(t, c.pattern)
		var running sync.WaitGroup
		for range 8 {
			running.Go(func() {
				message := []byte(c.message)
				for range 200 {
					if f.Match(message) {
						t.Errorf("%s matches", c.name)
						return
					}
				}
			})
		}
		running.Wait()
	}
}

func sampleLines(b *testing.B, name string) (lines [][]byte, size int64) {
	b.Helper()
	data, err := os.ReadFile("../corpus/logs/" + name)
	if err != nil {
		b.Fatal(err)
	}
	for l := range strings.Lines(string(data)) {
		lines = append(lines, []byte(strings.TrimSuffix(l, "\n")))
	}
	return lines, int64(len(data))
}

func BenchmarkMatch(b *testing.B) {
	for _, c := range []struct{ name, pattern, log string }{
		{"terms", "AccessDenied -retry", "cloudtrail.jsonl"},
		{"optional-terms", "?AccessDenied ?Unauthorized", "cloudtrail.jsonl"},
		{"json-top", `{ $.errorCode = "*UnauthorizedOperation" || $.errorCode = "AccessDenied*" }`, "cloudtrail.jsonl"},
		{"json-nested", `{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }`, "cloudtrail.jsonl"},
		{"json-none", `{ $.nosuch = 1 }`, "cloudtrail.jsonl"},
		{"json-wildcard", `{ $.resources[*].type = "AWS::S3::Bucket" }`, "cloudtrail.jsonl"},
		{"json-regex", `{ $.userAgent = %^[a-z]+/9[0-9]+\.% }`, "cloudtrail.jsonl"},
		{"regex", `%"errorCode":"[A-Z][a-z]+Denied%`, "cloudtrail.jsonl"},
		{"delimited", "[ip, id, user, timestamp, request, status_code=4*, size>1000, ...]", "access.log"},
	} {
		b.Run(c.name, func(b *testing.B) {
			lines, size := sampleLines(b, c.log)
			f := mustFilter(b, c.pattern)
			b.SetBytes(size)
			b.ReportAllocs()
			matches := 0
			for b.Loop() {
				matches = 0
				for _, l := range lines {
					if f.Match(l) {
						matches++
					}
				}
			}
			b.ReportMetric(float64(matches), "matches")
		})
	}
}

func BenchmarkValidObject(b *testing.B) {
	lines, size := sampleLines(b, "cloudtrail.jsonl")
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, l := range lines {
			if !validObject(l) {
				b.Fatal("broken sample")
			}
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	for name, pattern := range map[string]string{
		"terms": "?ERROR ?WARN", "json": `{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }`,
		"delimited": "[ip, id, user, timestamp, request, status_code=4*, size>1000]", "regex": `%[0-9]+ms|timed? out%`,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ParseAndCompile(pattern); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
