package policy

import (
	"regexp"
	"strings"
	"sync"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// stand is a word that stands for a hole while a pattern is parsed.
const stand = "logsieveHole"

// plainReference is an expression that names a value; one that computes may put
// together whole conditions.
var plainReference = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[\w.\[\]"'*${}:! -]+$`) })

// atMost is a JSON pattern that matches whatever a pattern with holes can match:
// a condition whose quoted value has a hole is taken to hold for any text. It
// is nil when a hole may be more than a part of a value.
func atMost(v *source.Value) grammar.Pattern {
	var b strings.Builder
	for _, p := range estate.Parts(v) {
		if p.Hole == "" {
			b.WriteString(p.Literal)
			continue
		}
		if strings.Count(b.String(), `"`)%2 == 0 || !plainReference().MatchString(p.Hole) {
			return nil
		}
		b.WriteString(stand)
	}
	p, err := grammar.Parse(strings.Trim(b.String(), " \t\r\n"))
	if err != nil {
		return nil
	}
	json, ok := p.(*grammar.JSONPattern)
	if !ok {
		return nil
	}
	expr := widened(json.Expr, func(c *grammar.Comparison) bool {
		t, ok := c.Value.(*grammar.Text)
		return ok && strings.Contains(t.Decoded, stand)
	})
	if expr == nil {
		return nil
	}
	wide := &grammar.JSONPattern{Expr: expr}
	// It must not be about the word itself.
	if strings.Contains(grammar.Format(wide), stand) {
		return nil
	}
	return wide
}

// widened replaces the conditions that are chosen, such as those on texts with
// holes, by one that holds for any text or number; a pattern has no negation, so that the
// whole then holds wherever it held. It is nil when nothing bounds a condition.
func widened(e grammar.Expr, chosen func(*grammar.Comparison) bool) grammar.Expr {
	switch e := e.(type) {
	case *grammar.And:
		if list := widenedAll(e.Operands, chosen); list != nil {
			return &grammar.And{Operands: list}
		}
		return nil
	case *grammar.Or:
		if list := widenedAll(e.Operands, chosen); list != nil {
			return &grammar.Or{Operands: list}
		}
		return nil
	case *grammar.Comparison:
		if !chosen(e) {
			return e
		}
		// J5: != holds where a wildcard selects nothing at all.
		if s, ok := e.Left.(*grammar.Selector); !ok || e.Op == grammar.NotEqual && s.Wildcards() > 0 {
			return nil
		}
		// J13: any text or number.
		return &grammar.Comparison{Left: e.Left, Op: grammar.Equal, Value: &grammar.Text{Raw: `"*"`, Decoded: "*", Quoted: true}}
	}
	return e
}

func widenedAll(list []grammar.Expr, chosen func(*grammar.Comparison) bool) []grammar.Expr {
	out := make([]grammar.Expr, len(list))
	for i, e := range list {
		if out[i] = widened(e, chosen); out[i] == nil {
			return nil
		}
	}
	return out
}

// widen notes what the filter can match at most.
func (f *Filter) widen(v *source.Value) {
	p := atMost(v)
	if p == nil {
		return
	}
	if compiled, err := engine.Compile(p); err == nil {
		f.atMost, f.compiled = p, compiled
	}
}
