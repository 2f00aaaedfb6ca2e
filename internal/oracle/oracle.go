// Package oracle decides filter patterns slowly and plainly. It is written
// from the rules of docs/semantics.md alone, for tests that compare the
// engine with it; nothing but tests imports it.
package oracle

import (
	"maps"
	"regexp"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

// Match reports whether a log event's message matches a pattern.
func Match(p grammar.Pattern, message string) bool {
	_, ok := Extract(p, message)
	return ok
}

// Extract returns the extracted values of a message that matches, and false
// for one that does not.
func Extract(p grammar.Pattern, message string) (values map[string]string, ok bool) {
	none := map[string]string{} // T11, J20
	switch p := p.(type) {
	case *grammar.MatchAllPattern: // L6
		return none, true
	case *grammar.TermsPattern:
		return none, matchTerms(p, message)
	case *grammar.JSONPattern:
		return none, matchJSON(p, message)
	case *grammar.DelimitedPattern:
		return matchDelimited(p, message)
	default:
		panic("oracle: unknown kind of pattern")
	}
}

func matchTerms(p *grammar.TermsPattern, message string) bool {
	if p.Regex != nil { // T8
		return searches(p.Regex, message)
	}
	occur := map[grammar.TermMode]int{}
	count := map[grammar.TermMode]int{}
	for _, t := range p.Terms {
		count[t.Mode]++
		if strings.Contains(message, t.Text) {
			occur[t.Mode]++
		}
	}
	if count[grammar.Optional] == len(p.Terms) { // T5
		return occur[grammar.Optional] > 0
	}
	// T1, T4, and T6: optional terms beside others say nothing.
	return occur[grammar.Included] == count[grammar.Included] && occur[grammar.Excluded] == 0
}

// searches is an unanchored search (R2).
func searches(r *grammar.Regex, text string) bool {
	return regexp.MustCompile(r.Source).MatchString(text)
}

// starMatch compares a text with a pattern in which * stands for any text
// (J13): the text before the first star begins it, each later piece is taken
// at its first occurrence, the last one ends it.
func starMatch(pattern, text string) bool {
	piece, pattern, star := strings.Cut(pattern, "*")
	rest, ok := strings.CutPrefix(text, piece)
	for ok && star {
		if pattern == "" {
			return true // a star at the end takes all
		}
		piece, pattern, star = strings.Cut(pattern, "*")
		_, rest, ok = strings.Cut(rest, piece)
	}
	return ok && rest == ""
}

func holds(e grammar.Expr, condition func(grammar.Expr) bool) bool {
	switch e := e.(type) {
	case *grammar.And:
		all := true
		for _, o := range e.Operands {
			all = holds(o, condition) && all
		}
		return all
	case *grammar.Or:
		some := false
		for _, o := range e.Operands {
			some = holds(o, condition) || some
		}
		return some
	default:
		return condition(e)
	}
}

// orders reports what an operator says to the order of two numbers.
func orders(op grammar.CompareOp, order int) bool {
	return map[grammar.CompareOp]bool{
		grammar.Equal: order == 0, grammar.NotEqual: order != 0,
		grammar.Less: order < 0, grammar.LessOrEqual: order <= 0,
		grammar.Greater: order > 0, grammar.GreaterOrEqual: order >= 0,
	}[op]
}

// fieldToken is one value at the beginning of a message, blanks in front of
// it: in quotes, in brackets, or up to the next blank (S1).
var fieldToken = regexp.MustCompile(`^[ \t]*(?:"([^"]*)"|\[([^\]]*)\]|([^ \t]+))`)

// matchDelimited decides space-delimited patterns (S1 to S12).
func matchDelimited(p *grammar.DelimitedPattern, message string) (map[string]string, bool) {
	var values, rests []string // rests begin at the value, its delimiter included
	for rest := message; ; {
		at := fieldToken.FindStringSubmatchIndex(rest)
		if at == nil {
			break
		}
		for g := 2; g < len(at); g += 2 {
			if at[g] >= 0 {
				values = append(values, rest[at[g]:at[g+1]])
			}
		}
		rests = append(rests, strings.TrimLeft(rest, " \t"))
		rest = rest[at[1]:]
	}
	fields := p.Fields
	named := len(fields)
	if p.HasEllipsis() {
		named--
	}
	if len(values) < named { // S3
		return nil, false
	}
	switch {
	case p.HasEllipsis(): // S4: unnamed fields in its place
		var spread []*grammar.Field
		for _, f := range fields {
			if !f.Ellipsis {
				spread = append(spread, f)
				continue
			}
			for range len(values) - named {
				spread = append(spread, &grammar.Field{})
			}
		}
		fields = spread
	case named == 0: // S6
		fields = make([]*grammar.Field, len(values))
		for i := range fields {
			fields[i] = &grammar.Field{}
		}
	case len(values) > named: // S2
		values = append(values[:named-1:named-1], rests[named-1])
	}
	extracted := map[string]string{}
	for i, f := range fields {
		value := values[i]
		if f.Expr != nil && !holds(f.Expr, func(e grammar.Expr) bool { return fieldHolds(e.(*grammar.Comparison), value) }) {
			return nil, false
		}
		name := f.Name
		if name == "" {
			name = itoa(i + 1)
		}
		maps.Copy(extracted, map[string]string{"$" + name: value}) // S10
	}
	return extracted, true
}

// fieldNumber is what counts as a number among fields (S9).
var fieldNumber = regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$`)

func fieldHolds(c *grammar.Comparison, value string) bool {
	equal := false
	switch v := c.Value.(type) {
	case *grammar.Number: // S9
		if fieldNumber.MatchString(value) {
			return orders(c.Op, compare(parse(value), parse(v.Raw)))
		}
		if c.Op.Ordering() {
			return false
		}
		equal = value == v.Raw
	case *grammar.Text:
		equal = starMatch(v.Decoded, value)
	case *grammar.Regex:
		equal = searches(v, value)
	}
	return equal == (c.Op == grammar.Equal)
}
