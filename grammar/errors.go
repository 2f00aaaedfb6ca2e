package grammar

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Code identifies a kind of syntax error. Codes are stable and never reused.
type Code string

// The codes of syntax errors.
const (
	CodeInvalidCharacter      Code = "FP001"
	CodeUnclosedPattern       Code = "FP002"
	CodeUnclosedString        Code = "FP003"
	CodeEmptyPhrase           Code = "FP004"
	CodeMissingCondition      Code = "FP005"
	CodeMissingConnective     Code = "FP006"
	CodeMissingValue          Code = "FP007"
	CodeMissingSelector       Code = "FP008"
	CodeUnknownKeyword        Code = "FP009"
	CodeUnknownOperator       Code = "FP010"
	CodeUnclosedParenthesis   Code = "FP011"
	CodeUnexpectedParenthesis Code = "FP012"
	CodeInvalidSelector       Code = "FP013"
	CodeOrderingNeedsNumber   Code = "FP014"
	CodeNullComparison        Code = "FP015"
	CodeUnquotedBlank         Code = "FP016"
	CodeNumberOutOfRange      Code = "FP017"
	CodeInvalidRegex          Code = "FP018"
	CodeRegexCharacter        Code = "FP019"
	CodeTooManyRegexes        Code = "FP020"
	CodeWildcardsInSelector   Code = "FP021"
	CodeTooManyWildcards      Code = "FP022"
	CodeDuplicateField        Code = "FP023"
	CodeMixedFields           Code = "FP024"
	CodeInvalidFieldName      Code = "FP025"
	CodeMissingComma          Code = "FP026"
	CodeTooLong               Code = "FP027"
	CodeDanglingModifier      Code = "FP028"
	CodeAdjacentTerms         Code = "FP029"
	CodeRegexNotAlone         Code = "FP030"
	CodeSeveralPatterns       Code = "FP031"
	CodeMissingOperator       Code = "FP032"
	CodeUnclosedRegex         Code = "FP033"
	CodeInvalidCriteria       Code = "FP034"
	CodeMissingBraces         Code = "FP035"
	CodeWrappedPattern        Code = "FP036"
	CodeJSONDocument          Code = "FP037"
	CodeOtherLanguage         Code = "FP038"
)

// Name is the code's kebab-case name, as unchanging as the code.
func (c Code) Name() string {
	switch c {
	case CodeInvalidCharacter:
		return "invalid-character"
	case CodeUnclosedPattern:
		return "unclosed-pattern"
	case CodeUnclosedString:
		return "unclosed-string"
	case CodeEmptyPhrase:
		return "empty-phrase"
	case CodeMissingCondition:
		return "missing-condition"
	case CodeMissingConnective:
		return "missing-connective"
	case CodeMissingValue:
		return "missing-value"
	case CodeMissingSelector:
		return "missing-selector"
	case CodeUnknownKeyword:
		return "unknown-keyword"
	case CodeUnknownOperator:
		return "unknown-operator"
	case CodeUnclosedParenthesis:
		return "unclosed-parenthesis"
	case CodeUnexpectedParenthesis:
		return "unexpected-parenthesis"
	case CodeInvalidSelector:
		return "invalid-selector"
	case CodeOrderingNeedsNumber:
		return "ordering-needs-number"
	case CodeNullComparison:
		return "null-comparison"
	case CodeUnquotedBlank:
		return "unquoted-blank"
	case CodeNumberOutOfRange:
		return "number-out-of-range"
	case CodeInvalidRegex:
		return "invalid-regex"
	case CodeRegexCharacter:
		return "regex-character"
	case CodeTooManyRegexes:
		return "too-many-regexes"
	case CodeWildcardsInSelector:
		return "wildcards-in-selector"
	case CodeTooManyWildcards:
		return "too-many-wildcards"
	case CodeDuplicateField:
		return "duplicate-field"
	case CodeMixedFields:
		return "mixed-fields"
	case CodeInvalidFieldName:
		return "invalid-field-name"
	case CodeMissingComma:
		return "missing-comma"
	case CodeTooLong:
		return "pattern-too-long"
	case CodeDanglingModifier:
		return "dangling-modifier"
	case CodeAdjacentTerms:
		return "adjacent-terms"
	case CodeRegexNotAlone:
		return "regex-not-alone"
	case CodeSeveralPatterns:
		return "several-patterns"
	case CodeMissingOperator:
		return "missing-operator"
	case CodeUnclosedRegex:
		return "unclosed-regex"
	case CodeInvalidCriteria:
		return "invalid-criteria"
	case CodeMissingBraces:
		return "missing-braces"
	case CodeWrappedPattern:
		return "wrapped-pattern"
	case CodeJSONDocument:
		return "json-document"
	case CodeOtherLanguage:
		return "other-language"
	default:
		return "unknown"
	}
}

// InvalidMetricFilterPattern is the service's text for a pattern that it
// refuses without saying where (L7).
const InvalidMetricFilterPattern = "Invalid metric filter pattern"

// SyntaxError is one error in a filter pattern.
type SyntaxError struct {
	Code Code
	// Span is where the person went wrong, in bytes of the pattern. It is
	// empty where something is missing.
	Span Span
	// Service is the text that TestMetricFilter answers for this error (L7).
	Service string
	// Reason says what is wrong, in one sentence.
	Reason string
	// Remedy says what to do about it, in one sentence.
	Remedy string
	// Replacement is what Span should probably read, if that can be said. It
	// takes this error away. Where Suggestion is empty, others are left.
	Replacement string
	// Suggestion is the whole pattern with this error and all others mended: it
	// parses. It is empty when no such pattern is known.
	Suggestion string
	// Edit is what mends the error: it makes Suggestion of the pattern where no
	// other error is left. It may be at another place than Span. Nil when it is
	// not known.
	Edit *Edit
	// Safe is set when what mends the error can only mean what was meant: it says
	// the same in the words of filter patterns.
	Safe bool
}

// Error implements error.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%d-%d: %s [%s %s]", e.Span.Start, e.Span.End, e.Reason, e.Code, e.Code.Name())
}

// Errors are the errors of one pattern, sorted by position; there is at least
// one.
type Errors []*SyntaxError

// Error implements error with the text of each error on a line of its own.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, err := range e {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives errors.As and errors.Is each of the errors.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, err := range e {
		all[i] = err
	}
	return all
}

// ServiceMessage is what TestMetricFilter answers for the whole pattern: the
// service reports one error only, the first it meets. A text beyond the
// length limit is refused before it is read.
func (e Errors) ServiceMessage() string {
	for _, err := range e {
		if err.Code == CodeTooLong {
			return err.Service
		}
	}
	first := e[0]
	for _, err := range e[1:] {
		// Limits and names are checked once the whole pattern has been read.
		if first.Code.late() && !err.Code.late() {
			first = err
		}
	}
	return first.Service
}

// late reports whether the service finds errors of this code only after the
// whole pattern has been read.
func (c Code) late() bool {
	switch c {
	case CodeTooManyRegexes, CodeWildcardsInSelector, CodeTooManyWildcards,
		CodeDuplicateField, CodeMixedFields, CodeInvalidRegex:
		return true
	default:
		return false
	}
}

// source is a text being parsed and the errors found in it so far.
type source struct {
	text  string
	found Errors
}

func (s *source) report(e *SyntaxError) { s.found = append(s.found, e) }

func (s *source) errors() error {
	if len(s.found) == 0 {
		return nil
	}
	s.sort()
	return s.found
}

func (s *source) sort() {
	slices.SortStableFunc(s.found, func(a, b *SyntaxError) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
}

// invalidCharacters is the service's text for characters that no token can
// hold; term is all the text from the token's start up to the bad character.
func invalidCharacters(term string) string {
	return "Invalid character(s) in term '" + term + "'"
}

// shown is a character for people: a control, a blank that looks like another
// one and what is no character are not to be seen, and go by their codes.
func shown(char string) string {
	r, n := utf8.DecodeRuneInString(char)
	switch {
	case r == utf8.RuneError && n <= 1:
		return fmt.Sprintf("the byte 0x%02X, which is not UTF-8", char)
	case r == utf8.RuneError || !unicode.IsGraphic(r) || unicode.IsSpace(r):
		return fmt.Sprintf("%U", r)
	}
	return char
}

// maxShown bounds how many bytes of a text the service's words repeat.
const maxShown = 64 << 10

func tooLong(text string) *SyntaxError {
	shown := text
	if size := maxShown; len(text) > size {
		for !utf8.RuneStart(text[size]) && size > 0 {
			size--
		}
		shown = text[:size] + "…"
	}
	return &SyntaxError{
		Code: CodeTooLong, Span: Span{0, len(text)},
		Service: fmt.Sprintf("1 validation error detected: Value '%s' at 'filterPattern' failed to satisfy constraint: Member must have length less than or equal to %d", shown, MaxPatternLength),
		Reason:  fmt.Sprintf("a filter pattern may have at most %d characters", MaxPatternLength),
		Remedy:  "Split it into several filters, or shorten it with wildcards or a regular expression.",
	}
}

func unclosedPattern(text string, closing byte) *SyntaxError {
	opening := text[:1]
	e := &SyntaxError{
		Code: CodeUnclosedPattern, Span: Span{len(text), len(text)},
		Service: fmt.Sprintf("If a filter pattern starts with '%s' it must end with '%c'", opening, closing),
		Reason:  fmt.Sprintf("a pattern that starts with %s must end with %c", opening, closing),
		Remedy:  fmt.Sprintf("Add the closing %c, or put the text in double quotes to look for it literally.", closing),
	}
	trimmed := strings.TrimRight(text, blanks)
	if len(trimmed) < len(text) && len(trimmed) > 1 && trimmed[len(trimmed)-1] == closing {
		e.Span = Span{len(trimmed), len(text)}
		e.Reason = fmt.Sprintf("nothing may follow the closing %c, not even a space or a line break", closing)
		e.Remedy = "Remove the space after the pattern."
		e.Edit, e.Safe = &Edit{e.Span, ""}, true
	} else {
		e.Replacement = string(closing)
	}
	return e
}
