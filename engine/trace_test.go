package engine

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/sample"
)

// refold decides a trace's tree anew, from the verdicts of its leaves alone.
func refold(n *TraceNode) Verdict {
	if len(n.Children) == 0 && (n.Kind == Condition || n.Kind == Requirement) {
		return n.Verdict
	}
	applicable, holds := len(n.Children) == 0, n.Kind == AllOf
	for _, c := range n.Children {
		v := refold(c)
		applicable = applicable || v != NotApplicable
		if n.Kind == AllOf {
			holds = holds && v != False
		} else {
			holds = holds || v == True
		}
	}
	if !applicable {
		return NotApplicable
	}
	return verdictOf(holds)
}

// withOnly decides the tree when nothing is known but the leaves of a set.
func withOnly(n *TraceNode, set map[*TraceNode]bool) (v Verdict, known bool) {
	if n.Kind == Condition || n.Kind == Requirement {
		return n.Verdict, set[n]
	}
	open := false
	for _, c := range n.Children {
		if c.Verdict == NotApplicable {
			continue
		}
		v, known := withOnly(c, set)
		if known && v == verdictOf(n.Kind == AnyOf) {
			return v, true
		}
		open = open || !known
	}
	return verdictOf(n.Kind == AllOf), !open
}

// traceAgrees holds a trace to everything that is promised about it.
func traceAgrees(t *testing.T, f *Filter, message string) {
	t.Helper()
	fail := func(format string, args ...any) {
		t.Helper()
		t.Fatalf("%s over %q: %s", f.Pattern(), message, fmt.Sprintf(format, args...))
	}
	b := []byte(message)
	want := f.Match(b)
	tr := f.Trace(b)
	if tr.Matched != want {
		fail("trace says %t, Match %t", tr.Matched, want)
	}
	if v := refold(tr.Root); v != verdictOf(want) {
		fail("the leaves make %s of it", v)
	}
	tr.Root.walk(func(n *TraceNode) {
		if v := refold(n); v != n.Verdict {
			fail("node %v is %s, its leaves make it %s", n.Node, n.Verdict, v)
		}
		for _, s := range append(n.Spans, n.Operand.Span) {
			if s.Start < 0 || s.Start > s.End || s.End > len(b) {
				fail("span %v", s)
			}
		}
		if w := n.Wildcard; w != nil && n.Verdict != NotApplicable {
			negative := false
			switch e := n.Node.(type) {
			case *grammar.Comparison:
				negative = e.Op == grammar.NotEqual
			case *grammar.Test:
				negative = e.Kind == grammar.NotExists
			}
			if w.Decided != (n.Verdict == verdictOf(!negative)) && w.Parent.Kind != MissingValue {
				fail("%v is %s, an element decided: %t", n.Node, n.Verdict, w.Decided)
			}
		}
	})
	deciding := tr.Deciding()
	set := map[*TraceNode]bool{}
	for _, n := range deciding {
		set[n] = true
	}
	requirements := map[*TraceNode]bool{}
	tr.Root.walk(func(n *TraceNode) {
		if n.Kind == Requirement {
			requirements[n] = true
			if n.Verdict == True {
				set[n] = true
			}
		}
	})
	if v, known := withOnly(tr.Root, set); !known || v != verdictOf(want) {
		fail("the deciding conditions do not decide")
	}
	for _, n := range deciding {
		if requirements[n] {
			continue
		}
		delete(set, n)
		if v, known := withOnly(tr.Root, set); known && v == verdictOf(want) {
			fail("%v decides nothing", n.Node)
		}
		set[n] = true
	}
	if smaller := smallerDeciding(tr, set, len(deciding)); smaller != nil && !requirements[deciding[0]] {
		fail("%d conditions decide, and a smaller set does, too", len(deciding))
	}
	if f.Pattern().Kind() == grammar.JSON && (tr.Shape == JSONObject) != jsontext.ValidObject(b) {
		fail("shape %d", tr.Shape)
	}
	if f.Pattern().Kind() == grammar.Delimited && want {
		got := ExtractedValues{}
		for _, field := range tr.Fields {
			got[field.Reference] = message[field.Span.Start:field.Span.End]
		}
		extracted, _ := f.Extract(b)
		if d := cmp.Diff(extracted, got); d != "" {
			fail("fields (-extracted +traced):\n%s", d)
		}
	}
}

// smallerDeciding tries all sets of fewer conditions than size, beside the
// requirements that hold, and returns one that decides; nil if none does.
func smallerDeciding(tr *Trace, with map[*TraceNode]bool, size int) map[*TraceNode]bool {
	conditions := tr.Conditions()
	if len(conditions) > 8 {
		return nil
	}
	for bitmap := range 1 << len(conditions) {
		set := map[*TraceNode]bool{}
		for n := range with {
			if n.Kind == Requirement {
				set[n] = true
			}
		}
		count := 0
		for i, c := range conditions {
			if bitmap&(1<<i) != 0 {
				set[c] = true
				count++
			}
		}
		if count >= size {
			continue
		}
		if v, known := withOnly(tr.Root, set); known && v == tr.Root.Verdict {
			return set
		}
	}
	return nil
}

func TestTraceOfRandomPatterns(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine, many patterns")
	}
	for i, tt := range []struct {
		kind     grammar.Kind
		pattern  func(sample.Gen) string
		message  func(sample.Gen, grammar.Pattern) string
		patterns int
	}{
		{grammar.Terms, sample.Gen.TermsPattern, sample.Gen.Line, 400},
		{grammar.Delimited, sample.Gen.DelimitedPattern, sample.Gen.FieldLine, 600},
		{grammar.JSON, sample.Gen.JSONPattern, sample.Gen.JSONMessage, 1000},
	} {
		t.Run(fmt.Sprint(tt.kind), func(t *testing.T) {
			g := sample.New(7, uint64(i))
			for n := 0; n < tt.patterns; {
				f, err := ParseAndCompile(tt.pattern(g))
				if err != nil {
					continue
				}
				n++
				for range 12 {
					traceAgrees(t, f, tt.message(g, f.Pattern()))
				}
			}
		})
	}
}

func TestTraceOfCorpus(t *testing.T) {
	corpusPairs(t, func(pattern, message string) {
		if f, err := ParseAndCompile(pattern); err == nil {
			traceAgrees(t, f, message)
		}
	})
}

func FuzzTrace(f *testing.F) {
	corpusPairs(f, func(pattern, message string) { f.Add(pattern, message) })
	f.Fuzz(func(t *testing.T, pattern, message string) {
		fuzzbound.Watch(t, pattern, message)
		if !utf8.ValidString(pattern) {
			return
		}
		if filter, err := ParseAndCompile(pattern); err == nil {
			traceAgrees(t, filter, message)
		}
	})
}

// traceText is a trace in one line a condition.
func traceText(t *Trace, message string) string {
	var b strings.Builder
	deciding := map[*TraceNode]bool{}
	for _, n := range t.Deciding() {
		deciding[n] = true
	}
	t.Root.walk(func(n *TraceNode) {
		if n.Kind == AllOf || n.Kind == AnyOf {
			return
		}
		if deciding[n] {
			b.WriteString("* ")
		}
		if n.Kind == Requirement {
			b.WriteString("requirement ")
		}
		fmt.Fprintf(&b, "%s", n.Verdict)
		if o := n.Operand; o.Selector != "" || o.Span.End > 0 {
			fmt.Fprintf(&b, " %s %q=%q", o.Selector, o.Text, message[o.Span.Start:o.Span.End])
		}
		if w := n.Wildcard; w != nil {
			fmt.Fprintf(&b, " %d under %s", w.Count, w.Parent.Selector)
		}
		for _, s := range n.Spans {
			fmt.Fprintf(&b, " %d-%d", s.Start, s.End)
		}
		b.WriteString("\n")
	})
	for _, f := range t.Fields {
		fmt.Fprintf(&b, "%s %d %q of %q", f.Reference, f.Position, message[f.Span.Start:f.Span.End], message[f.Raw.Start:f.Raw.End])
		if f.Rest {
			b.WriteString(" rest")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestTrace(t *testing.T) {
	for _, tt := range []struct{ name, pattern, message, want string }{
		{"terms", `ERROR -retry ?fatal`, `an ERROR, no ERRORS`,
			"* true 3-8 13-18\n* true\nnot applicable\n"},
		{"optional terms", `?ERROR ?WARN`, `WARN ERROR`,
			"* true 5-10\ntrue 0-4\n"},
		{"expression", `%[0-9]+%`, `a 12 b 3`, "* true 2-4 7-8\n"},
		{"empty pattern", ``, `x`, ""},
		{"what an and does not need", `{ $.a = 1 && $.b = 2 || $.c > 3 }`, `{"a":"1","b":3,"c":4}`,
			"requirement true\ntrue $.a \"1\"=\"\\\"1\\\"\"\nfalse $.b \"3\"=\"3\"\n* true $.c \"4\"=\"4\"\n"},
		{"smallest false set", `{ ($.a = 1 || $.b = 2) && $.c = 3 }`, `{"a":0}`,
			"requirement true\nfalse $.a \"0\"=\"0\"\nfalse $.b \"\"=\"\"\n* false $.c \"\"=\"\"\n"},
		{"wildcard", `{ $.a[*].b = 2 && $.c.* != 1 }`, `{"a":[{"b":1},{},{"b":2}],"c":{"y":0,"x z":1}}`,
			"requirement true\ntrue $.a[2].b \"2\"=\"2\" 2 under $.a\n* false $.c.['x z'] \"1\"=\"1\" 2 under $.c\n"},
		{"no JSON", `{ $.a NOT EXISTS }`, `x {"b":1}`, "* requirement false\nnot applicable\n"},
		{"fields", `[a, , b=2, ...]`, `x "y z" 2.0 [r]`,
			"requirement true\n* true  \"2.0\"=\"2.0\"\n$a 1 \"x\" of \"x\"\n$2 2 \"y z\" of \"\\\"y z\\\"\"\n$b 3 \"2.0\" of \"2.0\"\n$4 4 \"r\" of \"[r]\"\n"},
		{"rest of line", `[a, b]`, `x "y" z`,
			"* requirement true\n$a 1 \"x\" of \"x\"\n$b 2 \"\\\"y\\\" z\" of \"\\\"y\\\" z\" rest\n"},
		{"too few values", `[a, b!=1, ]`, `x`,
			"* requirement false\nnot applicable\n$a 1 \"x\" of \"x\"\n$b 0 \"\" of \"\"\n$3 0 \"\" of \"\"\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := mustFilter(t, tt.pattern)
			if d := cmp.Diff(tt.want, traceText(f.Trace([]byte(tt.message)), tt.message)); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

func TestEventShapes(t *testing.T) {
	f := mustFilter(t, `{ $.a = 1 }`)
	for _, tt := range []struct {
		message string
		shape   EventShape
		at      int
	}{
		{` {"a":1} `, JSONObject, -1},
		{``, NoJSON, -1},
		{`plain {text}`, NoJSON, -1},
		{`[{"a":1}]`, TopLevelJSON, 0},
		{` 12 `, TopLevelJSON, 1},
		{`INFO {x} {"a":1}`, TextBefore, 9},
		{`{"a":1} tail`, TextAfter, 8},
		{`{"a":1,}`, BrokenJSON, 7},
		{`{"a":`, BrokenJSON, 5},
		{`{"a":"{\"b\":1}`, BrokenJSON, 15},
	} {
		tr := f.Trace([]byte(tt.message))
		if tr.Shape != tt.shape || tr.ShapeAt != tt.at {
			t.Errorf("%q: shape %d at %d, want %d at %d", tt.message, tr.Shape, tr.ShapeAt, tt.shape, tt.at)
		}
	}
}
