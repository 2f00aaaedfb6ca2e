package oracle

import (
	"bytes"
	"encoding/json"
	"regexp"

	"github.com/logsieve/logsieve/grammar"
)

func jsonMatch(p *grammar.JSONPattern, message string) bool {
	if !json.Valid([]byte(message)) {
		return false
	}
	d := json.NewDecoder(bytes.NewReader([]byte(message)))
	d.UseNumber()
	var event any
	if err := d.Decode(&event); err != nil {
		return false
	}
	object, ok := event.(map[string]any)
	return ok && jsonExpr(p.Expr, object)
}

func jsonExpr(e grammar.Expr, event map[string]any) bool {
	switch e := e.(type) {
	case *grammar.And:
		for _, o := range e.Operands {
			if !jsonExpr(o, event) {
				return false
			}
		}
		return true
	case *grammar.Or:
		for _, o := range e.Operands {
			if jsonExpr(o, event) {
				return true
			}
		}
		return false
	case *grammar.Test:
		return test(e, event)
	default:
		return comparison(e.(*grammar.Comparison), event)
	}
}

// selected are all values that the steps select.
func selected(v any, steps []*grammar.Step) []any {
	if len(steps) == 0 {
		return []any{v}
	}
	step, rest := steps[0], steps[1:]
	var out []any
	switch v := v.(type) {
	case map[string]any:
		switch step.Kind {
		case grammar.NameStep:
			if m, ok := v[step.Name]; ok {
				return selected(m, rest)
			}
		case grammar.WildcardStep:
			for _, m := range v {
				out = append(out, selected(m, rest)...)
			}
		}
	case []any:
		switch {
		case step.Kind == grammar.IndexStep && step.Index < len(v):
			return selected(v[step.Index], rest)
		case step.Kind == grammar.WildcardStep:
			for _, m := range v {
				out = append(out, selected(m, rest)...)
			}
		}
	}
	return out
}

// parent are the steps in front of the wildcard.
func parent(s *grammar.Selector) (steps []*grammar.Step, wildcard bool) {
	for i, step := range s.Steps {
		if step.Kind == grammar.WildcardStep {
			return s.Steps[:i], true
		}
	}
	return nil, false
}

func test(t *grammar.Test, event map[string]any) bool {
	values := selected(event, t.Selector.Steps)
	_, wildcard := parent(t.Selector)
	if t.Kind == grammar.NotExists {
		return len(values) == 0
	}
	for _, v := range values {
		switch t.Kind {
		case grammar.IsTrue:
			if v == true {
				return true
			}
		case grammar.IsFalse:
			if v == false {
				return true
			}
		case grammar.IsNull:
			if v == nil {
				return true
			}
			if array, ok := v.([]any); ok && !wildcard {
				for _, element := range array {
					if element == nil {
						return true
					}
				}
			}
		}
	}
	return false
}

func comparison(c *grammar.Comparison, event map[string]any) bool {
	selector := c.Left.(*grammar.Selector)
	values := selected(event, selector.Steps)
	if c.Op != grammar.NotEqual {
		for _, v := range values {
			if satisfies(v, c) {
				return true
			}
		}
		return false
	}
	equal := *c
	equal.Op = grammar.Equal
	if above, wildcard := parent(selector); wildcard {
		if len(selected(event, above)) == 0 {
			return false
		}
		for _, v := range values {
			if satisfies(v, &equal) {
				return false
			}
		}
		return true
	}
	for _, v := range values {
		switch v := v.(type) {
		case string:
			return !satisfies(v, &equal)
		case json.Number:
			if _, numeric := c.Value.(*grammar.Number); numeric {
				if _, ok := eventNumber(v.String()); !ok {
					return false
				}
			}
			return !satisfies(v, &equal)
		}
	}
	return false
}

// satisfies decides = and ordering for one value.
func satisfies(v any, c *grammar.Comparison) bool {
	var seen string
	switch v := v.(type) {
	case string:
		seen = v
		if c.Op.Ordering() {
			return false
		}
		if n, ok := c.Value.(*grammar.Number); ok {
			return v == n.Raw
		}
	case json.Number:
		if n, ok := c.Value.(*grammar.Number); ok {
			r, ok := eventNumber(v.String())
			return ok && ordered(c.Op, r.Cmp(rational(n.Raw)))
		}
		seen = javaText(v.String())
	default:
		return false
	}
	switch want := c.Value.(type) {
	case *grammar.Text:
		return text(want, seen)
	case *grammar.Regex:
		return regexp.MustCompile(want.Source).MatchString(seen)
	default:
		return false
	}
}
