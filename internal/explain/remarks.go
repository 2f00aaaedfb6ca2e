package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/advice"
)

// Remark is something about a pattern where people err. It accuses nobody: the
// pattern may be what was meant.
type Remark struct {
	Code    string       `json:"code"` // stable, kebab-case
	Span    grammar.Span `json:"span"`
	Message string       `json:"message"`
	Help    string       `json:"help"`
	// FilterPattern is a pattern that does what Help says; "" if there is no
	// single one.
	FilterPattern string `json:"filterPattern,omitempty"`
}

func sortRemarks(remarks []Remark) {
	slices.SortStableFunc(remarks, func(a, b Remark) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Code, b.Code))
	})
}

// remarker collects the remarks of one pattern.
type remarker struct {
	pattern grammar.Pattern
	text    string
	out     []Remark
	seen    map[string]bool
}

func remarks(p grammar.Pattern, text string) []Remark {
	r := &remarker{pattern: p, text: text, out: []Remark{}, seen: map[string]bool{}}
	switch p := p.(type) {
	case *grammar.MatchAllPattern:
		r.add(Remark{Code: "matches-everything", Span: p.At,
			Message: "The empty pattern matches every log event.",
			Help:    "Write a term, such as ERROR, to match fewer."})
	case *grammar.TermsPattern:
		r.terms(p)
	case *grammar.JSONPattern:
		r.json(p)
	case *grammar.DelimitedPattern:
		r.delimited(p)
	}
	return r.out
}

// add keeps a remark, and its pattern if that may be suggested.
func (r *remarker) add(x Remark) {
	if x.FilterPattern != "" && !advice.Pattern(r.pattern, x.FilterPattern, claimOf(x.Code)) {
		x.FilterPattern = ""
	}
	r.out = append(r.out, x)
}

// claimOf is what the pattern of a remark says of the log events it matches.
func claimOf(code string) advice.Claim {
	switch code {
	case "optional-terms-ignored":
		return advice.Same
	case "not-equal-needs-value", "null-is-not-missing", "literal-slashes":
		return advice.Wider
	case "words-are-no-phrase", "unescaped-dot", "brackets-are-fields":
		return advice.Narrower
	}
	return advice.Other
}

// once adds a remark that is worth saying once for a pattern.
func (r *remarker) once(x Remark) {
	if !r.seen[x.Code] {
		r.seen[x.Code] = true
		r.add(x)
	}
}

// replaced is the pattern with another text at a span.
func (r *remarker) replaced(at grammar.Span, with string) string {
	return replaced(r.text, at, with)
}

func replaced(text string, at grammar.Span, with string) string {
	return text[:at.Start] + with + text[at.End:]
}

// quoted is a text as a quoted text of a pattern.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

func (r *remarker) terms(p *grammar.TermsPattern) {
	if p.Regex != nil {
		r.regex(p.Regex)
		return
	}
	var bare []*grammar.Term
	included, excluded, optional := 0, 0, 0
	for _, t := range p.Terms {
		switch t.Mode {
		case grammar.Excluded:
			excluded++
		case grammar.Optional:
			optional++
		default:
			included++
			if !t.Quoted {
				bare = append(bare, t)
			}
		}
		r.term(t)
	}
	if len(bare) > 1 {
		at := grammar.Span{Start: bare[0].At.Start, End: bare[len(bare)-1].At.End}
		x := Remark{Code: "words-are-no-phrase", Span: at,
			Message: "Each of these words must occur, in any order and anywhere in the message: they are not a phrase.",
			Help:    "Put words that must appear together in double quotes."}
		if len(bare) == len(p.Terms) {
			x.FilterPattern = r.replaced(at, quoted(r.text[at.Start:at.End]))
		}
		r.add(x)
	}
	if optional > 0 && included+excluded > 0 {
		r.ignoredOptional(p)
	}
	if included+optional == 0 {
		r.add(Remark{Code: "only-exclusions", Span: p.At,
			Message: "There are only excluded terms: every log event without them matches.",
			Help:    "Add a term that must occur, unless this is intended."})
	}
}

func (r *remarker) ignoredOptional(p *grammar.TermsPattern) {
	var kept []string
	var at grammar.Span
	for _, t := range p.Terms {
		switch {
		case t.Mode != grammar.Optional:
			kept = append(kept, r.text[t.At.Start:t.At.End])
		case at.End == 0:
			at = t.At
		}
	}
	r.add(Remark{Code: "optional-terms-ignored", Span: at,
		Message:       "Optional terms have no effect beside terms without a ?.",
		Help:          "Mark every term with ?, use a regular expression such as %ERROR|WARN%, or remove the optional terms, which changes nothing.",
		FilterPattern: strings.Join(kept, " ")})
}

func (r *remarker) term(t *grammar.Term) {
	if !t.Quoted && strings.ContainsFunc(t.Text, isLetter) {
		r.once(Remark{Code: "substring-and-case", Span: t.At,
			Message: "A term matches any part of the message, byte for byte: " + t.Text + " occurs in " + longer(t.Text) + " and in x" + t.Text + otherCase(t.Text, ", not in %s") + ".",
			Help:    "List the spellings with ?, or use a regular expression, if others should match."})
	}
	if strings.Contains(t.Text, "*") {
		r.add(Remark{Code: "literal-star", Span: t.At,
			Message: "A * in a terms pattern is a literal asterisk: terms have no wildcards.",
			Help:    "Remove the *, since a term matches any part of the message, or use a regular expression."})
	}
	if strings.Contains(t.Text, "%") {
		r.add(Remark{Code: "literal-percent", Span: t.At,
			Message: "In double quotes % is literal: this is not a regular expression.",
			Help:    "A regular expression is enclosed in % signs, without quotes, and must be the whole pattern."})
	}
	if strings.TrimSpace(t.Text) == "" {
		r.add(Remark{Code: "blank-phrase", Span: t.At,
			Message: "A phrase of spaces matches the log events that contain these spaces, not every log event.",
			Help:    "The empty pattern matches every log event."})
	}
	if t.Mode != grammar.Included && t.At.Start > 0 && !strings.ContainsRune(" \t\r\n", rune(r.text[t.At.Start-1])) {
		verb := "excludes what follows"
		if t.Mode == grammar.Optional {
			verb = "makes what follows optional"
		}
		start := strings.LastIndexAny(r.text[:t.At.Start], " \t\r\n") + 1
		word := grammar.Span{Start: start, End: t.At.End}
		x := Remark{Code: "mark-inside-word", Span: t.At,
			Message: "Inside a word " + r.text[t.At.Start:t.At.Start+1] + " is not a letter: it " + verb + ".",
			Help:    "Put the word in double quotes if it is meant literally."}
		if !strings.ContainsAny(r.text[start:t.At.End], `"`) {
			x.FilterPattern = r.replaced(word, quoted(r.text[start:t.At.End]))
		}
		r.add(x)
	}
}

// longer is a text with a letter more, of the case of its last.
func longer(text string) string {
	if last := text[len(text)-1]; last >= 'A' && last <= 'Z' {
		return text + "S"
	}
	return text + "s"
}

// otherCase says, in a format, a text in another case; "" if it has none.
func otherCase(text, format string) string {
	for _, other := range []string{strings.ToLower(text), strings.ToUpper(text)} {
		if other != text {
			return fmt.Sprintf(format, other)
		}
	}
	return ""
}

func isLetter(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// regex remarks on a dot between letters, digits or classes, as in 10.0.0.1.
func (r *remarker) regex(x *grammar.Regex) {
	escaped, class := []byte(nil), false
	dots := 0
	s := x.Source
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && i+1 < len(s):
			escaped = append(escaped, c, s[i+1])
			i++
			continue
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '.' && !class && i > 0 && i+1 < len(s) && isWord(s[i-1]) && (isWord(s[i+1]) || s[i+1] == '[' || s[i+1] == '\\'):
			dots++
			escaped = append(escaped, '\\')
		}
		escaped = append(escaped, c)
	}
	if dots > 0 {
		r.add(Remark{Code: "unescaped-dot", Span: x.At,
			Message:       "A dot in a regular expression matches any character.",
			Help:          `Write \. for a dot.`,
			FilterPattern: r.replaced(x.At, "%"+string(escaped)+"%")})
	}
	if strings.HasPrefix(s, "/") && strings.HasSuffix(s, "/") && len(s) > 1 {
		r.add(Remark{Code: "literal-slashes", Span: x.At,
			Message:       "The slashes belong to the regular expression: they must occur.",
			Help:          "The % signs are the delimiters; remove the slashes.",
			FilterPattern: r.replaced(x.At, "%"+strings.Trim(s, "/")+"%")})
	}
}

func isWord(c byte) bool { return isLetter(rune(c)) || c >= '0' && c <= '9' }
