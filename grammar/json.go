package grammar

import (
	"fmt"
	"strings"
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// JSONPattern matches log events that are JSON objects (J1 to J20).
type JSONPattern struct {
	At   Span
	Expr Expr
}

// Span implements Node.
func (p *JSONPattern) Span() Span { return p.At }

// Kind implements Pattern.
func (p *JSONPattern) Kind() Kind { return JSON }

func (p *JSONPattern) String() string { return Format(p) }
func (p *JSONPattern) node()          {}

var jsonParser = sync.OnceValue(func() *participle.Parser[conditionsNode] {
	return participle.MustBuild[conditionsNode](participle.Lexer(definition{}))
})

func (s *source) parseJSON() Pattern {
	if !s.closedBy('}') {
		return nil
	}
	sc := &jsonScanner{scanner: scanner{source: s, pos: 1, end: len(s.text) - 1}}
	sc.scan()
	l := &jsonLowering{source: s, selectors: sc.selectors}
	p := &JSONPattern{At: Span{0, len(s.text)}}
	var st structure
	st.conditions(sc.tokens)
	if root := read(exprParser(), &st, s); root != nil {
		p.Expr = st.lower(root, l.condition).Expr
	} else if !s.brokenJSON(p, sc.tokens, l) {
		return nil
	}
	s.checkWildcards(sc.selectors)
	s.checkRegexes(sc.tokens)
	return p
}

// brokenJSON reads a pattern with mistakes in its structure.
func (s *source) brokenJSON(p *JSONPattern, tokens []lexer.Token, l *jsonLowering) bool {
	root := generous(jsonParser(), tokens, s)
	if root == nil {
		return false
	}
	p.Expr = s.lowerOr(root.Expr, l.condition).Expr
	s.lowerStray(root.Stray, l.condition)
	if root.Expr.empty() && len(root.Stray) == 0 {
		s.report(&SyntaxError{
			Code: CodeMissingCondition, Span: Span{0, len(s.text)}, Service: InvalidMetricFilterPattern,
			Reason: "there is no condition between the braces",
			Remedy: "Write a condition such as $.level = \"ERROR\", or use the empty pattern to match every log event.",
		})
	}
	return true
}

// unparsed reports what the generous grammar could not take, which the
// scanners should have made impossible.
func (s *source) unparsed(err error) {
	at := len(s.text)
	if p, ok := err.(participle.Error); ok {
		at = p.Position().Offset
	}
	s.report(&SyntaxError{
		Code: CodeInvalidCharacter, Span: Span{at, at}, Service: InvalidMetricFilterPattern,
		Reason: "the pattern cannot be parsed from here on", Remedy: "Compare it with the filter pattern syntax.",
	})
}

type jsonScanner struct {
	scanner
}

func (sc *jsonScanner) scan() {
	for sc.skipBlanks(); sc.pos < sc.end; sc.skipBlanks() {
		switch c := sc.text[sc.pos]; c {
		case '(', ')':
			sc.emit(tokenPunct, sc.pos+1)
		case '"':
			sc.quoted()
		case '%':
			sc.percent()
		case '$':
			sc.scanSelector()
		case '{', '}':
			sc.bad(sc.pos+1, severalPatterns(Span{sc.pos, sc.pos + 1}, "{ } and && or ||"))
		default:
			if sc.operator() || sc.word() || sc.foreignQuotes() || sc.colon() || sc.slashes() {
				continue
			}
			sc.invalid(jsonRemedy(c))
			if rest := strings.TrimLeft(sc.rest(), blanks); c == ',' && strings.HasPrefix(rest, "$") {
				e := sc.found[len(sc.found)-1]
				e.Edit = &Edit{e.Span, " &&"}
			}
		}
	}
}

func jsonRemedy(c byte) string {
	switch c {
	case ',', ';':
		return "Join conditions with && or ||; put a text that contains this character in double quotes."
	default:
		return "Put the text in double quotes."
	}
}

// colon scans a : after what is compared, where = is meant.
func (sc *scanner) colon() bool {
	n := len(sc.tokens)
	if sc.text[sc.pos] != ':' || n == 0 || sc.tokens[n-1].Type != tokenSelector && sc.tokens[n-1].Type != tokenWord ||
		n > 1 && sc.tokens[n-2].Type == tokenOp {
		return false
	}
	e := &SyntaxError{
		Code: CodeUnknownOperator, Span: Span{sc.pos, sc.pos + 1}, Service: invalidCharacters(":"),
		Reason: "filter patterns have no : operator", Remedy: "Write = to compare.", Replacement: "=", Safe: true,
	}
	sc.bad(sc.pos+1, e)
	return true
}

// slashes scans a regular expression between slashes as a value.
func (sc *scanner) slashes() bool {
	n := len(sc.tokens)
	if sc.text[sc.pos] != '/' || n == 0 || sc.tokens[n-1].Type != tokenOp && !isRegexWord(sc.tokens[n-1]) {
		return false
	}
	size := strings.IndexByte(sc.text[sc.pos+1:sc.end], '/')
	if size <= 0 {
		return false
	}
	end := sc.pos + size + 2
	if end < sc.end && strings.IndexByte(blanks+"),&|", sc.text[end]) < 0 {
		if _, ok := strings.CutPrefix(sc.text[end:sc.end], "i"); !ok {
			return false // a path
		}
		end++
	}
	if sc.tokens[n-1].Value == "=" && strings.IndexByte(`*+?[\|^$`, sc.text[sc.pos+1]) < 0 && !strings.ContainsAny(sc.text[sc.pos:end], `\[|^$+`) {
		return false
	}
	e := &SyntaxError{
		Code: CodeInvalidCharacter, Span: Span{sc.pos, end}, Service: invalidCharacters("/"),
		Reason: "a regular expression is enclosed in % signs", Remedy: "Write % on both sides.",
	}
	if with := "%" + sc.text[sc.pos+1:sc.pos+1+size] + "%"; end == sc.pos+size+2 && len(errorsOf(with)) == 0 {
		e.Replacement, e.Safe = with, true
	}
	sc.bad(end, e)
	return true
}

func isRegexWord(t lexer.Token) bool {
	return isWord(token{t}, "LIKE") || isWord(token{t}, "MATCHES")
}

func severalPatterns(at Span, remedy string) *SyntaxError {
	return &SyntaxError{
		Code: CodeSeveralPatterns, Span: at, Service: InvalidMetricFilterPattern,
		Reason: "a filter has one pattern; patterns cannot be joined or nested",
		Remedy: "Write one pattern with " + remedy + "; put a literal bracket in double quotes.",
	}
}

type jsonLowering struct {
	*source
	selectors []*Selector
}

func (l *jsonLowering) selector(t token) *Selector {
	for _, s := range l.selectors {
		if s.At.Start == t.Pos.Offset {
			return s
		}
	}
	return nil
}

func (l *jsonLowering) condition(ts []lexer.Token) Expr {
	if hasBad(ts) {
		l.wrongOperator(ts)
		return nil
	}
	first := token{ts[0]}
	if first.Type != tokenSelector {
		l.missingSelector(first, ts)
		return nil
	}
	sel := l.selector(first)
	if len(ts) == 1 {
		l.report(&SyntaxError{
			Code: CodeMissingOperator, Span: first.span(), Service: InvalidMetricFilterPattern,
			Reason:      "a selector alone is not a condition",
			Remedy:      "Compare it with a value; = * is true for any text or number.",
			Replacement: first.Value + " = *",
		})
		return nil
	}
	second := token{ts[1]}
	switch {
	case second.Type == tokenOp:
		return l.comparison(sel, ts)
	case isWord(second, "IS"):
		return l.is(sel, ts)
	case isWord(second, "NOT"):
		return l.notExists(sel, ts)
	}
	l.badOperator(second, ts)
	return nil
}

func (l *jsonLowering) comparison(sel *Selector, ts []lexer.Token) Expr {
	opToken := token{ts[1]}
	op, ok := l.lowerOperator(opToken, ts)
	if len(ts) == 2 {
		if ok {
			l.missingValue(opToken)
		}
		return nil
	}
	valueToken := token{ts[2]}
	switch {
	case valueToken.Type == tokenSelector:
		l.report(&SyntaxError{
			Code: CodeMissingValue, Span: valueToken.span(), Service: InvalidMetricFilterPattern,
			Reason: "two selectors cannot be compared with each other",
			Remedy: "Compare with a constant; put the text in double quotes if it is meant literally.",
		})
		return nil
	case valueToken.Type == tokenOp || valueToken.Type == tokenEllipsis:
		l.report(&SyntaxError{
			Code: CodeMissingValue, Span: valueToken.span(), Service: InvalidMetricFilterPattern,
			Reason: fmt.Sprintf("a value is expected after %s", opToken.Value),
			Remedy: "Write a number, a text in double quotes, or a regular expression between % signs.",
		})
		return nil
	case isWord(valueToken, "null") && len(ts) == 3:
		kind, remedy := IsNull.String(), "Use IS NULL to test for null."
		if op == NotEqual {
			kind, remedy = "= *", "IS NOT NULL does not exist; = * matches any text or number."
		}
		l.report(&SyntaxError{
			Safe: op == Equal && ok,
			Code: CodeNullComparison, Span: Span{opToken.span().Start, valueToken.span().End}, Service: InvalidMetricFilterPattern,
			Reason: "null cannot be compared with an operator", Remedy: remedy, Replacement: kind,
		})
		return nil
	}
	if !ok {
		return nil
	}
	v := l.lowerValue(op, valueToken)
	if len(ts) > 3 {
		l.extra(valueToken, ts[3:])
		return nil
	}
	if v == nil {
		return nil
	}
	return &Comparison{At: tokensSpan(ts), Left: sel, Op: op, OpAt: opToken.span(), Value: v}
}

func (s *source) missingValue(op token) {
	s.report(&SyntaxError{
		Code: CodeMissingValue, Span: op.span(), Service: InvalidMetricFilterPattern,
		Reason: fmt.Sprintf("a value is missing after %s", op.Value),
		Remedy: "Write a number, a text in double quotes, or a regular expression between % signs.",
	})
}

func (l *jsonLowering) is(sel *Selector, ts []lexer.Token) Expr {
	e := &SyntaxError{
		Code: CodeUnknownKeyword, Span: token{ts[1]}.span(), Service: InvalidMetricFilterPattern,
		Reason: "IS must be followed by NULL, TRUE or FALSE",
		Remedy: "Write IS NULL, IS TRUE or IS FALSE.",
	}
	if len(ts) == 2 {
		l.report(e)
		return nil
	}
	third := token{ts[2]}
	for kind := IsTrue; kind <= IsNull; kind++ {
		if isWord(third, strings.TrimPrefix(kind.String(), "IS ")) {
			if len(ts) > 3 {
				l.extra(token{}, ts[3:])
				return nil
			}
			return &Test{At: tokensSpan(ts), Selector: sel, Kind: kind, KindAt: tokensSpan(ts[1:])}
		}
	}
	e.Span = third.span()
	if isWord(third, "NOT") {
		e.Service = invalidCharacters(third.Value)
		e.Reason = "IS NOT does not exist in filter patterns"
		e.Remedy = "Use = * to match any text or number, NOT EXISTS to match a missing property."
		e.Span = tokensSpan(ts[1:])
		if len(ts) == 4 {
			switch {
			case isWord(token{ts[3]}, "NULL"):
				e.Replacement = "= *"
			case isWord(token{ts[3]}, "TRUE"):
				e.Replacement = "IS FALSE"
			case isWord(token{ts[3]}, "FALSE"):
				e.Replacement = "IS TRUE"
			}
		}
	} else if third.Type == tokenWord {
		e.Reason = fmt.Sprintf("IS must be followed by NULL, TRUE or FALSE, not by %s", third.Value)
		e.Replacement = closest(third.Value, "NULL", "TRUE", "FALSE")
	} else if third.Type == tokenString {
		e.Reason = "IS must be followed by NULL, TRUE or FALSE, not by a text"
		e.Remedy = "Use = to compare with a text."
		e.Span, e.Replacement = token{ts[1]}.span(), "="
	}
	l.report(e)
	return nil
}

func (l *jsonLowering) notExists(sel *Selector, ts []lexer.Token) Expr {
	e := &SyntaxError{
		Code: CodeUnknownKeyword, Span: token{ts[1]}.span(), Service: InvalidMetricFilterPattern,
		Reason: "NOT must be followed by EXISTS",
		Remedy: "Write NOT EXISTS; to exclude a value use !=.",
	}
	switch {
	case len(ts) == 2:
		l.report(e)
		return nil
	case isWord(token{ts[2]}, "IN"):
		if list := l.inList(token{ts[0]}, token{ts[1]}); list != nil {
			l.report(list)
			return nil
		}
		fallthrough
	case !isWord(token{ts[2]}, "EXISTS"):
		e.Span = token{ts[2]}.span()
		e.Service = invalidCharacters(ts[1].Value)
		if ts[2].Type == tokenWord {
			e.Replacement = closest(ts[2].Value, "EXISTS")
		}
		l.report(e)
		return nil
	case len(ts) > 3:
		l.extra(token{}, ts[3:])
		return nil
	}
	return &Test{At: tokensSpan(ts), Selector: sel, Kind: NotExists, KindAt: tokensSpan(ts[1:])}
}

// badOperator records a word or value where an operator should be.
func (l *jsonLowering) badOperator(t token, ts []lexer.Token) {
	e := &SyntaxError{
		Code: CodeUnknownOperator, Span: t.span(), Service: InvalidMetricFilterPattern,
		Reason: fmt.Sprintf("an operator is expected here, not %s", t.Value),
		Remedy: "The operators are = != < > <= >=, IS NULL, IS TRUE, IS FALSE and NOT EXISTS.",
	}
	switch {
	case isWord(t, "EXISTS"):
		e.Reason = "filter patterns have NOT EXISTS, but no EXISTS"
		e.Remedy = "= * matches any text or number; add || " + ts[0].Value + " IS TRUE, IS FALSE or IS NULL where these count."
		if sel := ts[0].Value; len(sel) > 6 && strings.EqualFold(sel[len(sel)-3:], "NOT") {
			e.Reason = "a space is missing before NOT"
			e.Remedy = "Separate the selector and NOT EXISTS with a space."
			e.Span = Span{token{ts[0]}.span().End - 3, t.span().End}
			e.Replacement = " NOT EXISTS"
			e.Edit, e.Safe = nil, false
		}
	case t.Type == tokenSelector:
		l.missingConnectiveAt(t.span())
		return
	case isWord(t, "AND") || isWord(t, "OR"):
		e.Code, e.Span = CodeMissingOperator, token{ts[0]}.span()
		e.Reason = "a selector alone is not a condition"
		e.Remedy = "Compare it with a value, and join conditions with && or ||."
	case isWord(t, "LIKE") || isWord(t, "CONTAINS") || isWord(t, "MATCHES"):
		e.Reason = "filter patterns have no " + t.Value + " operator"
		e.Remedy = `Use = with wildcards ("*text*") or with a regular expression (%text%).`
		l.searched(e, ts)
	case isWord(t, "EQ") || isWord(t, "EQUALS"):
		e.Replacement, e.Safe = "=", true
	case isWord(t, "IN"):
		if list := l.inList(token{ts[0]}, t); list != nil {
			l.report(list)
			return
		}
		e.Reason = "filter patterns have no IN operator"
		e.Remedy = "Repeat the comparison for each value and join them with ||."
	case t.Type == tokenWord && closest(t.Value, "IS", "NOT") != "" && len(t.Value) > 1 && !isNumber(t.Value):
		e.Replacement = closest(t.Value, "IS", "NOT")
	case t.Type != tokenWord || isNumber(t.Value):
		e.Code = CodeMissingOperator
		e.Reason = "an operator is missing between the selector and this value"
		e.Remedy, e.Replacement = "Write = before the value.", "= "+t.Value
	}
	for kind := IsTrue; kind <= NotExists; kind++ {
		if isWord(t, strings.ReplaceAll(kind.String(), " ", "")) {
			e.Code, e.Replacement, e.Safe = CodeUnknownKeyword, kind.String(), true
		}
	}
	l.report(e)
}

func (s *source) missingConnectiveAt(at Span) {
	s.report(&SyntaxError{
		Code: CodeMissingConnective, Span: at, Service: InvalidMetricFilterPattern,
		Reason: "two conditions are side by side without && or ||",
		Remedy: "Write && if both must be true, || if one is enough.",
	})
}

func (l *jsonLowering) missingSelector(t token, ts []lexer.Token) {
	e := &SyntaxError{
		Code: CodeMissingSelector, Span: t.span(), Service: InvalidMetricFilterPattern,
		Reason: "a condition of a JSON pattern must start with a selector",
		Remedy: "Start it with $. and the property's name.",
	}
	switch {
	case t.Type == tokenOp:
		e.Reason = fmt.Sprintf("%s has no selector before it", t.Value)
	case isWord(t, "NOT"):
		e.Reason = "NOT cannot be put before a condition"
		e.Remedy = "Use != in the condition, or NOT EXISTS after the selector."
	case connectiveWord(e, t):
	case t.Type == tokenWord && len(ts) > 1 && ts[1].Type == tokenOp && !strings.Contains(t.Value, "*") && !isNumber(t.Value):
		e.Replacement = "$." + strings.TrimPrefix(t.Value, ".")
	case t.Type == tokenString && len(ts) > 2 && ts[1].Type == tokenOp && ts[2].Type == tokenSelector:
		e.Reason = "the selector must be on the left of the operator and the value on the right"
		e.Remedy = "Swap the sides."
		if swapped, ok := mirrored(ts[1].Value); ok && len(ts) == 3 {
			e.Edit = &Edit{tokensSpan(ts), ts[2].Value + " " + swapped + " " + t.Value}
		}
	case t.Type == tokenString || t.Type == tokenRegex:
		e.Remedy = "Name the property that is compared: $.name = " + t.Value + "; to look for a text anywhere, use a terms pattern."
	}
	l.report(e)
}

// mirrored is the operator with its sides swapped.
func mirrored(op string) (string, bool) {
	switch op {
	case "=", "==", "!=":
		return op, true
	case "<":
		return ">", true
	case ">":
		return "<", true
	case "<=":
		return ">=", true
	case ">=":
		return "<=", true
	}
	return "", false
}

// checkWildcards checks the limits of rule J5.
func (s *source) checkWildcards(selectors []*Selector) {
	with := 0
	for _, sel := range selectors {
		n := sel.Wildcards()
		if n > MaxWildcardsPerSelector {
			s.report(&SyntaxError{
				Code: CodeWildcardsInSelector, Span: sel.At,
				Service: "Your filter pattern has a JSON path selector that exceeds the maximum of 1 wildcard allowed per json selector.",
				Reason:  "a selector may have at most one wildcard",
				Remedy:  "Replace all wildcards but one with a name or an index.",
			})
		}
		if n > 0 {
			with++
		}
		if with == MaxWildcardSelectors+1 && n > 0 {
			s.report(&SyntaxError{
				Code: CodeTooManyWildcards, Span: sel.At,
				Service: "Your input has exceeded the maximum of 3 JSON wildcard selectors allowed per filter pattern.",
				Reason:  "a pattern may have at most three selectors with a wildcard",
				Remedy:  "Split the pattern into several filters, or name the element.",
			})
		}
	}
}

// checkRegexes checks the limit of rules J18 and S11.
func (s *source) checkRegexes(tokens []lexer.Token) {
	count := 0
	for _, t := range tokens {
		if t.Type != tokenRegex {
			continue
		}
		if count++; count == MaxRegexes+1 {
			s.report(&SyntaxError{
				Code: CodeTooManyRegexes, Span: token{t}.span(),
				Service: "Your input has exceeded the maximum of 2 regular expressions per filter pattern.",
				Reason:  "a pattern may have at most two regular expressions",
				Remedy:  "Join expressions on the same value with |, or use wildcards.",
			})
		}
	}
}
