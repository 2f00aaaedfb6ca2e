package grammar

import (
	"regexp"
	"strings"
	"sync"
)

// cause is the one mistake behind all errors of the pattern, nil when none is
// known: a text in another language, quotes or braces too many or too few.
func (s *source) cause(found Errors) *SyntaxError {
	text := strings.Trim(s.text, blanks)
	if text == "" {
		return nil
	}
	for _, cause := range [...]func(string, Errors) *SyntaxError{
		s.wrapped, s.document, s.insights, s.doubled, s.joined, s.braceless, s.bracketed, s.foreignRegex, s.glob, s.connected, s.phrase, s.fields, s.cut,
	} {
		if e := cause(text, found); e != nil {
			return e
		}
	}
	return nil
}

// whole is an error about the whole pattern. The pattern that was meant is one
// that parses, as it stands or mended; "" when there is none.
func (s *source) whole(code Code, meant, reason, remedy string) *SyntaxError {
	e := &SyntaxError{Code: code, Span: Span{0, len(s.text)}, Reason: reason, Remedy: remedy}
	if meant = repaired(meant); meant != "" {
		e.Replacement = meant
	}
	return e
}

// repaired is a text that parses, or parses once its errors are mended; ""
// otherwise.
func repaired(text string) string {
	if strings.Trim(text, blanks) == "" {
		return ""
	}
	found := errorsOf(text)
	if len(found) == 0 {
		return text
	}
	mended, _, ok := mend(text, found)
	if !ok {
		return ""
	}
	return mended
}

// wrapped is about quotes around the whole pattern, of which those inside are
// not kept from ending the text.
func (s *source) wrapped(text string, found Errors) *SyntaxError {
	bare := strings.TrimLeft(text, "?-")
	mode := text[:len(text)-len(bare)]
	n, opening := 1, ""
	for _, q := range [...]string{"'", "`", "“", "”", `"`, "‘", "’", "«", `\"`} {
		if strings.HasPrefix(bare, q) {
			opening, n = q, len(q)
		}
	}
	if opening == "" || len(bare) < n+2 {
		return nil
	}
	inner := bare[n:]
	switch {
	case strings.HasSuffix(inner, closingQuote(opening)):
		inner = strings.TrimSuffix(inner, closingQuote(opening))
	case strings.HasSuffix(inner, opening):
		inner = strings.TrimSuffix(inner, opening)
	case opening == "`":
	default:
		return nil
	}
	first := strings.TrimLeft(inner, blanks)
	structured := first != "" && strings.IndexByte("{[%?-", first[0]) >= 0 || strings.Contains(inner, " ?") || strings.Contains(inner, ` "`)
	if meant := repaired(inner); structured && meant != "" && len(errorsOf(inner)) == 0 && mode != "-" {
		return s.whole(CodeWrappedPattern, meant, "the whole pattern is in an extra pair of "+opening+" quotes",
			"Remove the quotes around the pattern.")
	}
	if opening != `"` && strings.Contains(inner, opening) || strings.ContainsAny(inner, "“”") {
		return nil // texts, each in quotes of its own
	}
	if twice := strings.TrimSuffix(strings.TrimPrefix(inner, opening), opening); len(inner) == len(twice)+2*len(opening) && opening == `"` && strings.Trim(twice, blanks) != "" {
		meant := mode + quote(twice)
		if len(errorsOf(twice)) == 0 && strings.IndexByte("{[%", twice[0]) >= 0 {
			meant = twice
		}
		return s.whole(CodeWrappedPattern, meant, "the text is in double quotes twice", "Remove one pair of quotes.")
	}
	if opening == `"` {
		if len(found) == 0 || found[0].Code != CodeAdjacentTerms && found[0].Code != CodeInvalidCharacter || !strings.Contains(inner, `"`) || strings.Contains(inner, `" `) && strings.Contains(inner, ` "`) {
			return nil
		}
		e := s.whole(CodeAdjacentTerms, mode+quote(inner), `a double quote inside a phrase ends the phrase`,
			`Write each double quote inside the phrase as \".`)
		return e
	}
	e := s.whole(CodeInvalidCharacter, mode+quote(inner), "texts must be in straight double quotes, not in "+opening,
		`Use the plain double quote " on both sides.`)
	e.Safe = !strings.ContainsAny(inner, `\"`)
	return e
}

// bracketed is about a text that starts with a word in brackets, as log
// messages do, rather than a list of fields: [COLD START], [ERROR] no such file.
func (s *source) bracketed(text string, found Errors) *SyntaxError {
	switch found[0].Code {
	case CodeMissingComma, CodeUnclosedPattern, CodeInvalidFieldName:
	default:
		return nil
	}
	word, rest, closed := strings.Cut(strings.TrimPrefix(text, "["), "]")
	if text[0] != '[' || !closed || rest == "" && !strings.Contains(word, " ") || strings.ContainsAny(rest, "\"\n\\[]") {
		return nil
	}
	for _, r := range word {
		if !isLetterOrDigit(r) && !strings.ContainsRune("_ -:", r) {
			return nil
		}
	}
	if strings.TrimSpace(word) == "" {
		return nil
	}
	e := *found[0]
	e.Remedy = "Put the text in double quotes to look for it: " + quote(text) + "."
	e.Edit, e.Replacement, e.Safe = &Edit{Span{0, len(s.text)}, quote(text)}, "", false
	return &e
}

// phrase is about a text of several words of which some hold what a term
// cannot: it is one phrase, if nothing else of terms patterns is in it.
func (s *source) phrase(text string, found Errors) *SyntaxError {
	if strings.IndexByte(`{[%"`, text[0]) >= 0 || strings.ContainsAny(apostrophe().ReplaceAllString(text, ""), "\"%|&\n"+otherQuotes) {
		return nil
	}
	words := strings.Fields(text)
	for _, w := range words {
		if w[0] == '?' || w[0] == '-' || strings.Contains(w, "*") {
			return nil
		}
	}
	if len(words) < 2 || found[0].Code != CodeInvalidCharacter {
		return nil
	}
	e := *found[0]
	e.Remedy = "Put the phrase in double quotes: " + quote(text) + "."
	e.Edit = &Edit{Span{0, len(s.text)}, quote(text)}
	return &e
}

// apostrophe is one inside a word, as in can't.
var apostrophe = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b['’]\b`) })

// glob is about a word with a wildcard inside, which only a regular expression
// can say.
func (s *source) glob(text string, _ Errors) *SyntaxError {
	if !globWord().MatchString(text) {
		return nil
	}
	text = strings.Trim(text, "*")
	meant := "%" + strings.ReplaceAll(strings.ReplaceAll(text, ".", `\.`), "*", ".*") + "%"
	e := s.whole(CodeInvalidCharacter, meant, "terms have no wildcards", "Use a regular expression: "+meant+".")
	if at := strings.IndexByte(s.text, '*'); at >= 0 {
		e.Edit, e.Replacement, e.Span = &Edit{e.Span, e.Replacement}, "", Span{at, at + 1}
	}
	return e
}

var globWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\**[\w.]+(\*[\w.]+)+\**$`) })

func closingQuote(opening string) string {
	switch opening {
	case "“", "”":
		return "”"
	case "‘", "’":
		return "’"
	case "«":
		return "»"
	}
	return opening
}

// cutText is told where a text ends too early: who writes the pattern in a
// file or a command may have lost its end.
const cutText = `If the pattern continues in your file, a quote inside it ended it early: write it as \". In a shell, put the whole pattern in single quotes.`

// cut is about a pattern without its end.
func (s *source) cut(text string, found Errors) *SyntaxError {
	e := found[0]
	if len(found) != 1 || e.Code != CodeUnclosedPattern || e.Span.Start < e.Span.End || len(text) < 2 {
		return nil
	}
	c := *e
	c.Remedy = strings.TrimSuffix(c.Remedy, ".") + ". " + cutText
	if strings.IndexByte(`=<>,!&|(`, text[len(text)-1]) >= 0 {
		c.Reason = "the pattern is cut off after " + lastWord(text)
		c.Remedy, c.Replacement = cutText, ""
	}
	return &c
}

func lastWord(text string) string {
	fields := strings.Fields(text)
	return fields[len(fields)-1]
}

// insights is about a query of CloudWatch Logs Insights.
func (s *source) insights(text string, _ Errors) *SyntaxError {
	if !insightsQuery().MatchString(text) {
		return nil
	}
	meant := ""
	if m := insightsLike().FindStringSubmatch(text); m != nil {
		switch quoteChar, body := m[1][0], m[1][1:len(m[1])-1]; quoteChar {
		case '/':
			meant = "%" + body + "%"
		default:
			meant = quote(body)
		}
	}
	return s.whole(CodeOtherLanguage, meant, "this is a query of CloudWatch Logs Insights, which filter patterns do not understand",
		"Write the terms that the message must contain, or conditions in braces: { $.level = \"ERROR\" }.")
}

var insightsQuery = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?is)^(fields|filter|stats|parse|display)\s+[@\w(].*(\||\blike\b|=|@message|\bby\b)|@(message|timestamp|logStream)\b.*(\||\blike\b|=)|\|\s*(filter|fields|sort|limit|stats|display|parse)\b`)
})

var insightsLike = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?is)^(?:fields[^|]*\|)?\s*(?:filter\s+)?@message\s+(?:like|=~)\s+(/[^/]+/|"[^"]+"|'[^']+')\s*(?:\|\s*(?:sort|limit|display|fields)\b[^|]*)*$`)
})

// joined is about several patterns joined to one.
func (s *source) joined(text string, found Errors) *SyntaxError {
	if found[0].Code != CodeSeveralPatterns && found[0].Code != CodeUnclosedPattern && found[0].Code != CodeInvalidCharacter {
		return nil
	}
	for _, p := range [...]struct{ open, closing, remedy string }{
		{"{", "}", "Write one pattern with { } and && or ||."}, {"[", "]", "Write one pattern, or a filter for each."},
	} {
		parts := patternsBeside(text, p.open[0], p.closing[0])
		if len(parts) < 2 {
			continue
		}
		meant := ""
		if p.open == "{" {
			meant = "{ "
			for _, part := range parts {
				meant += part.before + "(" + part.inside + ")"
			}
			meant += " }"
		}
		return s.whole(CodeSeveralPatterns, meant, "a filter has one pattern; patterns cannot be joined or nested", p.remedy)
	}
	return nil
}

type besidePart struct{ before, inside string }

// patternsBeside splits { … } || { … } into its patterns; nil when the text is
// no such thing.
func patternsBeside(text string, open, closing byte) []besidePart {
	var parts []besidePart
	for rest := text; rest != ""; {
		i := strings.IndexByte(rest, open)
		if i < 0 {
			return nil
		}
		before := strings.Trim(rest[:i], blanks)
		switch strings.ToUpper(before) {
		case "OR", "||", "AND", "&&", "":
		default:
			return nil
		}
		if (before == "") != (len(parts) == 0) {
			return nil
		}
		j := strings.IndexByte(rest[i+1:], closing)
		if j < 0 {
			return nil
		}
		switch strings.ToUpper(before) {
		case "OR":
			before = "||"
		case "AND":
			before = "&&"
		}
		if before != "" {
			before = " " + before + " "
		}
		parts = append(parts, besidePart{before, strings.Trim(rest[i+1:i+1+j], blanks)})
		rest = strings.Trim(rest[i+j+2:], blanks)
	}
	return parts
}

// braceless is about conditions on properties without the braces around them.
func (s *source) braceless(text string, found Errors) *SyntaxError {
	if c := text[0]; c == '{' || c == '[' || c == '%' || c == '"' {
		return nil
	}
	if !strings.HasPrefix(strings.TrimLeft(text, "(!"+blanks), "$.") && !strings.HasPrefix(strings.TrimLeft(text, "("+blanks), "$[") && !condition().MatchString(text) {
		return nil
	}
	inside := strings.Trim(strings.TrimSuffix(text, "}"), blanks)
	meant := "{ " + inside + " }"
	if _, err := ParseSelector(inside); err == nil {
		meant = ""
	}
	return s.whole(CodeMissingBraces, meant, "conditions on properties must be in braces", "Put the conditions between { and }.")
}

// condition is a comparison with a name on its left; name=value without spaces
// may be a text of the log.
var condition = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\(*\s*\$?[A-Za-z_][\w.]*\s*(?:(?:==|!=|<=|>=)\s*|\s(?:=|<|>)\s)\(?["\w.*-]`)
})

// foreignRegex is about a regular expression as other languages write it.
func (s *source) foreignRegex(text string, found Errors) *SyntaxError {
	if strings.ContainsAny(text, `"%`) || strings.IndexByte("{[?-", text[0]) >= 0 {
		return nil
	}
	const reason = "a regular expression is enclosed in % signs"
	if m := slashed().FindStringSubmatch(text); m != nil {
		return s.otherRegex(m[1], strings.Contains(m[2], "i"), reason)
	}
	if rest, ok := strings.CutPrefix(text, "(?i)"); ok {
		return s.otherRegex(rest, true, reason)
	}
	if regexSigns().MatchString(text) {
		return s.otherRegex(text, false, reason)
	}
	return nil
}

var slashed = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^/([^/\s][^/]*)/([gimsu]*)$`) })

var regexSigns = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\.[*+]|\\[dswbDSW]|\[[^\]\s]*-[^\]\s]*\]|^\^\w|\w\$$|^\(\w+(\|\w+)+\)`)
})

func (s *source) otherRegex(body string, anyCase bool, reason string) *SyntaxError {
	body = strings.TrimSuffix(strings.TrimPrefix(body, ".*"), ".*")
	if i := len(body) - 1; i > 0 && body[0] == '(' && strings.IndexByte(body, ')') == i {
		body = body[1:i]
	}
	remedy := "Put it between % signs; groups and flags are not allowed."
	if anyCase {
		remedy = "Put it between % signs, and use classes such as [Ee] for letters of either case."
		var b strings.Builder
		for i := 0; i < len(body); i++ {
			c := body[i]
			switch lower := c | 0x20; {
			case 'a' <= lower && lower <= 'z':
				b.WriteString("[" + string(lower-0x20) + string(lower) + "]")
			case c == ' ' || c == '_' || isDigit(c):
				b.WriteByte(c)
			default:
				return s.whole(CodeOtherLanguage, "", reason, remedy)
			}
		}
		body = b.String()
	}
	meant := "%" + body + "%"
	if len(errorsOf(meant)) > 0 {
		meant = ""
	}
	return s.whole(CodeOtherLanguage, meant, reason, remedy)
}
