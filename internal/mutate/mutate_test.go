//go:build devtools && unix

package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestSample tries every change of a package: only those of the function
// without a test may survive, and those that cannot compile are left out.
func TestSample(t *testing.T) {
	var out bytes.Buffer
	o := options{pkg: "./testdata/sample", tests: []string{"./testdata/sample"}, n: 1000, seed: 1, asMe: os.Geteuid() != 0}
	if err := run(t.Context(), o, &out); err != nil {
		t.Fatal(err)
	}
	t.Log(out.String())
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	survivors := 0
	for _, l := range lines[:len(lines)-1] {
		survivors++
		if !strings.Contains(l, " n > 1 ") && !strings.Contains(l, " n-- ") && !strings.Contains(l, " n + 1 ") {
			t.Error(l)
		}
	}
	if survivors != 3 {
		t.Errorf("%d of the places without a test are named, want 3", survivors)
	}
	if !strings.Contains(lines[len(lines)-1], "1 that do not compile") {
		t.Error("the size of an array has been changed to what is negative")
	}
}

// TestDraw holds that a seed decides the draw.
func TestDraw(t *testing.T) {
	names := func(seed uint64) string {
		pkgs, err := list(t.Context(), "./testdata/sample")
		if err != nil {
			t.Fatal(err)
		}
		mutants, err := draw(pkgs[0], seed)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, m := range mutants {
			b.WriteString(m.String() + "\n")
		}
		return b.String()
	}
	first, again, other := names(1), names(1), names(2)
	if first != again || first == other {
		t.Error("the draw does not follow the seed")
	}
}
