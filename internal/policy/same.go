package policy

import (
	"strings"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/internal/source"
)

// same says whether two values of requests are the same text. In one scope the
// same expression has one value; elsewhere what is not known may be anything.
func same(a Located, va *source.Value, b Located, vb *source.Value) analyze.Answer {
	if va == nil || vb == nil {
		return answer(va == vb)
	}
	oneScope := a.scope() == b.scope()
	pa, pb := parts(va), parts(vb)
	equal := func(x, y part) bool { return x == y && (x.hole == "" || oneScope && steady(x.hole)) }
	for len(pa) > 0 && len(pb) > 0 && equal(pa[0], pb[0]) {
		pa, pb = pa[1:], pb[1:]
	}
	for len(pa) > 0 && len(pb) > 0 && equal(pa[len(pa)-1], pb[len(pb)-1]) {
		pa, pb = pa[:len(pa)-1], pb[:len(pb)-1]
	}
	la, knownA := literal(pa)
	lb, knownB := literal(pb)
	switch {
	case knownA && knownB:
		return answer(la == lb)
	case apart(pa, pb):
		return analyze.No
	}
	return analyze.Unknown
}

// literal is the text of parts without holes.
func literal(list []part) (string, bool) {
	var b strings.Builder
	for _, p := range list {
		if p.hole != "" {
			return "", false
		}
		b.WriteString(p.literal)
	}
	return b.String(), true
}

// apart reports whether texts differ whatever their holes hold: by how they
// start or how they end.
func apart(a, b []part) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	x, y := a[0].literal, b[0].literal
	if n := min(len(x), len(y)); x[:n] != y[:n] {
		return true
	}
	x, y = a[len(a)-1].literal, b[len(b)-1].literal
	n := min(len(x), len(y))
	return x[len(x)-n:] != y[len(y)-n:]
}

func answer(yes bool) analyze.Answer {
	if yes {
		return analyze.Yes
	}
	return analyze.No
}

// steady reports whether an expression has one value wherever it stands in a
// scope: one over the instance of a resource has not.
func steady(expression string) bool {
	for _, word := range []string{"each.", "count.", "generated", "uuid", "timestamp", "random"} {
		if strings.Contains(expression, word) {
			return false
		}
	}
	return true
}
