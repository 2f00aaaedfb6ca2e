package grammar

import (
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// DelimitedPattern matches space-delimited log events by their fields (S1 to
// S12).
type DelimitedPattern struct {
	At Span
	// Fields are the fields in order; [] has none and matches every log
	// event (S6).
	Fields []*Field
}

// Field is one field of a space-delimited pattern.
type Field struct {
	At Span
	// Name is empty for an unnamed field (S5) and for an ellipsis.
	Name string
	// Ellipsis stands for zero or more values: ... (S4).
	Ellipsis bool
	// Expr is the field's condition, over this field only; nil if it has none.
	Expr Expr
}

// FieldName is the field's name in a condition.
type FieldName struct {
	At   Span
	Name string
}

// Span implements Node.
func (p *DelimitedPattern) Span() Span { return p.At }

// Span implements Node.
func (f *Field) Span() Span { return f.At }

// Span implements Node.
func (n *FieldName) Span() Span { return n.At }

// Kind implements Pattern.
func (p *DelimitedPattern) Kind() Kind { return Delimited }

func (p *DelimitedPattern) String() string { return Format(p) }
func (p *DelimitedPattern) node()          {}
func (f *Field) node()                     {}
func (n *FieldName) node()                 {}
func (n *FieldName) operand()              {}

// HasEllipsis reports whether one of the fields is an ellipsis (S4).
func (p *DelimitedPattern) HasEllipsis() bool {
	for _, f := range p.Fields {
		if f.Ellipsis {
			return true
		}
	}
	return false
}

type delimitedNode struct {
	First *conditionsNode `parser:"@@?"`
	Rest  []*fieldsBehind `parser:"@@*"`
}

type fieldsBehind struct {
	Comma lexer.Token     `parser:"@','"`
	Field *conditionsNode `parser:"@@?"`
}

var delimitedParser = sync.OnceValue(func() *participle.Parser[delimitedNode] {
	return participle.MustBuild[delimitedNode](participle.Lexer(definition{}))
})

func (s *source) parseDelimited() Pattern {
	if !s.closedBy(']') {
		return nil
	}
	sc := &delimitedScanner{scanner{source: s, pos: 1, end: len(s.text) - 1}}
	sc.scan()
	p := &DelimitedPattern{At: Span{0, len(s.text)}}
	var st structure
	if len(sc.tokens) > 0 {
		st.fields(sc.tokens)
		if root := read(fieldListParser(), &st, s); root != nil {
			s.lowerFields(p, root, &st)
		} else if !s.brokenDelimited(p, sc.tokens) {
			return nil
		}
	}
	s.checkDuplicates(p)
	s.checkRegexes(sc.tokens)
	return p
}

// lowerFields lowers the fields of a well-formed pattern.
func (s *source) lowerFields(p *DelimitedPattern, root *fieldListNode, st *structure) {
	commas := s.commas(st.stream)
	for i, n := range root.Fields {
		f := &Field{At: s.trimSpan(Span{commas[i] + 1, commas[i+1]})}
		p.Fields = append(p.Fields, f)
		l := &fieldLowering{source: s}
		if n.Expr != nil {
			f.Expr = st.lower(n.Expr, l.condition).Expr
			f.Name = l.first
			continue
		}
		switch ts := st.take().tokens; {
		case len(ts) == 0:
		case isBareField(ts):
			s.lowerBareField(f, ts)
		default:
			f.Expr = l.condition(ts)
			f.Name = l.first
		}
	}
}

// commas are the offsets of what the fields stand between: the brackets and
// commas.
func (s *source) commas(stream []lexer.Token) []int {
	at := []int{0}
	for _, t := range stream {
		if t.Type == tokenComma {
			at = append(at, t.Pos.Offset)
		}
	}
	return append(at, len(s.text)-1)
}

// brokenDelimited reads a pattern with mistakes in its structure.
func (s *source) brokenDelimited(p *DelimitedPattern, tokens []lexer.Token) bool {
	root := generous(delimitedParser(), tokens, s)
	if root == nil {
		return false
	}
	fields, starts := []*conditionsNode{root.First}, []int{1}
	for _, r := range root.Rest {
		fields, starts = append(fields, r.Field), append(starts, r.Comma.Pos.Offset+1)
	}
	starts = append(starts, len(s.text))
	for i, f := range fields {
		p.Fields = append(p.Fields, s.lowerField(f, Span{starts[i], starts[i+1] - 1}))
	}
	return true
}

// trimSpan takes the blanks off both ends of a span.
func (s *source) trimSpan(at Span) Span {
	text := s.text[at.Start:at.End]
	at.Start += len(text) - len(strings.TrimLeft(text, blanks))
	if trimmed := strings.TrimRight(text, blanks); trimmed != "" {
		at.End -= len(text) - len(trimmed)
	} else {
		at.Start = at.End
	}
	return at
}

func (s *source) lowerField(n *conditionsNode, at Span) *Field {
	f := &Field{At: s.trimSpan(at)}
	if n == nil {
		return f
	}
	l := &fieldLowering{source: s}
	defer s.lowerStray(n.Stray, l.condition)
	if n.Expr.empty() {
		return f
	}
	if ts := loneTokens(n.Expr); len(ts) > 0 && isBareField(ts) {
		s.lowerBareField(f, ts)
		return f
	}
	f.Expr = s.lowerOr(n.Expr, l.condition).Expr
	f.Name = l.first
	return f
}

// loneTokens are the tokens of an expression that is one condition.
func loneTokens(n *orNode) []lexer.Token {
	if len(n.Rest) > 0 || n.First.First == nil || len(n.First.Rest) > 0 {
		return nil
	}
	return n.First.First.Condition
}

// isBareField reports whether a field's tokens are no condition.
func isBareField(ts []lexer.Token) bool {
	return !hasBad(ts) && (len(ts) == 1 || ts[0].Type == tokenEllipsis)
}

// lowerBareField lowers a field without a condition: a name or an ellipsis.
func (s *source) lowerBareField(f *Field, ts []lexer.Token) {
	first := token{ts[0]}
	switch {
	case first.Type == tokenEllipsis:
		f.Ellipsis = true
		if len(ts) > 1 {
			s.missingComma(token{ts[1]})
		}
	case first.Type == tokenWord:
		if s.checkName(first) {
			f.Name = first.Value
		}
	default:
		e := s.nameError(first)
		e.Service = InvalidMetricFilterPattern
		e.Remedy = "Name the field, and compare it: name = " + first.Value + "; to look for a text anywhere in the log event, use a terms pattern."
		s.report(e)
	}
}

func (s *source) missingComma(t token) {
	s.report(&SyntaxError{
		Code: CodeMissingComma, Span: Span{t.span().Start, t.span().Start + 1}, Service: InvalidMetricFilterPattern,
		Reason: "a comma is missing between the fields",
		Remedy: "Separate the fields with commas.",
	})
}

func (s *source) nameError(t token) *SyntaxError {
	return &SyntaxError{
		Code: CodeInvalidFieldName, Span: t.span(), Service: invalidCharacters(t.Value),
		Reason: fmt.Sprintf("a field cannot be named %s", t.Value),
		Remedy: "Names start with a letter or _, followed by letters, digits and _.",
	}
}

// checkName checks a field's name (S7). That '-' may stand inside is our
// choice, after production patterns.
func (s *source) checkName(t token) bool {
	for i, r := range t.Value {
		if !isLetterOrDigit(r) && r != '_' && (r != '-' || i == 0) || i == 0 && r < utf8.RuneSelf && isDigit(byte(r)) {
			s.report(s.nameError(t))
			return false
		}
	}
	return true
}

// fieldLowering lowers the conditions of one field, which must all name it.
type fieldLowering struct {
	*source
	first string
}

func (l *fieldLowering) condition(ts []lexer.Token) Expr {
	if hasBad(ts) {
		l.wrongOperator(ts)
		return nil
	}
	name := token{ts[0]}
	if name.Type != tokenWord {
		e := l.nameError(name)
		e.Service = InvalidMetricFilterPattern
		if name.Type == tokenOp {
			e.Reason = fmt.Sprintf("%s has no field name before it", name.Value)
			e.Remedy = "Write the name of the field before the operator."
		}
		l.report(e)
		return nil
	}
	if len(ts) == 1 || ts[1].Type != tokenOp {
		l.noOperator(name, ts)
		return nil
	}
	if !l.checkName(name) {
		return nil
	}
	l.checkSame(name)
	return l.comparison(name, ts)
}

func (l *fieldLowering) noOperator(name token, ts []lexer.Token) {
	if len(ts) > 1 && (ts[1].Type == tokenWord || ts[1].Type == tokenEllipsis) {
		second := token{ts[1]}
		if isWord(second, "IN") || isWord(second, "NOT") {
			if list := l.inList(name, second); list != nil {
				l.report(list)
				return
			}
		}
		if !isWord(second, "AND") && !isWord(second, "OR") && !isWord(second, "IS") && !isWord(second, "NOT") {
			l.missingComma(second)
			return
		}
	}
	at := name.span()
	if len(ts) > 1 {
		at = token{ts[1]}.span()
	}
	l.report(&SyntaxError{
		Code: CodeMissingOperator, Span: at, Service: InvalidMetricFilterPattern,
		Reason: "an operator is missing after the field's name",
		Remedy: "Compare the field with = != < > <= or >=, or write the name alone; IS and NOT EXISTS belong to JSON patterns.",
	})
}

func (l *fieldLowering) checkSame(name token) {
	if l.first == "" {
		l.first = name.Value
		return
	}
	if l.first == name.Value {
		return
	}
	l.report(&SyntaxError{
		Code: CodeMixedFields, Span: name.span(),
		Service: fmt.Sprintf("Multiple variables used in a single filter. Var1 : %s, Var2 : %s", l.first, name.Value),
		Reason:  fmt.Sprintf("the condition of the field %s cannot look at %s", l.first, name.Value),
		Remedy:  "Give each field a condition of its own and separate them with a comma; conditions of different fields must all be true.",
	})
}

func (l *fieldLowering) comparison(name token, ts []lexer.Token) Expr {
	opToken := token{ts[1]}
	op, ok := l.lowerOperator(opToken, ts)
	if len(ts) == 2 {
		if ok {
			l.missingValue(opToken)
		}
		return nil
	}
	value := token{ts[2]}
	if value.Type == tokenOp || value.Type == tokenEllipsis {
		l.missingValue(opToken)
		return nil
	}
	if !ok {
		return nil
	}
	v := l.lowerValue(op, value)
	if op.Ordering() && v == nil {
		l.plainOrderingText()
	}
	if len(ts) > 3 {
		l.behind(value, ts[3:])
		return nil
	}
	if v == nil {
		return nil
	}
	return &Comparison{
		At: tokensSpan(ts), Left: &FieldName{At: name.span(), Name: name.Value},
		Op: op, OpAt: opToken.span(), Value: v,
	}
}

// plainOrderingText gives the error just recorded the service's text for
// space-delimited patterns, which does not quote the value (S8).
func (l *fieldLowering) plainOrderingText() {
	if e := l.found[len(l.found)-1]; e.Code == CodeOrderingNeedsNumber {
		e.Service = InvalidMetricFilterPattern
	}
}

func (l *fieldLowering) behind(value token, ts []lexer.Token) {
	next := token{ts[0]}
	if next.Type == tokenEllipsis || next.Type == tokenWord && len(ts) > 1 && ts[1].Type == tokenOp {
		l.missingComma(next)
		return
	}
	l.extra(value, ts)
}

func (s *source) checkDuplicates(p *DelimitedPattern) {
	seen := map[string]bool{}
	for _, f := range p.Fields {
		name := f.Name
		if f.Ellipsis {
			name = "..."
		}
		if name == "" {
			continue
		}
		if seen[name] {
			s.report(duplicateField(f, name))
		}
		seen[name] = true
	}
}

func duplicateField(f *Field, name string) *SyntaxError {
	e := &SyntaxError{
		Code: CodeDuplicateField, Span: f.At,
		Service: "Duplicate field '" + name + "'",
		Reason:  fmt.Sprintf("the field name %s appears twice", name),
		Remedy:  "Give each field a name of its own; conditions over one field are joined with && or || inside that field.",
	}
	if f.Ellipsis {
		e.Reason = "a pattern may have only one ellipsis"
		e.Remedy = "Keep one ellipsis, and leave other fields unnamed: [a, , b]."
	}
	return e
}

type delimitedScanner struct{ scanner }

func (sc *delimitedScanner) scan() {
	for sc.skipBlanks(); sc.pos < sc.end; sc.skipBlanks() {
		switch c := sc.text[sc.pos]; c {
		case '(', ')', ',':
			sc.emit(tokenPunct, sc.pos+1)
		case '"':
			sc.quoted()
		case '%':
			sc.percent()
		case '[', ']':
			sc.bracket(c)
		default:
			if strings.HasPrefix(sc.rest(), "...") && sc.ellipsis() || sc.operator() || sc.word() || sc.foreignQuotes() || sc.colon() || sc.slashes() {
				continue
			}
			remedy := "Put the text in double quotes."
			if c == '$' {
				remedy = "Name fields without $; property selectors belong to JSON patterns."
			}
			sc.invalid(remedy)
		}
	}
}

func (sc *delimitedScanner) bracket(c byte) {
	e := severalPatterns(Span{sc.pos, sc.pos + 1}, "[ ]")
	if c == '[' {
		e.Service = invalidCharacters("[")
	}
	sc.bad(sc.pos+1, e)
}

// ellipsis scans "...", which no text may touch.
func (sc *delimitedScanner) ellipsis() bool {
	end := sc.pos + 3
	for end < sc.end {
		r, n := utf8.DecodeRuneInString(sc.text[end:sc.end])
		if !isBare(r) {
			break
		}
		end += n
	}
	if end == sc.pos+3 {
		sc.emit(tokenEllipsis, end)
		return true
	}
	if n := len(sc.tokens); n > 0 && sc.tokens[n-1].Type == tokenOp {
		return false // a value that starts with dots
	}
	sc.bad(end, &SyntaxError{
		Code: CodeInvalidCharacter, Span: Span{sc.pos, end}, Service: invalidCharacters(sc.text[sc.pos:end]),
		Reason: "an ellipsis must be a field of its own",
		Remedy: "Separate it with a comma, and write it with three dots.",
	})
	return true
}
