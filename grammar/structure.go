package grammar

import (
	"slices"
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// Nearly all patterns are well formed, and the generous grammars, which take
// whatever may go wrong, cost several times what it takes to read those. So
// each pattern is read by the strict grammars below first. They see what its
// tokens make up rather than the tokens: conditions, terms, fields. A pattern
// that they refuse is read by the generous ones, which say why.
//
// What they read comes in the order of the text, so that only what opens and
// closes a group has to be captured.

type exprNode struct {
	Operands []conjunctionNode `parser:"@@ (Or @@)*"`
}

type conjunctionNode struct {
	Operands []operandNode `parser:"@@ (And @@)*"`
}

type operandNode struct {
	Group *parenthesesNode `parser:"Condition | @@"`
}

type parenthesesNode struct {
	Open  lexer.Token `parser:"@Open"`
	Inner exprNode    `parser:"@@"`
	Close lexer.Token `parser:"@Close"`
}

// fieldListNode is a space-delimited pattern; a field with no connective and
// no parentheses is one token, an empty one too.
type fieldListNode struct {
	Fields []listedNode `parser:"@@ (Comma @@)*"`
}

type listedNode struct {
	Expr *exprNode `parser:"Field | @@"`
}

type termListNode struct {
	Terms []lexer.Token `parser:"@(Term+)"`
}

var exprParser = sync.OnceValue(func() *participle.Parser[exprNode] {
	return participle.MustBuild[exprNode](participle.Lexer(definition{}))
})

var fieldListParser = sync.OnceValue(func() *participle.Parser[fieldListNode] {
	return participle.MustBuild[fieldListNode](participle.Lexer(definition{}))
})

var termListParser = sync.OnceValue(func() *participle.Parser[termListNode] {
	return participle.MustBuild[termListNode](participle.Lexer(definition{}))
})

// part is what the strict grammars take as one.
type part struct {
	tokens []lexer.Token
	// outer is its place, with the parentheses around it alone.
	outer Span
}

// structure is a scanned text as the strict grammars read it.
type structure struct {
	stream []lexer.Token
	parts  []part // in the order of the text
}

func (st *structure) reserve(tokens int) {
	if st.stream == nil {
		st.stream = make([]lexer.Token, 0, tokens/3+2)
		st.parts = make([]part, 0, tokens/4+2)
	}
}

func (st *structure) add(kind lexer.TokenType, p part) {
	st.stream = append(st.stream, lexer.Token{Type: kind, Pos: lexer.Position{Offset: p.outer.Start}})
	st.parts = append(st.parts, p)
}

// conditions makes conditions of all tokens between connectives and
// parentheses.
func (st *structure) conditions(tokens []lexer.Token) {
	st.reserve(len(tokens))
	for i := 0; i < len(tokens); {
		if tokens[i].Type == tokenPunct {
			st.punct(tokens[i])
			i++
			continue
		}
		end := i + 1
		for end < len(tokens) && tokens[end].Type != tokenPunct {
			end++
		}
		st.add(tokenCondition, part{tokens[i:end], tokensSpan(tokens[i:end])})
		i = end
	}
}

// punct adds a connective or a parenthesis. One that closes what holds a single
// condition makes it a part of that.
func (st *structure) punct(t lexer.Token) {
	t.Type = punctType(t.Value)
	if n := len(st.stream); t.Type == tokenClose && n > 1 && st.stream[n-1].Type == tokenCondition && st.stream[n-2].Type == tokenOpen {
		open := st.stream[n-2]
		st.stream[n-2] = st.stream[n-1]
		st.stream = st.stream[:n-1]
		st.parts[len(st.parts)-1].outer = Span{open.Pos.Offset, token{t}.span().End}
		return
	}
	st.stream = append(st.stream, t)
}

func punctType(text string) lexer.TokenType {
	switch text {
	case "&&":
		return tokenAnd
	case "||":
		return tokenOr
	case "(":
		return tokenOpen
	case ")":
		return tokenClose
	default:
		return tokenComma
	}
}

// fields makes fields of the tokens between commas.
func (st *structure) fields(tokens []lexer.Token) {
	st.reserve(len(tokens))
	isComma := func(t lexer.Token) bool { return t.Type == tokenPunct && t.Value == "," }
	for {
		end := slices.IndexFunc(tokens, isComma)
		if end < 0 {
			end = len(tokens)
		}
		if field := tokens[:end]; slices.ContainsFunc(field, func(t lexer.Token) bool { return t.Type == tokenPunct }) {
			st.conditions(field)
		} else {
			st.add(tokenField, part{tokens: field})
		}
		if end == len(tokens) {
			return
		}
		st.punct(tokens[end])
		tokens = tokens[end+1:]
	}
}

// terms makes terms of texts and the modifiers in front of them.
func (st *structure) terms(tokens []lexer.Token) {
	st.reserve(len(tokens))
	for i := 0; i < len(tokens); i++ {
		first := i
		if tokens[i].Type == tokenModifier {
			i++
		}
		if i == len(tokens) || tokens[i].Type == tokenModifier {
			st.stream = append(st.stream, tokens[first]) // no term: refused
			continue
		}
		st.add(tokenTerm, part{tokens: tokens[first : i+1]})
	}
}

// read parses a structure; nil when the grammar refuses it.
func read[G any](parser *participle.Parser[G], st *structure, s *source) *G {
	root, err := parse(parser, st.stream, s)
	if err != nil {
		return nil
	}
	return root
}

// generous parses tokens by a grammar that takes whatever may go wrong; nil when
// it does not, which is told.
func generous[G any](parser *participle.Parser[G], tokens []lexer.Token, s *source) *G {
	root, err := parse(parser, tokens, s)
	if err != nil {
		s.unparsed(err)
		return nil
	}
	return root
}

func parse[G any](parser *participle.Parser[G], tokens []lexer.Token, s *source) (*G, error) {
	stream, err := lexer.Upgrade(&tokenStream{tokens: tokens, end: len(s.text)})
	if err != nil {
		return nil, err
	}
	return parser.ParseFromLexer(stream)
}

// take is the next part.
func (st *structure) take() part {
	p := st.parts[0]
	st.parts = st.parts[1:]
	return p
}

// lower lowers an expression, whose conditions are the structure's next parts.
func (st *structure) lower(n *exprNode, condition lowerCondition) lowered {
	alternatives := make([]lowered, 0, len(n.Operands))
	for i := range n.Operands {
		if e := st.lowerConjunction(&n.Operands[i], condition); e.Expr != nil {
			alternatives = append(alternatives, e)
		}
	}
	return join(alternatives, newOr)
}

func (st *structure) lowerConjunction(n *conjunctionNode, condition lowerCondition) lowered {
	operands := make([]lowered, 0, len(n.Operands))
	for _, o := range n.Operands {
		var e lowered
		if o.Group != nil {
			e = st.lower(&o.Group.Inner, condition)
			e.outer = Span{token{o.Group.Open}.span().Start, token{o.Group.Close}.span().End}
		} else {
			p := st.take()
			e = lowered{condition(p.tokens), p.outer}
		}
		if e.Expr != nil {
			operands = append(operands, e)
		}
	}
	return join(operands, newAnd)
}
