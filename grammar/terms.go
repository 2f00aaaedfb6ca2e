package grammar

import (
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// TermsPattern matches log events by the terms that occur in them (T1 to
// T11), or by one regular expression that stands alone (T8).
type TermsPattern struct {
	At Span
	// Terms are the terms in the order of the text; empty when Regex is set.
	Terms []*Term
	// Regex is set when the pattern is one regular expression.
	Regex *Regex
}

// TermMode is how a term takes part in the match.
type TermMode int

// The modes of terms.
const (
	Included TermMode = iota // must occur (T1)
	Excluded                 // must not occur: -term (T4)
	Optional                 // one of them must occur, if all terms are optional: ?term (T5, T6)
)

// String is the mode's name, as used in output.
func (m TermMode) String() string {
	return [...]string{"included", "excluded", "optional"}[m]
}

// Term is one term or quoted phrase.
type Term struct {
	At   Span
	Mode TermMode
	// Text is the text to look for, byte for byte (T2).
	Text string
	// Raw is the text as written, with its quotes but without the modifier.
	Raw    string
	Quoted bool
}

// Span implements Node.
func (p *TermsPattern) Span() Span { return p.At }

// Span implements Node.
func (t *Term) Span() Span { return t.At }

// Kind implements Pattern.
func (p *TermsPattern) Kind() Kind { return Terms }

func (p *TermsPattern) String() string { return Format(p) }
func (p *TermsPattern) node()          {}
func (t *Term) node()                  {}

type termsNode struct {
	Items []*termNode `parser:"@@*"`
}

type termNode struct {
	Modifiers []lexer.Token `parser:"(  @(Modifier+)"`
	Modified  *lexer.Token  `parser:"   @(Word | String | Bad)?"`
	Text      *lexer.Token  `parser:") | @(Word | String | Bad)"`
}

var termsParser = sync.OnceValue(func() *participle.Parser[termsNode] {
	return participle.MustBuild[termsNode](participle.Lexer(definition{}))
})

func (s *source) parseTerms() Pattern {
	sc := &termsScanner{scanner{source: s, end: len(s.text)}}
	sc.scan()
	nodes, ok := s.termNodes(sc.tokens)
	if !ok {
		return nil
	}
	p := &TermsPattern{At: Span{0, len(s.text)}}
	end := -1 // where the text before ends
	for _, n := range nodes {
		text := n.Text
		if text == nil {
			text = n.Modified
		}
		if t := s.lowerTerm(n, text); t != nil {
			if len(n.Modifiers) == 0 && t.At.Start == end {
				s.adjacent(token{*text})
			}
			p.Terms = append(p.Terms, t)
		}
		end = -1
		if text != nil && text.Type != tokenBad {
			end = token{*text}.span().End
		}
	}
	return p
}

// termNodes reads the terms, by the generous grammar when they are not well
// formed.
func (s *source) termNodes(tokens []lexer.Token) (nodes []*termNode, ok bool) {
	var st structure
	st.terms(tokens)
	if read(termListParser(), &st, s) != nil {
		for _, p := range st.parts {
			if len(p.tokens) == 1 {
				nodes = append(nodes, &termNode{Text: &p.tokens[0]})
			} else {
				nodes = append(nodes, &termNode{Modifiers: p.tokens[:1], Modified: &p.tokens[1]})
			}
		}
		return nodes, true
	}
	root := generous(termsParser(), tokens, s)
	if root == nil {
		return nil, false
	}
	return root.Items, true
}

func (s *source) lowerTerm(n *termNode, text *lexer.Token) *Term {
	mode := Included
	if len(n.Modifiers) > 0 {
		first := token{n.Modifiers[0]}
		mode = Excluded
		if first.Value == "?" {
			mode = Optional
		}
		last := token{n.Modifiers[len(n.Modifiers)-1]}
		switch {
		case len(n.Modifiers) > 1:
			s.report(&SyntaxError{
				Code: CodeDanglingModifier, Span: Span{first.span().Start, last.span().End}, Service: InvalidMetricFilterPattern,
				Reason:      "a term may have only one modifier, - or ?",
				Remedy:      "Keep one of them, or put the term in double quotes to look for these characters.",
				Replacement: first.Value,
			})
			return nil
		case text == nil:
			s.report(&SyntaxError{
				Code: CodeDanglingModifier, Span: first.span(), Service: InvalidMetricFilterPattern,
				Reason:      fmt.Sprintf("%s has no term after it", first.Value),
				Remedy:      `Write the term after it, or put it in double quotes to look for this character.`,
				Replacement: `"` + first.Value + `"`,
			})
			return nil
		}
	}
	if text.Type == tokenBad {
		return nil
	}
	at := token{*text}.span()
	t := &Term{At: at, Mode: mode, Text: text.Value, Raw: text.Value}
	if len(n.Modifiers) > 0 {
		t.At.Start = n.Modifiers[0].Pos.Offset
	}
	if text.Type == tokenString {
		t.Text, t.Quoted = unquote(text.Value), true
		if t.Text == "" {
			s.report(&SyntaxError{
				Code: CodeEmptyPhrase, Span: at, Service: invalidCharacters(text.Value),
				Reason: "an empty phrase matches nothing",
				Remedy: "Write the phrase between the quotes; to match every log event use the empty pattern.",
			})
			return nil
		}
	}
	return t
}

func (s *source) adjacent(t token) {
	s.report(&SyntaxError{
		Code: CodeAdjacentTerms, Span: Span{t.span().Start, t.span().Start + 1}, Service: InvalidMetricFilterPattern,
		Reason: "terms must be separated by a space",
		Remedy: `Separate the terms with a space; a quote inside a phrase is written \".`,
		Edit:   &Edit{Span{t.span().Start, t.span().Start}, " "},
	})
}

type termsScanner struct{ scanner }

func (sc *termsScanner) scan() {
	for sc.skipBlanks(); sc.pos < sc.end; sc.skipBlanks() {
		switch c := sc.text[sc.pos]; c {
		case '-', '?':
			sc.emit(tokenModifier, sc.pos+1)
		case '"':
			sc.quoted()
		case '%':
			sc.regexNotAlone()
		case '{', '}':
			sc.brace()
		default:
			if sc.foreignQuotes() {
				continue
			}
			if end := sc.termEnd(); end > sc.pos {
				sc.emit(tokenWord, end)
				continue
			}
			sc.symbol()
		}
	}
}

// termEnd is where an unquoted term ends: it holds letters, digits, '_' and
// '.' (T7).
func (sc *termsScanner) termEnd() int {
	i := sc.pos
	for i < sc.end {
		r, n := utf8.DecodeRuneInString(sc.text[i:sc.end])
		if !isLetterOrDigit(r) && r != '_' && r != '.' {
			break
		}
		i += n
	}
	return i
}

// symbol records a symbol that terms cannot hold, and proposes to quote the
// whole word around it: all up to the next space outside quotes.
func (sc *termsScanner) symbol() {
	symbol := Span{sc.pos, sc.pos + sc.char(sc.pos)}
	start := sc.pos
	for n := len(sc.tokens); n > 0 && sc.tokens[n-1].Type != tokenBad && sc.tokens[n-1].Pos.Offset+len(sc.tokens[n-1].Value) == start; n = len(sc.tokens) {
		start = sc.tokens[n-1].Pos.Offset
		sc.tokens = sc.tokens[:n-1]
	}
	end := symbol.End
	for end < sc.end && strings.IndexByte(blanks, sc.text[end]) < 0 {
		if sc.text[end] == '"' {
			if end = quotedEnd(sc.text[:sc.end], end); end < 0 {
				end = sc.end
			}
			continue
		}
		end++
	}
	bare := start
	if bare < symbol.Start && (sc.text[bare] == '?' || sc.text[bare] == '-') {
		bare++
	}
	char := sc.text[symbol.Start:symbol.End]
	word := strings.ReplaceAll(sc.text[bare:end], `\"`, `"`)
	e := &SyntaxError{
		Code: CodeInvalidCharacter, Span: symbol, Service: invalidCharacters(char),
		Reason: "an unquoted term cannot contain " + shown(char),
	}
	if r, _ := utf8.DecodeRuneInString(char); isForeignQuote(r) {
		e.Reason = "texts must be in straight double quotes, not in " + char
	}
	with := quote(word)
	e.Remedy = "Put the term in double quotes: " + with + "."
	if plain := strings.Trim(word, "*"); char == "*" && plain != "" && !strings.ContainsAny(plain, `*"`) {
		e.Reason = "terms have no wildcards"
		if len(errorsOf(plain)) > 0 || strings.ContainsAny(plain, "?-") {
			plain = quote(plain)
		}
		with = plain
		e.Remedy = "A term matches anywhere in the message, even inside a word: write " + with + "."
	}
	if !utf8.ValidString(word) {
		e.Remedy = "Write the pattern in UTF-8."
	} else {
		e.Edit = &Edit{Span{bare, end}, with}
	}
	sc.report(e)
	sc.pos = start
	sc.emit(tokenBad, end)
}

// brace records a brace in a terms pattern. The service's text was recorded
// for a JSON pattern with a blank in front (captured/jsonfilter-129): it is
// not the one of other symbols.
func (sc *termsScanner) brace() {
	e := &SyntaxError{
		Code: CodeInvalidCharacter, Span: Span{sc.pos, sc.pos + 1}, Service: InvalidMetricFilterPattern,
		Reason: "an unquoted term cannot contain " + sc.text[sc.pos:sc.pos+1],
		Remedy: "Put the term in double quotes.",
	}
	end := sc.pos + 1
	for end < sc.end && strings.IndexByte(blanks+`"`, sc.text[end]) < 0 {
		end++
	}
	start := sc.pos
	for start > 0 && strings.IndexByte(blanks+`"?`, sc.text[start-1]) < 0 {
		start--
	}
	e.Edit = &Edit{Span{start, end}, quote(sc.text[start:end])}
	if sc.text[sc.pos] == '{' && strings.Trim(sc.text[:sc.pos], blanks) == "" {
		e.Span = Span{0, sc.pos}
		e.Reason = "a JSON pattern must start with {, without spaces before it"
		e.Remedy = "Remove the spaces before the pattern."
		e.Edit, e.Safe = &Edit{e.Span, ""}, true
		end = sc.end
	}
	sc.report(e)
	sc.emit(tokenBad, end)
}

func (sc *termsScanner) regexNotAlone() {
	end := sc.end
	if i := strings.IndexByte(sc.text[sc.pos+1:], '%'); i >= 0 {
		end = sc.pos + i + 2
	}
	sc.bad(end, &SyntaxError{
		Code: CodeRegexNotAlone, Span: Span{sc.pos, end}, Service: invalidCharacters("%"),
		Reason: "a regular expression must be the whole pattern",
		Remedy: "Make it the whole pattern, with | for alternatives, or put the text in double quotes to look for a literal %.",
	})
}

// parseLoneRegex reads a pattern that is one regular expression (L4, T8).
func (s *source) parseLoneRegex() Pattern {
	if !s.closedBy('%') {
		return nil
	}
	end := strings.IndexByte(s.text[1:], '%') + 2
	r := s.regex(Span{0, end})
	if end < len(s.text) {
		_, n := utf8.DecodeRuneInString(s.text[end:])
		s.report(&SyntaxError{
			Code: CodeRegexNotAlone, Span: Span{end, len(s.text)}, Service: invalidCharacters(s.text[end : end+n]),
			Reason: "a regular expression must be the whole pattern",
			Remedy: "Join expressions with |; a % inside an expression is written \\x25.",
		})
	}
	return &TermsPattern{At: Span{0, len(s.text)}, Regex: r}
}

// MarkedWords are the words of the pattern's text with a - or a ? inside, which
// is not a part of the word but the modifier of what follows it (T4, T5).
func (p *TermsPattern) MarkedWords(text string) []Span {
	var words []Span
	for _, t := range p.Terms {
		start := t.At.Start
		if t.Mode == Included || start == 0 || strings.IndexByte(blanks, text[start-1]) >= 0 || t.Quoted {
			continue
		}
		for start > 0 && strings.IndexByte(blanks, text[start-1]) < 0 {
			start--
		}
		if n := len(words); n > 0 && words[n-1].Start == start {
			words[n-1].End = t.At.End
			continue
		}
		if !strings.Contains(text[start:t.At.End], `"`) {
			words = append(words, Span{start, t.At.End})
		}
	}
	return words
}
