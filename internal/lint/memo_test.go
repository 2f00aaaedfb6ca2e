package lint

import (
	"fmt"
	"testing"
)

func TestPatternMemo(t *testing.T) {
	m := newPatternMemo()
	first, err := m.parse("ERROR")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := m.parse("ERROR"); err != nil || again != first {
		t.Errorf("the same pattern is parsed twice: %v", err)
	}
	for range 2 {
		if p, err := m.parse("{ $.a = }"); err == nil || p != nil {
			t.Error("a broken pattern is taken")
		}
	}
	for i := range maxPatterns + 10 {
		if _, err := m.parse(fmt.Sprint("E", i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(m.known) != maxPatterns {
		t.Errorf("%d patterns are remembered, at most %d may be", len(m.known), maxPatterns)
	}
	if p, err := m.parse(fmt.Sprint("E", maxPatterns+5)); err != nil || p == nil {
		t.Errorf("what is not remembered is not parsed: %v", err)
	}
}
