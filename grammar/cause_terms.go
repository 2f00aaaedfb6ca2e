package grammar

import "strings"

// connected is about terms that are joined by operators, which terms patterns
// have none of: A && B, A OR B, !A.
func (s *source) connected(text string, found Errors) *SyntaxError {
	if c := text[0]; c == '{' || c == '[' || c == '%' {
		return nil
	}
	words, ok := termWords(text)
	if !ok {
		return nil
	}
	var operands [][]string // the words between connectives
	var ands, ors, nots int
	first := Span{-1, -1}
	operands = append(operands, nil)
	negated := []bool{false}
	for _, w := range words {
		last := len(operands) - 1
		switch {
		case isConnective(w.text, "&&", "&", "AND"), isConnective(w.text, "||", "|", "OR"):
			if isConnective(w.text, "&&", "&", "AND") {
				ands++
			} else {
				ors++
			}
			if first.Start < 0 {
				first = w.at
			}
			operands, negated = append(operands, nil), append(negated, false)
		case w.text == "!" || strings.EqualFold(w.text, "NOT") && len(operands[last]) == 0:
			nots++
			negated[last] = true
			if first.Start < 0 {
				first = w.at
			}
		case w.text == "(" || w.text == ")":
		default:
			operands[last] = append(operands[last], w.text)
		}
	}
	if first.Start < 0 || ands+ors+nots == 0 || !symbolic(words) {
		return nil
	}
	lead := len(s.text) - len(strings.TrimLeft(s.text, blanks))
	e := &SyntaxError{
		Code: CodeUnknownOperator, Span: Span{first.Start + lead, first.End + lead},
		Reason: "terms patterns have no operators",
		Remedy: "Put ? before each term if one of them is enough; terms side by side must all occur; put - before a term that must not occur.",
	}
	if ands+ors == 0 {
		e.Code, e.Reason, e.Remedy = CodeInvalidCharacter, "an unquoted term cannot contain !", "Put - before a term that must not occur, and put a term that contains ! in double quotes."
	}
	if ands > 0 && ors > 0 || ors > 0 && nots > 0 {
		e.Remedy = "Terms patterns cannot mix them: use a regular expression for the alternatives, or one filter for each."
		return e
	}
	mark := ""
	if ors > 0 {
		mark = "?"
	}
	var terms []string
	for i, o := range operands {
		if len(o) == 0 {
			return e
		}
		term := asTerm(strings.Join(o, " "))
		own := mark
		if negated[i] {
			own = "-"
		}
		if strings.HasPrefix(term, own) && own != "" {
			own = ""
		}
		terms = append(terms, own+term)
	}
	if meant := strings.Join(terms, " "); len(errorsOf(meant)) == 0 {
		e.Edit = &Edit{Span{0, len(s.text)}, meant}
	}
	return e
}

// symbolic reports whether a connective is written so that it cannot be a
// term: in symbols, or between parentheses.
func symbolic(words []termWord) bool {
	if last := len(words) - 1; last > 0 && words[0].text == "(" && words[last].text == ")" {
		return true
	}
	for i, w := range words {
		switch w.text {
		case "&&", "||", "&", "|", "!":
			return true
		}
		if isConnective(w.text, "", "", "AND") || isConnective(w.text, "", "", "OR") || strings.EqualFold(w.text, "NOT") {
			if i > 0 && words[i-1].text == ")" || i+1 < len(words) && words[i+1].text == "(" {
				return true
			}
		}
	}
	return false
}

func isConnective(text, double, single, word string) bool {
	return text != "" && (text == double || text == single || word != "" && strings.EqualFold(text, word) && (text == word || len(text) < 4))
}

// asTerm is a text as one term: quoted where it must be.
func asTerm(text string) string {
	if strings.HasPrefix(text, `"`) && strings.HasSuffix(text, `"`) && len(errorsOf(text)) == 0 {
		return text
	}
	if p := errorsOf(text); len(p) == 0 && !strings.ContainsAny(text, blanks) && strings.IndexByte(text, '-') <= 0 && strings.IndexByte(text, '?') <= 0 {
		return text
	}
	return quote(strings.Trim(text, `"`))
}

type termWord struct {
	text string
	at   Span
}

// termWords splits a terms pattern at spaces, and connectives and parentheses
// off; ok is false when a quote is left open.
func termWords(text string) (words []termWord, ok bool) {
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case strings.IndexByte(blanks, c) >= 0:
			i++
			continue
		case c == '(' || c == ')' || c == '!':
			words = append(words, termWord{text[i : i+1], Span{i, i + 1}})
			i++
			continue
		case c == '&' || c == '|':
			j := i + 1
			if j < len(text) && text[j] == c {
				j++
			}
			words = append(words, termWord{text[i:j], Span{i, j}})
			i = j
			continue
		}
		j := i
		for j < len(text) && strings.IndexByte(blanks+"()&|", text[j]) < 0 {
			if text[j] != '"' {
				j++
				continue
			}
			end := quotedEnd(text, j)
			if end < 0 {
				return nil, false
			}
			j = end
		}
		words = append(words, termWord{text[i:j], Span{i, j}})
		i = j
	}
	return words, true
}

// quotedEnd is where the quoted text that starts at i ends, -1 when it does
// not.
func quotedEnd(text string, i int) int {
	for j := i + 1; j < len(text); j++ {
		switch {
		case text[j] == '\\' && j+1 < len(text) && (text[j+1] == '"' || text[j+1] == '\\'):
			j++
		case text[j] == '"':
			return j + 1
		}
	}
	return -1
}
