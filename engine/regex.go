package engine

import "regexp"

// regex is a compiled regular expression of a pattern: an unanchored,
// case-sensitive search, in which ^ and $ bind to the whole text (R2).
type regex struct{ re *regexp.Regexp }

func compileRegex(source string) (regex, error) {
	re, err := regexp.Compile(source)
	return regex{re}, err
}

func (r regex) match(text []byte) bool { return r.re.Match(text) }

// find returns where the expression occurs in text.
func (r regex) find(text []byte) [][]int { return r.re.FindAllIndex(text, -1) }
