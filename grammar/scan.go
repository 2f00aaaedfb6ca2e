package grammar

import (
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2/lexer"
)

// The types of tokens that the scanners make for the participle grammars. A
// token's value is always its text in the pattern, so that its end is known.
const (
	tokenPunct    lexer.TokenType = -(iota + 2) // ( ) , && ||
	tokenOp                                     // = != < <= > >= and look-alikes
	tokenWord                                   // bare text
	tokenString                                 // "…"
	tokenRegex                                  // %…%
	tokenSelector                               // $.…
	tokenModifier                               // - and ? of terms
	tokenEllipsis                               // ...
	tokenBad                                    // in error, which has been recorded

	// What the strict grammars see in their place.
	tokenCondition // all tokens of a condition
	tokenField     // all tokens of a field
	tokenTerm      // a text and its modifier
	tokenAnd       // &&
	tokenOr        // ||
	tokenOpen      // (
	tokenClose     // )
	tokenComma     // ,
)

// symbols names the token types in the grammars.
func symbols() map[string]lexer.TokenType {
	return map[string]lexer.TokenType{
		"EOF": lexer.EOF, "Punct": tokenPunct, "Op": tokenOp, "Word": tokenWord,
		"String": tokenString, "Regex": tokenRegex, "Selector": tokenSelector,
		"Modifier": tokenModifier, "Ellipsis": tokenEllipsis, "Bad": tokenBad,
		"Condition": tokenCondition, "Field": tokenField, "Term": tokenTerm,
		"And": tokenAnd, "Or": tokenOr, "Open": tokenOpen, "Close": tokenClose, "Comma": tokenComma,
	}
}

// blanks separate tokens in all three languages.
const blanks = " \t\n\r\f\v"

type token struct{ lexer.Token }

func (t token) span() Span {
	return Span{t.Pos.Offset, t.Pos.Offset + len(t.Value)}
}

// definition tells participle the names of the tokens. The text itself is
// scanned before participle sees it, because scanning has to record every
// error with its exact span and go on.
type definition struct{}

func (definition) Symbols() map[string]lexer.TokenType { return symbols() }

func (definition) Lex(string, io.Reader) (lexer.Lexer, error) {
	return nil, errors.New("patterns are scanned before they are parsed")
}

// tokenStream is a scanned text as participle reads it.
type tokenStream struct {
	tokens []lexer.Token
	next   int
	end    int
}

func (t *tokenStream) Next() (lexer.Token, error) {
	if t.next == len(t.tokens) {
		return lexer.EOFToken(lexer.Position{Offset: t.end}), nil
	}
	t.next++
	return t.tokens[t.next-1], nil
}

// scanner makes the tokens of one language from a part of the text.
type scanner struct {
	*source
	pos    int
	end    int
	tokens []lexer.Token
	// selectors are those of the tokenSelector tokens, in order.
	selectors []*Selector
}

func (sc *scanner) emit(kind lexer.TokenType, end int) {
	if sc.tokens == nil {
		sc.tokens = make([]lexer.Token, 0, 4+(sc.end-sc.pos)/6)
	}
	sc.tokens = append(sc.tokens, lexer.Token{
		Type: kind, Value: sc.text[sc.pos:end], Pos: lexer.Position{Offset: sc.pos},
	})
	sc.pos = end
}

// bad emits the text up to end as a token in error.
func (sc *scanner) bad(end int, e *SyntaxError) {
	sc.report(e)
	sc.emit(tokenBad, end)
}

func (sc *scanner) rest() string { return sc.text[sc.pos:sc.end] }

func (sc *scanner) skipBlanks() {
	for sc.pos < sc.end && strings.IndexByte(blanks, sc.text[sc.pos]) >= 0 {
		sc.pos++
	}
}

// char is the length of the character at offset i, at least one byte.
func (sc *scanner) char(i int) int {
	if i >= sc.end {
		return 0
	}
	_, n := utf8.DecodeRuneInString(sc.text[i:sc.end])
	return n
}

// quoted scans a text in double quotes, in which a backslash keeps a quote
// or a backslash from its meaning (T3, J14).
func (sc *scanner) quoted() {
	if sc.closed('"') {
		return
	}
	e := &SyntaxError{
		Code: CodeUnclosedString, Span: Span{sc.pos, sc.end},
		Service: invalidCharacters(sc.text[sc.pos:]),
		Reason:  "this double quote is never closed",
		Remedy:  `Close the text with a double quote; a quote inside is written \".`,
	}
	if inside := strings.TrimRight(sc.text[sc.pos:sc.end], blanks+`)`); !strings.HasSuffix(inside, `\`) && len(inside) > 1 {
		e.Edit = &Edit{Span{sc.pos + len(inside), sc.pos + len(inside)}, `"`}
	}
	sc.bad(sc.end, e)
}

// closed emits a text up to its closing quote, and reports whether there is
// one. A quote inside is written with a backslash.
func (sc *scanner) closed(quote byte) bool {
	for i := sc.pos + 1; i < sc.end; i++ {
		switch sc.text[i] {
		case '\\':
			if i+1 < sc.end && (sc.text[i+1] == quote || sc.text[i+1] == '\\') {
				i++
			}
		case quote:
			sc.emit(tokenString, i+1)
			return true
		}
	}
	return false
}

// percent scans a regular expression as a value.
func (sc *scanner) percent() {
	if i := strings.IndexByte(sc.text[sc.pos+1:sc.end], '%'); i >= 0 {
		sc.emit(tokenRegex, sc.pos+i+2)
		return
	}
	sc.bad(sc.end, &SyntaxError{
		Code: CodeUnclosedRegex, Span: Span{sc.pos, sc.end},
		Service: invalidCharacters(sc.text[sc.pos:]),
		Reason:  "this regular expression is never closed",
		Remedy:  `Close it with a % sign, or put the text in double quotes to look for a literal %.`,
	})
}

// word scans bare text, whose characters are those of values and names in
// JSON and space-delimited patterns (J12).
func (sc *scanner) word() bool {
	i := sc.pos
	for i < sc.end {
		r, n := utf8.DecodeRuneInString(sc.text[i:sc.end])
		if !isBare(r) {
			break
		}
		i += n
	}
	// A plus is part of a number only: +1, 1e+5.
	if i < sc.end && sc.text[i] == '+' {
		if j := i + 1; isSignPlace(sc.text[sc.pos:i]) && j < sc.end && (isDigit(sc.text[j]) || sc.text[j] == '.') {
			for j < sc.end && (isDigit(sc.text[j]) || strings.IndexByte(".eE+-", sc.text[j]) >= 0) {
				j++
			}
			if isNumber(sc.text[sc.pos:j]) {
				i = j
			}
		}
	}
	if i == sc.pos {
		return false
	}
	sc.emit(tokenWord, i)
	return true
}

// isSignPlace reports whether a sign may follow prefix in a number.
func isSignPlace(prefix string) bool {
	if prefix == "" {
		return true
	}
	mantissa, e := prefix[:len(prefix)-1], prefix[len(prefix)-1]
	return (e == 'e' || e == 'E') && isNumber(mantissa)
}

// isBare reports whether r may stand in a bare value. That letters and digits
// outside ASCII may is our choice, after T7 where it is recorded.
func isBare(r rune) bool {
	return isLetterOrDigit(r) || r == '_' || r == '.' || r == '*' || r == '-'
}

func isLetterOrDigit(r rune) bool {
	if r < utf8.RuneSelf {
		return '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// operator scans a comparison operator, a connective or what people write in
// their place; it reports whether there was one.
func (sc *scanner) operator() bool {
	rest := sc.rest()
	for _, op := range [...]string{"===", "!==", "==", "=~", "!~", "=>", "=<", "<>", "<=", ">=", "!=", "=", "<", ">"} {
		if strings.HasPrefix(rest, op) {
			// "=-1" and "=*x" are an operator and a value.
			sc.emit(tokenOp, sc.pos+len(op))
			return true
		}
	}
	if strings.HasPrefix(rest, "&&") || strings.HasPrefix(rest, "||") {
		sc.emit(tokenPunct, sc.pos+2)
		return true
	}
	var twin string
	switch rest[0] {
	case '&':
		twin = "&&"
	case '|':
		twin = "||"
	case '!':
		sc.bad(sc.pos+1, &SyntaxError{
			Code: CodeInvalidCharacter, Span: Span{sc.pos, sc.pos + 1},
			Service: invalidCharacters(sc.text[sc.pos : sc.pos+1+sc.char(sc.pos+1)]),
			Reason:  "a condition cannot be negated as a whole",
			Remedy:  "Use != in the condition, or IS FALSE; to negate a group, negate each condition and swap && and ||.",
		})
		return true
	default:
		return false
	}
	sc.bad(sc.pos+1, &SyntaxError{
		Code: CodeInvalidCharacter, Span: Span{sc.pos, sc.pos + 1},
		Service:     invalidCharacters(sc.text[sc.pos : sc.pos+1+sc.char(sc.pos+1)]),
		Reason:      "filter patterns have no " + rest[:1] + " operator",
		Remedy:      "Write " + twin + " to join conditions.",
		Replacement: twin,
	})
	return true
}

// invalid records one character that no token can start with. The value or
// name around it is proposed in double quotes.
func (sc *scanner) invalid(remedy string) {
	n := sc.char(sc.pos)
	text := sc.text[sc.pos : sc.pos+n]
	e := &SyntaxError{
		Code: CodeInvalidCharacter, Span: Span{sc.pos, sc.pos + n},
		Service: invalidCharacters(text),
		Reason:  "the character " + shown(text) + " is not allowed here",
		Remedy:  remedy,
	}
	if r, _ := utf8.DecodeRuneInString(text); isForeignQuote(r) {
		e.Reason = "texts must be in straight double quotes, not in " + text
		e.Remedy = `Use the plain double quote " on both sides.`
	}
	start, end := sc.pos, sc.pos+n
	if n := len(sc.tokens); n > 0 && sc.tokens[n-1].Type == tokenWord && (token{sc.tokens[n-1]}).span().End == start {
		start = sc.tokens[n-1].Pos.Offset
	}
	for end < sc.end && strings.IndexByte(blanks+`"(),`, sc.text[end]) < 0 {
		if rest := sc.text[end:sc.end]; strings.HasPrefix(rest, "&&") || strings.HasPrefix(rest, "||") {
			break
		}
		end++
	}
	before := len(sc.tokens)
	if start < sc.pos {
		before--
	}
	if before > 0 && sc.tokens[before-1].Type == tokenOp && utf8.ValidString(sc.text[start:end]) {
		e.Edit = &Edit{Span{start, end}, quote(strings.Trim(sc.text[start:end], otherQuotes))}
		sc.tokens, sc.pos = sc.tokens[:before], start
		sc.bad(end, e)
		return
	}
	sc.bad(sc.pos+n, e)
}

// otherQuotes are the characters that people write where a double quote is
// meant.
const otherQuotes = "'`‘’“”„«»"

func isForeignQuote(r rune) bool { return strings.ContainsRune(otherQuotes, r) }

// foreignQuotes scans a text in quotes that the language does not know, and
// reports whether there was one: its two ends are one mistake.
func (sc *scanner) foreignQuotes() bool {
	r, n := utf8.DecodeRuneInString(sc.rest())
	if !isForeignQuote(r) {
		return false
	}
	opening := sc.text[sc.pos : sc.pos+n]
	size := strings.IndexAny(sc.text[sc.pos+n:sc.end], otherQuotes+`"`)
	if size < 0 {
		return false
	}
	between := sc.text[sc.pos+n : sc.pos+n+size]
	r, closing := utf8.DecodeRuneInString(sc.text[sc.pos+n+size : sc.end])
	if strings.ContainsAny(between, "&|<>=,") && (r == '"' || opening == "`") || r == '`' && opening != "`" {
		return false
	}
	if i := sc.pos + n + size + closing; i < sc.end && isLetterOrDigit(rune(sc.text[i])) {
		return false // as in can't
	}
	end := sc.pos + n + size + closing
	sc.bad(end, &SyntaxError{
		Code: CodeInvalidCharacter, Span: Span{sc.pos, end}, Service: invalidCharacters(opening),
		Reason:      "texts must be in straight double quotes, not in " + opening,
		Remedy:      `Use the plain double quote " on both sides.`,
		Replacement: `"` + between + `"`,
		Safe:        !strings.Contains(between, `\`),
	})
	return true
}
