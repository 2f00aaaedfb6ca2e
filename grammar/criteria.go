package grammar

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// InvalidCriteria is the service's text for field selection criteria that it
// refuses, whatever is wrong with them (X10).
const InvalidCriteria = "The provided field selection criteria is invalid"

// Criteria are field selection criteria: they select the log events that a
// metric filter looks at, by the account and region the events come from
// (X10).
type Criteria struct {
	At Span
	// Expr is nil when the text is blank; every log event is selected then.
	Expr CriteriaExpr
}

// CriteriaExpr is *CriteriaAnd, *CriteriaOr or *CriteriaTest.
type CriteriaExpr interface {
	Node
	criteria()
}

// CriteriaAnd holds when all its operands do; it has at least two.
type CriteriaAnd struct {
	At       Span
	Operands []CriteriaExpr
}

// CriteriaOr holds when one of its operands does; it has at least two.
type CriteriaOr struct {
	At       Span
	Operands []CriteriaExpr
}

// CriteriaTest compares a system field with one text, or with a list of them.
type CriteriaTest struct {
	At    Span
	Field *SystemField
	// Negated is set for != and NOT IN.
	Negated bool
	// List is set for IN and NOT IN; without it there is one value.
	List   bool
	Values []*CriteriaValue
}

// SystemField is the name of a field that CloudWatch Logs adds to log events,
// such as @aws.account.
type SystemField struct {
	At   Span
	Name string
}

// CriteriaValue is a text in double or single quotes.
type CriteriaValue struct {
	At   Span
	Raw  string // with its quotes
	Text string // decoded
}

// Span implements Node.
func (n *Criteria) Span() Span { return n.At }

// Span implements Node.
func (n *CriteriaAnd) Span() Span { return n.At }

// Span implements Node.
func (n *CriteriaOr) Span() Span { return n.At }

// Span implements Node.
func (n *CriteriaTest) Span() Span { return n.At }

// Span implements Node.
func (n *SystemField) Span() Span { return n.At }

// Span implements Node.
func (n *CriteriaValue) Span() Span { return n.At }

func (*Criteria) node()      {}
func (*CriteriaAnd) node()   {}
func (*CriteriaOr) node()    {}
func (*CriteriaTest) node()  {}
func (*SystemField) node()   {}
func (*CriteriaValue) node() {}

func (*CriteriaAnd) criteria()  {}
func (*CriteriaOr) criteria()   {}
func (*CriteriaTest) criteria() {}

// Names of system fields.
const (
	AccountField   = "@aws.account"
	RegionField    = "@aws.region"
	SourceLogField = "@source.log"
)

// criteriaFields may stand in criteria. That @source.log may not is our
// reading: the documentation shows the other two only (X10, D).
func criteriaFields() []string { return []string{AccountField, RegionField} }

// ParseCriteria reads field selection criteria. The error, if any, is of type
// Errors. Keywords may be written in any case (lower case is recorded for OR),
// and parentheses group, which is our choice (X10, D).
func ParseCriteria(text string) (*Criteria, error) {
	s := &source{text: text}
	if utf8.RuneCountInString(text) > MaxCriteriaLength {
		s.report(&SyntaxError{
			Code: CodeTooLong, Span: Span{0, len(text)}, Service: InvalidCriteria,
			Reason: "field selection criteria may have at most " + strconv.Itoa(MaxCriteriaLength) + " characters",
			Remedy: "Use IN with a list of values instead of one comparison for each.",
		})
		return nil, s.errors()
	}
	c := &Criteria{At: Span{0, len(text)}}
	if strings.Trim(text, blanks) == "" {
		return c, nil
	}
	sc := &criteriaScanner{scanner{source: s, end: len(text)}}
	sc.scan()
	if err := s.errors(); err != nil {
		return nil, err // what the parser would say of broken tokens is noise
	}
	root, err := parse(criteriaParser(), sc.tokens, s)
	if err != nil {
		s.unexpectedCriteria(err)
		return nil, s.errors()
	}
	c.Expr = s.lowerCriteriaOr(root)
	if err := s.errors(); err != nil {
		return nil, err
	}
	return c, nil
}

// The participle grammar of criteria; AND binds tighter than OR (X10, D).
type criteriaOrNode struct {
	Operands []*criteriaAndNode `parser:"@@ ('OR' @@)*"`
}

type criteriaAndNode struct {
	Operands []*criteriaTermNode `parser:"@@ ('AND' @@)*"`
}

type criteriaTermNode struct {
	Open  *lexer.Token      `parser:"  @'('"`
	Group *criteriaOrNode   `parser:"  @@"`
	Close *lexer.Token      `parser:"  @')'"`
	Test  *criteriaTestNode `parser:"| @@"`
}

type criteriaTestNode struct {
	Field lexer.Token        `parser:"@Word"`
	Op    *lexer.Token       `parser:"( @('=' | '!=')"`
	Value *criteriaValueNode `parser:"  @@"`
	List  *criteriaListNode  `parser:"| @@ )"`
}

type criteriaListNode struct {
	Not    bool                 `parser:"@'NOT'? 'IN'"`
	Values []*criteriaValueNode `parser:"( '(' @@ (',' @@)*"`
	Close  *lexer.Token         `parser:"  @')'"`
	// Bracketed is a list in brackets, which is refused.
	Open      *lexer.Token         `parser:"| @'['"`
	Bracketed []*criteriaValueNode `parser:"  @@ (',' @@)*"`
	Bracket   *lexer.Token         `parser:"  @']' )"`
}

type criteriaValueNode struct {
	Text lexer.Token `parser:"@String"`
}

var criteriaParser = sync.OnceValue(func() *participle.Parser[criteriaOrNode] {
	return participle.MustBuild[criteriaOrNode](participle.Lexer(definition{}), participle.CaseInsensitive("Word"))
})

type criteriaScanner struct{ scanner }

func (sc *criteriaScanner) scan() {
	for sc.skipBlanks(); sc.pos < sc.end; sc.skipBlanks() {
		rest := sc.rest()
		switch {
		case strings.IndexByte("()[],", rest[0]) >= 0:
			sc.emit(tokenPunct, sc.pos+1)
		case rest[0] == '=':
			sc.emit(tokenOp, sc.pos+1)
		case strings.HasPrefix(rest, "!="):
			sc.emit(tokenOp, sc.pos+2)
		case rest[0] == '"' || rest[0] == '\'':
			if !sc.closed(rest[0]) {
				sc.bad(sc.end, &SyntaxError{
					Code: CodeUnclosedString, Span: Span{sc.pos, sc.end}, Service: InvalidCriteria,
					Reason: "this quote is never closed", Remedy: "Close the text with " + rest[:1] + ".",
				})
			}
		default:
			end := sc.pos
			for end < sc.end && isFieldByte(sc.text[end]) {
				end++
			}
			if end > sc.pos {
				sc.emit(tokenWord, end)
				continue
			}
			n := sc.char(sc.pos)
			sc.bad(sc.pos+n, invalidCriteria(Span{sc.pos, sc.pos + n}, rest[:n]+" has no meaning here",
				`Compare @aws.account or @aws.region with quoted texts, using =, !=, IN or NOT IN.`))
		}
	}
}

func isFieldByte(c byte) bool {
	return c == '@' || c == '.' || c == '_' || c == '-' || isLetterOrDigit(rune(c)) && c < utf8.RuneSelf
}

func invalidCriteria(at Span, reason, remedy string) *SyntaxError {
	return &SyntaxError{Code: CodeInvalidCriteria, Span: at, Service: InvalidCriteria, Reason: reason, Remedy: remedy}
}

// unexpectedCriteria records what participle did not expect.
func (s *source) unexpectedCriteria(err error) {
	e := invalidCriteria(Span{len(s.text), len(s.text)}, "the criteria end too early",
		`Write for example @aws.account = "111122223333" AND @aws.region IN ("us-east-1", "eu-west-1").`)
	var unexpected *participle.UnexpectedTokenError
	if errors.As(err, &unexpected) && !unexpected.Unexpected.EOF() {
		t := token{unexpected.Unexpected}
		e.Span = t.span()
		e.Reason = t.Value + " is not allowed here"
		if isWord(t, "AND") || isWord(t, "OR") || isWord(t, "NOT") {
			e.Reason = "a comparison is missing beside " + t.Value
			if isWord(t, "NOT") {
				e.Reason = "NOT can be used only in NOT IN"
			}
		}
	}
	s.report(e)
}

func (s *source) lowerCriteriaOr(n *criteriaOrNode) CriteriaExpr {
	var operands []CriteriaExpr
	for _, a := range n.Operands {
		operands = append(operands, s.lowerCriteriaAnd(a))
	}
	if len(operands) == 1 {
		return operands[0]
	}
	return &CriteriaOr{At: criteriaAround(operands), Operands: operands}
}

func (s *source) lowerCriteriaAnd(n *criteriaAndNode) CriteriaExpr {
	var operands []CriteriaExpr
	for _, t := range n.Operands {
		if t.Group != nil {
			operands = append(operands, s.lowerCriteriaOr(t.Group))
		} else {
			operands = append(operands, s.lowerCriteriaTest(t.Test))
		}
	}
	if len(operands) == 1 {
		return operands[0]
	}
	return &CriteriaAnd{At: criteriaAround(operands), Operands: operands}
}

func criteriaAround(operands []CriteriaExpr) Span {
	return Span{operands[0].Span().Start, operands[len(operands)-1].Span().End}
}

func (s *source) lowerCriteriaTest(n *criteriaTestNode) CriteriaExpr {
	field := token{n.Field}
	t := &CriteriaTest{Field: &SystemField{At: field.span(), Name: field.Value}}
	if !slices.Contains(criteriaFields(), field.Value) {
		e := invalidCriteria(field.span(), field.Value+" is not a field of field selection criteria",
			"The fields are "+strings.Join(criteriaFields(), " and ")+".")
		for _, name := range criteriaFields() {
			if strings.EqualFold(strings.TrimPrefix(field.Value, "@"), name[1:]) || "@aws."+field.Value == name {
				e.Replacement = name
			}
		}
		s.report(e)
	}
	var values []*criteriaValueNode
	if n.List != nil {
		last := n.List.Close
		t.List, t.Negated, values = true, n.List.Not, n.List.Values
		if n.List.Open != nil {
			last, values = n.List.Bracket, n.List.Bracketed
			s.bracketedList(Span{token{*n.List.Open}.span().Start, token{*last}.span().End})
		}
		t.At = Span{field.span().Start, token{*last}.span().End}
	} else {
		t.Negated, values = n.Op.Value == "!=", []*criteriaValueNode{n.Value}
		t.At = Span{field.span().Start, token{n.Value.Text}.span().End}
	}
	for _, v := range values {
		t.Values = append(t.Values, &CriteriaValue{At: token{v.Text}.span(), Raw: v.Text.Value, Text: unquote(v.Text.Value)})
	}
	return t
}

// bracketedList records a list in brackets. The API reference shows lists so,
// and the service refuses them in each of seven recordings (stackd, 2026-09).
func (s *source) bracketedList(at Span) {
	e := invalidCriteria(at, "a list of values must be in parentheses",
		"Write ( and ) instead of [ and ]: the API reference still shows brackets, but the service refuses them.")
	e.Replacement = "(" + s.text[at.Start+1:at.End-1] + ")"
	s.report(e)
}

// String is the canonical text of the criteria, which parses to criteria with
// the same meaning.
func (n *Criteria) String() string {
	if n.Expr == nil {
		return ""
	}
	var b strings.Builder
	writeCriteria(&b, n.Expr, false)
	return b.String()
}

func writeCriteria(b *strings.Builder, e CriteriaExpr, inAnd bool) {
	switch e := e.(type) {
	case *CriteriaAnd:
		for i, o := range e.Operands {
			if i > 0 {
				b.WriteString(" AND ")
			}
			writeCriteria(b, o, true)
		}
	case *CriteriaOr:
		if inAnd {
			b.WriteByte('(')
			defer b.WriteByte(')')
		}
		for i, o := range e.Operands {
			if i > 0 {
				b.WriteString(" OR ")
			}
			writeCriteria(b, o, false)
		}
	case *CriteriaTest:
		b.WriteString(e.Field.Name)
		switch {
		case e.List && e.Negated:
			b.WriteString(" NOT IN (")
		case e.List:
			b.WriteString(" IN (")
		case e.Negated:
			b.WriteString(" != ")
		default:
			b.WriteString(" = ")
		}
		for i, v := range e.Values {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(v.Raw)
		}
		if e.List {
			b.WriteByte(')')
		}
	}
}
