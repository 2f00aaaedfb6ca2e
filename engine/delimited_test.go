package engine

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/sample"
)

var splitTests = []struct {
	message string
	want    []string
}{
	{"", nil}, {" ", nil}, {" \t \t", nil}, {"a", []string{"a"}}, {" a ", []string{"a"}}, {"a b", []string{"a", "b"}}, {"a \t  b\tc", []string{"a", "b", "c"}},
	{`"a b"`, []string{"a b"}}, {`[a b]`, []string{"a b"}}, {`""`, []string{""}}, {`[]`, []string{""}}, {`"a b" c`, []string{"a b", "c"}},
	{`"b"c`, []string{"b", "c"}}, {`[b]c`, []string{"b", "c"}}, {`"a""b"`, []string{"a", "b"}}, {`[a][b]`, []string{"a", "b"}}, {`"a"[b]`, []string{"a", "b"}},
	{`"a b`, []string{`"a`, "b"}}, {`[a b`, []string{"[a", "b"}}, {`a b"`, []string{"a", `b"`}}, {`a b]`, []string{"a", "b]"}}, {`"`, []string{`"`}}, {`[`, []string{"["}}, {`]`, []string{"]"}},
	{`a"b c"`, []string{`a"b`, `c"`}}, {`a[b c]`, []string{"a[b", "c]"}}, {`a="b c"`, []string{`a="b`, `c"`}}, {`"a" b"`, []string{"a", `b"`}},
	{`[a "b c" d]`, []string{`a "b c" d`}}, {`"a [b c] d"`, []string{"a [b c] d"}}, {`[a [b] c]`, []string{"a [b", "c]"}}, {`"a \" b"`, []string{`a \`, "b\""}},
	{"[\" ]\"", []string{"\" ", `"`}}, {"[ [ [", []string{"[", "[", "["}}, {`" [ "`, []string{" [ "}}, {"[ \" [ \"", []string{"[", " [ "}},
	{"a\nb c", []string{"a\nb", "c"}}, {"a\r\n", []string{"a\r\n"}}, {"\"a\nb\" c", []string{"a\nb", "c"}}, {"a\u00a0b", []string{"a\u00a0b"}}, {"a\x00 \xff", []string{"a\x00", "\xff"}},
}

func fieldTexts(message string, values []fieldValue) []string {
	var out []string
	for _, v := range values {
		out = append(out, message[v.start:v.end])
	}
	return out
}

func TestSplitFields(t *testing.T) {
	for _, tt := range splitTests {
		if diff := cmp.Diff(tt.want, fieldTexts(tt.message, splitFields(nil, []byte(tt.message), -1))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.message, diff)
		}
	}
}

func TestSplitFieldsKeepsRawStarts(t *testing.T) {
	want := []fieldValue{{start: 1, end: 2, raw: 1}, {start: 4, end: 7, raw: 3}, {start: 9, end: 10, raw: 8}, {start: 12, end: 14, raw: 12}}
	if diff := cmp.Diff(want, splitFields(nil, []byte(` a "b c"[d] "e`), -1), cmp.AllowUnexported(fieldValue{})); diff != "" {
		t.Error(diff)
	}
	if got := splitFields(nil, []byte("a b c d"), 2); len(got) != 2 {
		t.Errorf("%d values, want no more than 2", len(got))
	}
}

// splitter takes one value off a message; see rule S1.
var splitter = regexp.MustCompile(`^[ \t]*(?:"([^"]*)"|\[([^\]]*)\]|([^ \t]+))`)

func FuzzSplitFields(f *testing.F) {
	for _, tt := range splitTests {
		f.Add(tt.message)
	}
	f.Fuzz(func(t *testing.T, message string) {
		fuzzbound.Watch(t, message)
		var want []string
		for rest := message; ; {
			m := splitter.FindStringSubmatch(rest)
			if m == nil {
				break
			}
			want = append(want, m[1]+m[2]+m[3])
			rest = rest[len(m[0]):]
		}
		values := splitFields(nil, []byte(message), -1)
		if diff := cmp.Diff(want, fieldTexts(message, values)); diff != "" {
			t.Fatalf("%q (-want +got):\n%s", message, diff)
		}
		end := 0
		for i, v := range values {
			if v.raw < end || v.start < v.raw || v.start > v.raw+1 || v.end < v.start || v.end > len(message) {
				t.Fatalf("%q: values overlap: %v", message, values)
			}
			end = v.end
			for limit := range 4 {
				if got := splitFields(nil, []byte(message), limit); limit <= i && len(got) != limit {
					t.Fatalf("%q: %d values, want %d", message, len(got), limit)
				}
			}
		}
	})
}

// Fields behind the ellipsis count from the end, where delimiters that are
// never closed have been noticed which are closed further in front.
func TestFieldsBehindEllipsis(t *testing.T) {
	g := sample.New(41, 42)
	var filters []*Filter
	for fields := range 13 {
		for _, pattern := range []string{"[%s..., x=a%s]", "[%s..., x=%%a%%%s]", "[%s..., x!=a, y=*b*%s]", "[%sx=a*, ...%s]", "[%sx=a, ..., y=b%s]"} {
			head := strings.Repeat(", ", g.IntN(3))
			filters = append(filters, mustFilter(t, fmt.Sprintf(pattern, head, strings.Repeat(", ", fields))))
		}
	}
	matches, pairs := 0, 0
	for range 400 {
		line := g.Repeat(0, 16, "", func() string {
			return g.One("a", "b", "ab", `"a"`, "[a]", `"b b"`, `"`, "[", "]", `"a`, "[b", `a"`) + g.One(" ", " ", "  ", "\t", "", "\n")
		})
		for _, f := range filters {
			pairs++
			if agree(t, f, line) {
				matches++
			}
		}
	}
	if matches < pairs/20 {
		t.Errorf("%d of %d match: the test says little", matches, pairs)
	}
}

// A value is refused by its first byte where that tells enough; numbers are
// spelled in many ways.
func TestFirstByteOfNumbers(t *testing.T) {
	values := []string{"0", "-0", "+0", "1", "+1", "-1", "01", "1.0", "0.5", ".5", "+.5", "-.5", "5e-1", "-5e-1", "00.5", "1e0", "10e-1", ".1e1",
		"404", "0404", "4.04e2", "x", "1x", "-x", ".", "999999999999999999", "1000000000000000000", "1e18", "9999999999999999999"}
	for _, value := range []string{"0", "1", "-1", "0.5", "-0.5", ".5", "404", "+1", "999999999999999999", "1000000000000000000"} {
		for _, op := range []string{"=", "!=", "<", ">", "<=", ">="} {
			last := mustFilter(t, "[x "+op+" "+value+"]")
			first := mustFilter(t, "[x "+op+" "+value+" || x = x, y]")
			for _, v := range values {
				agree(t, last, v)
				agree(t, first, v+" z")
				agree(t, first, `"`+v+`" z`)
			}
		}
	}
}

func TestExtract(t *testing.T) {
	for _, tt := range []struct {
		pattern, message string
		want             ExtractedValues // nil for no match
	}{
		{`ERROR`, `ERROR`, ExtractedValues{}},
		{`{ $.a = 1 }`, `{"a":1}`, ExtractedValues{}},
		{``, `a b`, ExtractedValues{}},
		{`[a, b]`, `1 2`, ExtractedValues{"$a": "1", "$b": "2"}},
		{`[a, b]`, `1 "2" [3]  `, ExtractedValues{"$a": "1", "$b": `"2" [3]  `}},
		{`[a, b]`, `1 [2 3]`, ExtractedValues{"$a": "1", "$b": "2 3"}},
		{`[a, b]`, `1 2  `, ExtractedValues{"$a": "1", "$b": "2"}},
		{`[a, b]`, `1`, nil},
		{`[, b, ]`, `1 2 3`, ExtractedValues{"$1": "1", "$b": "2", "$3": "3"}},
		{`[]`, `1 "2 3"`, ExtractedValues{"$1": "1", "$2": "2 3"}},
		{`[]`, ` `, ExtractedValues{}},
		{`[...]`, `1 2`, ExtractedValues{"$1": "1", "$2": "2"}},
		{`[...]`, ``, ExtractedValues{}},
		{`[a, ..., z]`, `1 2 3 4`, ExtractedValues{"$a": "1", "$2": "2", "$3": "3", "$z": "4"}},
		{`[a, ..., z]`, `1 4`, ExtractedValues{"$a": "1", "$z": "4"}},
		{`[a, ...]`, `1 [2] 3`, ExtractedValues{"$a": "1", "$2": "2", "$3": "3"}},
		{`[..., z]`, ` 1 2`, ExtractedValues{"$1": "1", "$z": "2"}},
		{`[a=1, b!=2]`, `1.0 3`, ExtractedValues{"$a": "1.0", "$b": "3"}},
		{`[a=1, b!=2]`, `1.0 2.0`, nil},
	} {
		got, ok := mustFilter(t, tt.pattern).Extract([]byte(tt.message))
		if ok != (tt.want != nil) || ok && got == nil {
			t.Errorf("%s on %q: matches %v, values %v", tt.pattern, tt.message, ok, got)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s on %q (-want +got):\n%s", tt.pattern, tt.message, diff)
		}
	}
}

// Searching the rest of the message again for each bracket that is not closed
// would take a minute here.
func TestManyUnclosedBrackets(t *testing.T) {
	message := []byte(strings.Repeat("[ ", MaxEventBytes))
	if n := len(splitFields(nil, message, -1)); n != MaxEventBytes {
		t.Errorf("%d values", n)
	}
}
