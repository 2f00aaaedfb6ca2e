package engine

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/sample"
)

// gen makes also what only sets are tested with.
type gen struct{ sample.Gen }

func (g gen) letters(least, most int, of string) []byte {
	out := make([]byte, least+g.IntN(most-least+1))
	for i := range out {
		out[i] = of[g.IntN(len(of))]
	}
	return out
}

// distinctTexts are up to n different texts that often begin, end or hold one
// another.
func (g gen) distinctTexts(n int, of string) [][]byte {
	known := map[string]bool{}
	var texts [][]byte
	for range n {
		t := g.letters(1, 6, of)
		if !known[string(t)] {
			known[string(t)] = true
			texts = append(texts, t)
		}
	}
	return texts
}

func TestLiterals(t *testing.T) {
	g := gen{sample.New(5, 6)}
	forms := map[string]int{}
	for run := range 400 {
		of := g.One("ab", "abc", "ab\x00\xff", "abcdefgh")
		texts := g.distinctTexts(1+g.IntN(100), of)
		base := g.IntN(3)
		l := newLiterals(base, texts)
		form := "finders"
		if l.finders == nil {
			form = "table"
			if run%2 == 0 {
				form, l.table = "links", nil
			}
		}
		forms[form]++
		seen := newMarks(base + len(texts))
		for range 10 {
			// Two texts of one event: the second finds only what is new.
			seen.clear()
			var want, got []int32
			for range 2 {
				text := g.letters(0, 40, of+"x")
				for i, lit := range texts {
					if n := int32(base + i); bytes.Contains(text, lit) && !slices.Contains(want, n) {
						want = append(want, n)
					}
				}
				got = append(got, l.scan(nil, &seen, text)...)
				slices.Sort(want)
				slices.Sort(got)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("%s: %q in %q (-want +got):\n%s", form, texts, text, diff)
				}
			}
		}
	}
	for _, form := range []string{"finders", "table", "links"} {
		if forms[form] == 0 {
			t.Errorf("no run with %s", form)
		}
	}
}

// Bytes beyond what a table can class make no table.
func TestLiteralsOfAllBytes(t *testing.T) {
	var texts [][]byte
	for c := range 256 {
		texts = append(texts, []byte{byte(c)})
	}
	l := newLiterals(0, texts)
	seen := newMarks(256)
	text := []byte{0, 255, 'a', 255}
	if got := l.scan(nil, &seen, text); len(got) != 3 {
		t.Errorf("found %v in %q", got, text)
	}
}

func TestPrefixes(t *testing.T) {
	g := gen{sample.New(7, 8)}
	for range 500 {
		owners := map[string][]int32{}
		for i, p := range g.distinctTexts(g.IntN(40), "ab") {
			owners[string(p)] = []int32{int32(i)}
		}
		p := newPrefixes(owners)
		for range 20 {
			text := g.letters(0, 8, "ab")
			var want, got []int32
			for t, o := range owners {
				if bytes.HasPrefix(text, []byte(t)) {
					want = append(want, o...)
				}
			}
			if p != nil {
				for i := p.last(text); i >= 0; i = p.parent[i] {
					got = append(got, p.owners[i]...)
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%q begins with (-want +got):\n%s", text, diff)
			}
		}
	}
}

func TestNumbers(t *testing.T) {
	g := gen{sample.New(9, 10)}
	ops := []grammar.CompareOp{grammar.Equal, grammar.Less, grammar.LessOrEqual, grammar.Greater, grammar.GreaterOrEqual}
	for range 500 {
		type comparison struct {
			op     grammar.CompareOp
			number decimal
		}
		var all []comparison
		var index numbers
		for i := range g.IntN(30) {
			c := comparison{ops[g.IntN(len(ops))], parseDecimal([]byte(g.Number()))}
			all = append(all, c)
			index.add(c.op, c.number, int32(i))
		}
		index.sort()
		for range 20 {
			number := parseDecimal([]byte(g.Number()))
			fired := triggered{done: newMarks(len(all))}
			index.note(&fired, number)
			for i, c := range all {
				order := number.compare(c.number)
				may := c.op.Holds(order) || order == 0 // whether equality satisfies is left open
				if got := slices.Contains(fired.filters, int32(i)); got != may {
					t.Fatalf("%s %s %v: %v, want %v", number.digits, c.number.digits, c.op, got, may)
				}
			}
		}
	}
}

// TestMarksWrap lets the epoch run over.
func TestMarksWrap(t *testing.T) {
	m := newMarks(2)
	m.add(0)
	m.epoch = 1<<32 - 1
	m.add(1)
	m.clear()
	if m.has(0) || m.has(1) {
		t.Error("marks of before are still there")
	}
}

// widePattern is a pattern of any kind out of many names, texts and numbers,
// so that sets of them hash names and build automata.
func (g gen) widePattern() string {
	n := func() int { return g.IntN(30) }
	name := func() string { return fmt.Sprintf("name%d", n()) }
	value := func() string {
		return g.One(
			fmt.Sprintf("= v%d", n()), fmt.Sprintf("= %d", n()), fmt.Sprintf("!= v%d", n()),
			fmt.Sprintf("= v%d*", n()), fmt.Sprintf("= *%d", n()), fmt.Sprintf("= *%d*", n()), fmt.Sprintf("= *v*%d*", n()),
			fmt.Sprintf("= v*%d", n()), fmt.Sprintf(`= "v%d w*"`, n()), fmt.Sprintf("> %d", n()), fmt.Sprintf("<= %d.5", n()),
			fmt.Sprintf("= %%v%d|w[0-9]%%", n()), fmt.Sprintf("= %%%d$%%", n()), "= *")
	}
	switch g.IntN(3) {
	case 0:
		return "{" + g.Expr(2, func() string {
			s := "$." + name() + g.One("", "", "."+name(), "[0]", ".*", "[*]."+name())
			return s + " " + g.One(value(), value(), value(), "IS TRUE", "IS FALSE", "IS NULL", "NOT EXISTS")
		}) + "}"
	case 1:
		mode := g.IntN(3)
		if g.Chance(8) {
			return fmt.Sprintf("%%v%d[ ,]|w%d%%", n(), n())
		}
		return g.Repeat(1, 3, " ", func() string {
			return []string{"", "?", g.One("", "-")}[mode] + g.One(fmt.Sprintf("v%d", n()), fmt.Sprintf("%d", n()), fmt.Sprintf(`"v%d w"`, n()), name())
		})
	default:
		fields := 1 + g.IntN(5)
		ellipsis := g.IntN(8)
		var out []string
		for i := range fields {
			if i == ellipsis {
				out = append(out, "...")
			}
			field := fmt.Sprintf("f%d", i)
			if g.Chance(3) {
				field = g.Expr(1, func() string { return fmt.Sprintf("f%d %s", i, value()) })
			}
			out = append(out, field)
		}
		return "[" + strings.Join(out, ", ") + "]"
	}
}

func (g gen) wideMessage() string {
	n := func() int { return g.IntN(30) }
	if g.Chance(2) {
		return g.Repeat(0, 8, " ", func() string {
			return g.One(fmt.Sprintf("v%d", n()), fmt.Sprintf("%d", n()), fmt.Sprintf(`"v%d w"`, n()), fmt.Sprintf("[w%d]", n()), fmt.Sprintf("name%d", n()), fmt.Sprintf("%d.5", n()))
		})
	}
	var object func(depth int) string
	object = func(depth int) string {
		return "{" + g.Repeat(0, 12, g.One(",", ", "), func() string {
			var value string
			switch g.IntN(9) {
			case 0:
				value = g.One("true", "false", "null", "[]", "{}", "[null]")
			case 1, 2, 3:
				value = g.One(fmt.Sprint(n()), fmt.Sprintf("%d.5", n()))
			case 4:
				if depth > 0 {
					value = g.One(object(depth-1), "["+object(depth-1)+","+object(depth-1)+"]")
					break
				}
				fallthrough
			default:
				value = fmt.Sprintf(g.One(`"v%d"`, `"v%d w%[1]d"`, `"\u0076%d"`, `"%d"`), n())
			}
			return fmt.Sprintf(g.One(`"name%d"`, `"name%d"`, `"nam\u0065%d"`), n()) + g.One(":", " : ") + value
		}) + "}"
	}
	text := object(2)
	if g.Chance(12) {
		text = text[:g.IntN(len(text)+1)]
	}
	return text
}

func TestSetWide(t *testing.T) {
	skipUnderRace(t)
	g := gen{sample.New(13, 14)}
	kinds := map[grammar.Kind][2]int{}
	for range 60 {
		var filters []*Filter
		for range 200 {
			if f, err := ParseAndCompile(g.widePattern()); err == nil {
				filters = append(filters, f)
			}
		}
		s, err := CompileSet(filters)
		if err != nil {
			t.Fatal(err)
		}
		for range 60 {
			message := []byte(g.wideMessage())
			againstEach(t, s, filters, message)
			for _, f := range filters {
				n := kinds[f.Pattern().Kind()]
				n[0]++
				if f.Match(message) {
					n[1]++
				}
				kinds[f.Pattern().Kind()] = n
			}
		}
	}
	for kind, n := range kinds {
		t.Logf("%s: %d of %d match", kind, n[1], n[0])
		if n[1] < n[0]/50 {
			t.Errorf("%s: %d of %d match: the test says little", kind, n[1], n[0])
		}
	}
	if len(kinds) != 3 {
		t.Errorf("kinds of patterns: %v", kinds)
	}
}
