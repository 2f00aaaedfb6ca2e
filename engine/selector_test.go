package engine_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/logsieve/logsieve/engine"
)

func TestExtractor(t *testing.T) {
	type value struct {
		Kind engine.ValueKind
		Text string
	}
	for _, tt := range []struct {
		name, pattern string
		references    []string
		message       string
		want          []value
	}{
		{"JSON", `{ $.a = * }`, []string{"$.a", "$.b.c[1]", "$.['x.y']", "$.no", "$.b", "$.t", "$.n"},
			`{"a":1.50,"b":{"c":[0,"q\u0041\"",2]},"x.y":"é","t":true,"n":null}`,
			[]value{{engine.NumberValue, "1.50"}, {engine.TextValue, `qA"`}, {engine.TextValue, "é"}, {},
				{engine.ContainerValue, `{"c":[0,"q\u0041\"",2]}`}, {engine.BooleanValue, "true"}, {engine.NullValue, "null"}}},
		{"last duplicate (J19)", `{ $.a = * }`, []string{"$.a", "$.o.x"}, `{"a":1,"o":{"x":1},"a":2,"o":{}}`,
			[]value{{engine.NumberValue, "2"}, {}}},
		{"several escapes", `{ $.a = * }`, []string{"$.a", "$.b"}, `{"a":"1\t","b":"2\n"}`,
			[]value{{engine.TextValue, "1\t"}, {engine.TextValue, "2\n"}}},
		{"no object", `{ $.a = * }`, []string{"$.a"}, `a`, []value{{}}},
		{"fields", `[ip, , bytes]`, []string{"$ip", "$bytes", "$2", "$3", "$4", "$0", "$no"}, `1.1.1.1 [x y] "7"`,
			[]value{{engine.TextValue, "1.1.1.1"}, {engine.TextValue, "7"}, {engine.TextValue, "x y"}, {engine.TextValue, "7"}, {}, {}, {}}},
		{"last field takes the rest", `[a, b]`, []string{"$b", "$2", "$3"}, `1 2 3`,
			[]value{{engine.TextValue, "2 3"}, {engine.TextValue, "2 3"}, {}}},
		{"behind the ellipsis", `[a, ..., status, bytes]`, []string{"$status", "$bytes", "$2"}, `x y z 200 5`,
			[]value{{engine.TextValue, "200"}, {engine.TextValue, "5"}, {engine.TextValue, "y"}}},
		{"no fields", `[]`, []string{"$2"}, `a b`, []value{{engine.TextValue, "b"}}},
		{"too few values", `[a, b]`, []string{"$a"}, `a`, []value{{}}},
		{"terms", `ERROR`, nil, `ERROR`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := engine.ParseAndCompile(tt.pattern)
			if err != nil {
				t.Fatal(err)
			}
			x, err := f.Extractor(tt.references)
			if err != nil {
				t.Fatal(err)
			}
			x.Values([]byte(`{"a":"left \n over"}`))
			var got []value
			for _, v := range x.Values([]byte(tt.message)) {
				got = append(got, value{v.Kind, string(v.Text)})
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestReferenceErrors(t *testing.T) {
	for _, tt := range []struct{ pattern, reference string }{
		{`ERROR`, "$.a"}, {`ERROR`, "$a"}, {``, "$1"}, {`%a%`, "$1"},
		{`{ $.a = 1 }`, "$a"}, {`{ $.a = 1 }`, "$.a[*]"}, {`{ $.a = 1 }`, "$.*"}, {`{ $.a = 1 }`, "a"}, {`{ $.a = 1 }`, "$"},
		{`[a]`, "$.a"}, {`[a]`, "a"}, {`[a]`, "$"}, {`[a]`, "$a b"}, {`[a]`, ""}, {`[a]`, "$é"},
	} {
		f, err := engine.ParseAndCompile(tt.pattern)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.Extractor([]string{tt.reference})
		var re *engine.ReferenceError
		if !errors.As(err, &re) || re.Reference != tt.reference {
			t.Errorf("%s with %s: got %v", tt.pattern, tt.reference, err)
		}
	}
}

func BenchmarkExtractor(b *testing.B) {
	f, err := engine.ParseAndCompile(`{ $.latency = * }`)
	if err != nil {
		b.Fatal(err)
	}
	x, err := f.Extractor([]string{"$.latency", "$.requestType"})
	if err != nil {
		b.Fatal(err)
	}
	message := []byte(`{"time":"2026-01-01T00:00:00Z","requestId":"0123456789","latency":42,"requestType":"GET","bytes":100}`)
	b.ReportAllocs()
	for b.Loop() {
		x.Values(message)
	}
}
