package policy

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/document/documenttest"
)

// many are n log groups, each with a filter and an alarm on it.
func many(n int) string {
	var b strings.Builder
	for i := range n {
		name := fmt.Sprint("f", i)
		b.WriteString(strings.Replace(filter(name, fmt.Sprintf(`"{ $.a = %d }"`, i), ""), `"trail"`, `"g`+name+`"`, 1))
		b.WriteString(alarm(name, `"`+name+`"`, ""))
	}
	return b.String()
}

// TestLargeEstates judges n and 2n filters, each with an alarm of its own.
func TestLargeEstates(t *testing.T) {
	p, err := LoadPack("cis-aws-foundations-1.4")
	if err != nil {
		t.Fatal(err)
	}
	small, large := read(t, many(200)), read(t, many(400))
	estate := func(n int) *Estate { return map[int]*Estate{200: small, 400: large}[n] }
	documenttest.Linear(t, 200, func(n int) {
		if _, err := estate(n).Judge(p.Rules, Options{}); err != nil {
			t.Error(err)
		}
	})
	documenttest.Linear(t, 200, func(n int) {
		if err := estate(n).Export(io.Discard, Options{}); err != nil {
			t.Error(err)
		}
	})
	// To look for filters that do it together asks each filter once.
	r := p.Rules[0]
	q := &requirement{estate: large, rule: r, Requirement: r.Require, byGroup: map[*Group][]*candidate{}}
	for _, f := range large.Filters {
		q.add(&candidate{Filter: f, tree: f.Pattern})
	}
	asked := 0
	if v := q.union(func(*candidate) bool { asked++; return false }, Covered); v != nil || asked != len(large.Filters) {
		t.Errorf("%d filters are asked %d times: %v", len(large.Filters), asked, v)
	}
}
