package grammar

import (
	"fmt"
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
)

// The participle grammar of boolean expressions. It is deliberately more
// generous than the language: whatever may go wrong is captured and told when
// the structs are lowered, because only so the deepest error survives and
// every error is found in one pass. One token of lookahead decides.

type orNode struct {
	First *andNode  `parser:"@@?"`
	Rest  []*orRest `parser:"@@*"`
}

// conditionsNode is what stands between the braces of a JSON pattern, or is
// one field of a space-delimited one.
type conditionsNode struct {
	Expr  *orNode          `parser:"@@?"`
	Stray []*strayExprNode `parser:"@@*"`
}

// strayExprNode is a closing parenthesis without its opening one, and what
// follows: an error.
type strayExprNode struct {
	Close lexer.Token `parser:"@')'"`
	Expr  *orNode     `parser:"@@?"`
}

type orRest struct {
	Op   lexer.Token `parser:"@'||'"`
	Next *andNode    `parser:"@@?"`
}

type andNode struct {
	First *primaryNode `parser:"@@?"`
	Rest  []*andRest   `parser:"@@*"`
}

type andRest struct {
	Joined *joinedNode  `parser:"  @@"`
	Beside *primaryNode `parser:"| @@"` // no && between: an error
}

type joinedNode struct {
	Op   lexer.Token  `parser:"@'&&'"`
	Next *primaryNode `parser:"@@?"`
}

type primaryNode struct {
	Group     *groupNode    `parser:"  @@"`
	Condition []lexer.Token `parser:"| @((Op | Word | String | Regex | Selector | Ellipsis | Bad)+)"`
}

type groupNode struct {
	Open  lexer.Token   `parser:"@'('"`
	Inner *orNode       `parser:"@@?"`
	Close *closingToken `parser:"@@?"`
}

type closingToken struct {
	Token lexer.Token `parser:"@')'"`
}

func (n *orNode) empty() bool { return n == nil || n.First.empty() && len(n.Rest) == 0 }

func (n *andNode) empty() bool { return n == nil || n.First == nil && len(n.Rest) == 0 }

// A condition's tokens are lowered by the language they stand in; nil means
// that they are in error, which has been recorded.
type lowerCondition func([]lexer.Token) Expr

// lowered is an expression with the place it takes, its parentheses included.
type lowered struct {
	Expr
	outer Span
}

func join(operands []lowered, node func(Span, []Expr) Expr) lowered {
	switch len(operands) {
	case 0:
		return lowered{}
	case 1:
		return operands[0]
	}
	at := Span{operands[0].outer.Start, operands[len(operands)-1].outer.End}
	exprs := make([]Expr, len(operands))
	for i, o := range operands {
		exprs[i] = o.Expr
	}
	return lowered{node(at, exprs), at}
}

func newAnd(at Span, operands []Expr) Expr { return &And{At: at, Operands: operands} }
func newOr(at Span, operands []Expr) Expr  { return &Or{At: at, Operands: operands} }

func (s *source) lowerOr(n *orNode, condition lowerCondition) lowered {
	if n.empty() {
		return lowered{}
	}
	if n.First.empty() {
		s.missingCondition(token{n.Rest[0].Op}.span())
	}
	return s.lowerOrRest(n, condition)
}

// lowerOrRest lowers an expression that may start with its connective, as
// it does behind a parenthesis that closes nothing.
func (s *source) lowerOrRest(n *orNode, condition lowerCondition) lowered {
	var operands []lowered
	add := func(a *andNode) {
		if e := s.lowerAnd(a, condition); e.Expr != nil {
			operands = append(operands, e)
		}
	}
	if !n.First.empty() {
		add(n.First)
	}
	for _, r := range n.Rest {
		if r.Next.empty() {
			s.missingCondition(token{r.Op}.span())
			continue
		}
		add(r.Next)
	}
	return join(operands, newOr)
}

func (s *source) lowerAnd(n *andNode, condition lowerCondition) lowered {
	var operands []lowered
	add := func(p *primaryNode) {
		if e := s.lowerPrimary(p, condition); e.Expr != nil {
			operands = append(operands, e)
		}
	}
	before := n.First
	if before != nil {
		add(before)
	} else if len(n.Rest) > 0 && n.Rest[0].Joined != nil && n.Rest[0].Joined.Next != nil {
		s.missingCondition(token{n.Rest[0].Joined.Op}.span())
	}
	for _, r := range n.Rest {
		switch {
		case r.Beside != nil:
			if before == nil || !hasBad(before.Condition) {
				s.missingConnective(r.Beside)
			}
			add(r.Beside)
			before = r.Beside
			continue
		case r.Joined.Next == nil:
			s.missingCondition(token{r.Joined.Op}.span())
		default:
			add(r.Joined.Next)
		}
		before = r.Joined.Next
	}
	return join(operands, newAnd)
}

// lowerStray lowers what stands behind parentheses that close nothing, for
// its errors only.
func (s *source) lowerStray(nodes []*strayExprNode, condition lowerCondition) {
	for _, n := range nodes {
		at := token{n.Close}.span()
		s.report(&SyntaxError{
			Code: CodeUnexpectedParenthesis, Span: at, Service: InvalidMetricFilterPattern,
			Reason: "this parenthesis closes nothing",
			Remedy: "Remove it, or add the opening ( where the group starts.",
			Edit:   &Edit{at, ""},
		})
		if n.Expr.empty() {
			continue
		}
		if first := n.Expr.First; !first.empty() && first.First == nil {
			first.First = &primaryNode{} // "&&" continues what stood before
		}
		s.lowerOrRest(n.Expr, condition)
	}
}

func (s *source) lowerPrimary(n *primaryNode, condition lowerCondition) lowered {
	if n.Group == nil {
		if len(n.Condition) == 0 {
			return lowered{}
		}
		return lowered{condition(n.Condition), tokensSpan(n.Condition)}
	}
	open := token{n.Group.Open}.span()
	e := s.lowerOr(n.Group.Inner, condition)
	switch {
	case n.Group.Close == nil:
		s.report(&SyntaxError{
			Code: CodeUnclosedParenthesis, Span: open, Service: InvalidMetricFilterPattern,
			Reason: "this parenthesis is never closed",
			Remedy: "Add the closing ) where the group ends.",
			Edit:   s.closing(n.Group),
		})
	case n.Group.Inner.empty():
		s.report(&SyntaxError{
			Code: CodeMissingCondition, Span: Span{open.Start, token{n.Group.Close.Token}.span().End},
			Service: InvalidMetricFilterPattern,
			Reason:  "there is no condition between these parentheses",
			Remedy:  "Write a condition inside, or remove the parentheses.",
		})
	default:
		e.outer = Span{open.Start, token{n.Group.Close.Token}.span().End}
	}
	return e
}

func (s *source) missingCondition(at Span) {
	op := s.text[at.Start:at.End]
	s.report(&SyntaxError{
		Code: CodeMissingCondition, Span: at, Service: InvalidMetricFilterPattern,
		Reason: fmt.Sprintf("%s needs a condition on both sides", op),
		Remedy: fmt.Sprintf("Write the missing condition, or remove %s.", op),
	})
}

func (s *source) missingConnective(n *primaryNode) {
	at := s.primarySpan(n)
	s.report(&SyntaxError{
		Code: CodeMissingConnective, Span: Span{at.Start, at.Start + 1}, Service: InvalidMetricFilterPattern,
		Reason: "two conditions are side by side without && or ||",
		Remedy: "Write && if both must be true, || if one is enough.",
	})
}

func (s *source) primarySpan(n *primaryNode) Span {
	if n.Group != nil {
		return token{n.Group.Open}.span()
	}
	return tokensSpan(n.Condition)
}

func tokensSpan(ts []lexer.Token) Span {
	return Span{ts[0].Pos.Offset, token{ts[len(ts)-1]}.span().End}
}

// hasBad reports whether one of the tokens is in error already; whatever else
// might be said of a condition that holds one would be guessing.
func hasBad(ts []lexer.Token) bool {
	for _, t := range ts {
		if t.Type == tokenBad {
			return true
		}
	}
	return false
}

// wrongOperator tells of an operator that there is not in a condition of which
// something else is in error.
func (s *source) wrongOperator(ts []lexer.Token) {
	if len(ts) < 2 || ts[0].Type == tokenBad {
		return
	}
	if operand, word := (token{ts[0]}), (token{ts[1]}); isWord(word, "IN") || isWord(word, "NOT") {
		if list := s.inList(operand, word); list != nil {
			s.report(list)
		}
		return
	}
	if ts[1].Type != tokenOp {
		return
	}
	switch ts[1].Value {
	case "=~", "!~": // what is after them says how they are mended
	default:
		s.lowerOperator(token{ts[1]}, ts)
	}
}

// lowerOperator checks the operator of a condition.
func (s *source) lowerOperator(t token, ts []lexer.Token) (CompareOp, bool) {
	op, ok := compareOp(t.Value)
	if ok {
		return op, true
	}
	e := &SyntaxError{
		Code: CodeUnknownOperator, Span: t.span(), Service: InvalidMetricFilterPattern,
		Reason: fmt.Sprintf("filter patterns have no %s operator", t.Value),
		Remedy: "The operators are = != < > <= >=.",
		Safe:   true,
	}
	switch t.Value {
	case "==", "===":
		e.Replacement, e.Remedy = "=", "Use a single = for equality."
	case "!==", "<>":
		e.Replacement, e.Remedy = "!=", "Use != for inequality."
	case "=<":
		e.Replacement, e.Remedy = "<=", "Write <= for less or equal."
	case "=>":
		e.Replacement, e.Remedy = ">=", "Write >= for greater or equal."
	case "=~":
		e.Remedy = "Use = with the regular expression between % signs."
		s.searched(e, ts)
	case "!~":
		e.Remedy = "Use != with the regular expression between % signs."
		s.searched(e, ts)
	}
	s.report(e)
	return 0, false
}

// lowerValue checks the value of a comparison against its operator (J7, S8).
func (s *source) lowerValue(op CompareOp, t token) Value {
	v := s.value(t)
	if v == nil || !op.Ordering() {
		return v
	}
	e := &SyntaxError{
		Code: CodeOrderingNeedsNumber, Span: t.span(), Service: InvalidMetricFilterPattern,
		Reason: fmt.Sprintf("%s compares only with an unquoted number", op),
		Remedy: "Write a number, or use = or != for text.",
	}
	switch v := v.(type) {
	case *Number:
		return v
	case *Text:
		if v.Quoted {
			e.Service = invalidCharacters(t.Value)
		}
		if v.Quoted && isNumber(v.Decoded) {
			e.Remedy = "Remove the quotes."
			e.Replacement, e.Safe = v.Decoded, true
		}
	}
	s.report(e)
	return nil
}

// extra records what stands behind a complete condition.
func (s *source) extra(value token, ts []lexer.Token) {
	first := token{ts[0]}
	e := &SyntaxError{
		Code: CodeMissingConnective, Span: first.span(), Service: InvalidMetricFilterPattern,
		Reason: "unexpected text after a complete condition",
		Remedy: "Join conditions with && or ||.",
	}
	switch {
	case connectiveWord(e, first):
	case first.Type == tokenWord && value.Type == tokenWord:
		n := 1
		for n < len(ts) && ts[n].Type == tokenWord && !isWord(token{ts[n]}, "AND") && !isWord(token{ts[n]}, "OR") {
			n++
		}
		e.Code = CodeUnquotedBlank
		e.Span = Span{value.span().Start, token{ts[n-1]}.span().End}
		e.Safe = true
		e.Reason = "a value that contains spaces must be quoted"
		e.Remedy = "Put the value in double quotes."
		e.Replacement = `"` + s.text[e.Span.Start:e.Span.End] + `"`
	case first.Type == tokenString && value.Type == tokenString:
		e.Code = CodeUnquotedBlank
		e.Reason = "a comparison takes one value"
		e.Remedy = `Write one quoted text, with \" for a quote inside, or join two conditions with ||.`
	case first.Type == tokenOp:
		e.Code = CodeUnknownOperator
		e.Reason = "a condition has one operator"
		e.Remedy = "Repeat the left side for a second comparison and join both with &&."
	}
	s.report(e)
}

// connectiveWord tells of AND and OR where && and || are meant.
func connectiveWord(e *SyntaxError, t token) bool {
	switch {
	case isWord(t, "AND"):
		e.Replacement, e.Remedy = "&&", "Use && to join conditions that must all be true."
	case isWord(t, "OR"):
		e.Replacement, e.Remedy = "||", "Use || to join conditions of which one is enough."
	default:
		return false
	}
	e.Code, e.Reason, e.Safe = CodeUnknownOperator, "filter patterns have no "+t.Value+" operator", true
	return true
}

// closing closes a group at the end of what it holds.
func (s *source) closing(g *groupNode) *Edit {
	end := len(strings.TrimRight(s.text[:len(s.text)-1], blanks))
	return &Edit{Span{end, end}, ")"}
}

// searched proposes how to say CONTAINS, LIKE, MATCHES, =~ and !~: with
// wildcards, or with a regular expression. It is safe where that says the same.
func (s *source) searched(e *SyntaxError, ts []lexer.Token) {
	e.Safe = false
	if len(ts) != 3 {
		return
	}
	word, value := strings.ToUpper(ts[1].Value), token{ts[2]}
	text := value.Value
	if value.Type == tokenString {
		text = unquote(text)
	}
	op := "= "
	if word == "!~" {
		op = "!= "
	}
	with := ""
	switch {
	case value.Type == tokenRegex:
		with, e.Safe = text, true
	case value.Type != tokenString && value.Type != tokenWord || strings.Trim(text, "*%") == "":
		return
	case word == "=~" || word == "!~" || word == "MATCHES":
		body := text
		if n := len(body); n > 2 && body[0] == '/' && body[n-1] == '/' {
			body = body[1 : n-1]
		}
		with, e.Safe = "%"+body+"%", true
		if strings.Contains(body, "%") || len(errorsOf(with)) > 0 {
			e.Safe = false
			return
		}
	case word == "CONTAINS":
		if strings.Contains(text, "*") {
			return
		}
		with, e.Safe = quote("*"+text+"*"), true
	default: // LIKE
		switch inner := strings.Trim(text, "%*"); {
		case strings.ContainsAny(inner, "%*_"):
			with, e.Safe = quote(strings.ReplaceAll(text, "%", "*")), false
			if !strings.ContainsAny(inner, "%*") && inner == text {
				with = quote("*" + text + "*")
			}
		case inner == text:
			with, e.Safe = quote("*"+text+"*"), true
		default:
			with, e.Safe = quote(strings.ReplaceAll(text, "%", "*")), true
		}
	}
	e.Edit = &Edit{tokensSpan(ts[1:]), op + with}
	e.Remedy = "Write " + op + with + "."
}

func isWord(t token, keyword string) bool {
	return t.Type == tokenWord && strings.EqualFold(t.Value, keyword)
}
