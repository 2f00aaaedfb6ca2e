// Package oracle decides filter patterns slowly and obviously, for tests only.
// It is written from docs/semantics.md and shares no code with the engine:
// encoding/json, big rationals and package regexp do the work.
package oracle

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

// Match reports whether a message matches a pattern.
func Match(p grammar.Pattern, message string) bool {
	switch p := p.(type) {
	case *grammar.TermsPattern:
		return terms(p, message)
	case *grammar.JSONPattern:
		return jsonMatch(p, message)
	case *grammar.DelimitedPattern:
		_, ok := bind(p, message)
		return ok
	default:
		return true
	}
}

// Extract returns the extracted values of a message that matches.
func Extract(p grammar.Pattern, message string) map[string]string {
	values := map[string]string{}
	if d, ok := p.(*grammar.DelimitedPattern); ok {
		bound, _ := bind(d, message)
		for _, b := range bound {
			values["$"+b.name] = b.value
		}
	}
	return values
}

func terms(p *grammar.TermsPattern, message string) bool {
	if p.Regex != nil {
		return regexp.MustCompile(p.Regex.Source).MatchString(message)
	}
	optional, found, others := 0, 0, 0
	for _, t := range p.Terms {
		has := strings.Contains(message, t.Text)
		switch t.Mode {
		case grammar.Included:
			others++
			if !has {
				return false
			}
		case grammar.Excluded:
			others++
			if has {
				return false
			}
		case grammar.Optional:
			optional++
			if has {
				found++
			}
		}
	}
	return others > 0 || found > 0 || optional == 0
}

// text decides = for texts (J12 to J14).
func text(t *grammar.Text, s string) bool {
	pieces := strings.Split(t.Decoded, "*")
	if len(pieces) == 1 {
		return s == pieces[0]
	}
	rest, ok := strings.CutPrefix(s, pieces[0])
	for i, piece := range pieces[1:] {
		if !ok {
			return false
		}
		last := i == len(pieces)-2
		if last && piece == "" {
			return true
		}
		_, rest, ok = strings.Cut(rest, piece)
		if last {
			return ok && rest == ""
		}
	}
	return false
}

type boundValue struct{ name, value string }

var fieldValue = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|[^ \t]+`)

// bind gives every value its name, and tells whether the message matches.
func bind(p *grammar.DelimitedPattern, message string) ([]boundValue, bool) {
	spans := fieldValue.FindAllStringIndex(message, -1)
	var values []string
	for _, at := range spans {
		v := message[at[0]:at[1]]
		if len(v) > 1 && (v[0] == '"' && v[len(v)-1] == '"' && !strings.Contains(v[1:len(v)-1], `"`) ||
			v[0] == '[' && v[len(v)-1] == ']' && !strings.Contains(v[1:len(v)-1], `]`)) {
			v = v[1 : len(v)-1]
		}
		values = append(values, v)
	}
	fields, n := []*grammar.Field{}, len(p.Fields)
	switch {
	case p.HasEllipsis():
		if len(values) < n-1 {
			return nil, false
		}
		for _, f := range p.Fields {
			if !f.Ellipsis {
				fields = append(fields, f)
				continue
			}
			for range len(values) - (n - 1) {
				fields = append(fields, &grammar.Field{})
			}
		}
	case n == 0:
		for range values {
			fields = append(fields, &grammar.Field{})
		}
	default:
		if len(values) < n {
			return nil, false
		}
		if len(values) > n {
			values[n-1] = message[spans[n-1][0]:]
			values = values[:n]
		}
		fields = p.Fields
	}
	var bound []boundValue
	for i, f := range fields {
		if f.Expr != nil && !fieldExpr(f.Expr, values[i]) {
			return nil, false
		}
		name := f.Name
		if name == "" {
			name = strconv.Itoa(i + 1)
		}
		bound = append(bound, boundValue{name, values[i]})
	}
	return bound, true
}

func fieldExpr(e grammar.Expr, value string) bool {
	switch e := e.(type) {
	case *grammar.And:
		for _, o := range e.Operands {
			if !fieldExpr(o, value) {
				return false
			}
		}
		return true
	case *grammar.Or:
		for _, o := range e.Operands {
			if fieldExpr(o, value) {
				return true
			}
		}
		return false
	}
	c := e.(*grammar.Comparison)
	equal := false
	switch v := c.Value.(type) {
	case *grammar.Text:
		equal = text(v, value)
	case *grammar.Regex:
		equal = regexp.MustCompile(v.Source).MatchString(value)
	case *grammar.Number:
		if !numberText.MatchString(value) {
			equal = value == v.Raw
			if c.Op.Ordering() {
				return false
			}
			break
		}
		return ordered(c.Op, compareNumbers(value, v.Raw))
	}
	return equal == (c.Op == grammar.Equal)
}
