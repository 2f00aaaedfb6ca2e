package lint

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/internal/source"
)

// hard is a pattern of which little can be proved in few steps.
func hard(i int) string {
	return fmt.Sprintf(`{ $.a%d = %%^[ab]*a[ab]{20}$%% && $.a%d = %%^[ab]*b[ab]{20}$%% }`, i, i)
}

// TestShares has hard patterns and easy ones share the steps of a run: what is
// found does not depend on the workers, the run ends when the steps are used up,
// and what was not decided is said at its place.
func TestShares(t *testing.T) {
	var files []*source.File
	for i := range 40 {
		pattern := fmt.Sprintf(`{ $.a = %d && $.a = %d }`, i, i+1)
		if i%4 == 0 {
			pattern = hard(i)
		}
		f := patternFile(pattern)
		f.Name = fmt.Sprintf("f%02d", i)
		files = append(files, f)
	}
	find := func(workers int) ([]string, int) {
		work := budget.New(context.Background(), 4_000_000)
		var got []string
		undecided := 0
		for _, g := range Check(files, Options{Workers: workers, Work: work}) {
			if got = append(got, g.File+" "+g.Code); g.Code == "FS017" {
				undecided++
				if !strings.Contains(g.Message, "too large to prove within") || g.Span.End == g.Span.Start {
					t.Errorf("%s at %v", g.Message, g.Span)
				}
			}
		}
		return got, undecided
	}
	one, undecided := find(1)
	if undecided != 10 || len(one) != 40 {
		t.Errorf("%d of %d findings are undecided: %v", undecided, len(one), one)
	}
	for range 3 {
		many, _ := find(4)
		if diff := cmp.Diff(one, many); diff != "" {
			t.Fatalf("with 4 workers (-1 worker +4):\n%s", diff)
		}
	}
}

// One file of many hard patterns takes no more than a run may, and a context
// that has ended ends it.
func TestHardFile(t *testing.T) {
	f := patternFile(hard(0))
	for i := range 100 {
		more := *patternFile(hard(i)).Resources[0]
		more.Address = fmt.Sprint(i)
		f.Resources = append(f.Resources, &more)
	}
	b := budget.New(context.Background(), budget.Command)
	p := newProver(b)
	s := p.share(budget.Command)
	for i := range 200 {
		pattern, err := newPatternMemo().parse(hard(i))
		if err != nil {
			t.Fatal(err)
		}
		if s.Facts(pattern); s.Undecided(pattern) == "" {
			t.Fatalf("%s is decided", pattern)
		}
	}
	if used := budget.Command - s.left; used > budget.Command+budget.Command/100 {
		t.Errorf("%d steps", used)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, g := range Check([]*source.File{f}, Options{Work: budget.New(ctx, budget.Command)}) {
		if g.Code == "FS007" {
			t.Errorf("proved after the end: %s", g.Message)
		}
	}
}

// TestStarDoesNotGoBack is about texts whose stars would have to stand for
// another text than the first that fits (J13).
func TestStarDoesNotGoBack(t *testing.T) {
	for pattern, want := range map[string][]string{
		`{ $.a = "*ab" && $.a = "ab*b" }`:                               {`FS007 $.a = "*ab" && $.a = "ab*b"`},
		`[w = "*ab" && w = "ab*b", ...]`:                                {`FS007 w = "*ab" && w = "ab*b"`},
		`{ $.b = 1 || ($.a = "*1.1" && $.a = "1.1*1") }`:                {`FS007 $.a = "*1.1" && $.a = "1.1*1"`},
		`{ $.a = "*111.111" && $.a = "111.111.111" }`:                   {`FS007 $.a = "*111.111" && $.a = "111.111.111"`},
		`{ $.a = "x*" && $.a = "y*" }`:                                  {`FS009 $.a = "x*" && $.a = "y*"`},
		`{ $.a = "*ab" && $.a = "*b" }`:                                 nil,
		`{ $.a = "*ab" && $.a = "b*b" }`:                                nil,
		`{ $.a = 9007199254740993 && $.a = 9007199254740992 }`:          {`FS009 $.a = 9007199254740993 && $.a = 9007199254740992`},
		`{ $.a > 0.1 && $.a < 0.10000000000000000000000001 }`:           nil,
		`{ $.a > 1e400 && $.a < 1 }`:                                    {`FS007 $.a > 1e400 && $.a < 1`},
		`{ $.a >= 9007199254740993 || $.a <= 9007199254740992 }`:        nil,
		`{ $.a >= 9007199254740992 || $.a <= 9007199254740992.0 }`:      {`FS008 $.a >= 9007199254740992 || $.a <= 9007199254740992.0`},
		`{ ($.a = 1 || $.b = 2) && $.c = 3 && ($.b = 2 || $.a = 1.0) }`: nil,
		`{ ($.a = 1 || $.b = 2) && $.c = 3 && ($.b = 2 || $.a = 1) }`:   {`FS013 $.b = 2 || $.a = 1`},
	} {
		if diff := cmp.Diff(want, told(patternFile(pattern), Options{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", pattern, diff)
		}
	}
}
