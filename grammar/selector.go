package grammar

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Selector is a property selector: $.a.b[0], $.list[*].id, $.['a.b'] (J3 to
// J5). It has at least one step.
type Selector struct {
	At    Span
	Steps []*Step
}

// StepKind tells the steps of a selector apart.
type StepKind int

// The kinds of steps.
const (
	NameStep     StepKind = iota // .name or .['name']
	IndexStep                    // [0]
	WildcardStep                 // [*] or .*
)

// Step is one step of a selector.
type Step struct {
	At   Span
	Kind StepKind
	// Name is the name of a NameStep.
	Name string
	// Bracketed is set when the step is written with brackets: .['name'],
	// and [*] for .* .
	Bracketed bool
	// Index is the index of an IndexStep, from 0.
	Index int
}

// Span implements Node.
func (n *Selector) Span() Span { return n.At }

// Span implements Node.
func (n *Step) Span() Span { return n.At }

func (*Selector) node()    {}
func (*Selector) operand() {}
func (*Step) node()        {}

// Wildcards counts the wildcards of the selector.
func (n *Selector) Wildcards() int {
	count := 0
	for _, s := range n.Steps {
		if s.Kind == WildcardStep {
			count++
		}
	}
	return count
}

// String is the selector as it is written in a pattern.
func (n *Selector) String() string {
	var b strings.Builder
	n.write(&b)
	return b.String()
}

func (n *Selector) write(b *strings.Builder) {
	b.WriteByte('$')
	for _, s := range n.Steps {
		switch s.Kind {
		case IndexStep:
			fmt.Fprintf(b, "[%d]", s.Index)
		case WildcardStep:
			if s.Bracketed {
				b.WriteString("[*]")
			} else {
				b.WriteString(".*")
			}
		default:
			if s.Bracketed {
				b.WriteString(".['" + s.Name + "']")
			} else {
				b.WriteString("." + s.Name)
			}
		}
	}
}

// ParseSelector reads a property selector standing alone, as metricValue and
// dimension values hold them. The error is of type Errors.
func ParseSelector(text string) (*Selector, error) {
	selector, errs := parseSelector(text)
	for _, e := range errs {
		e.Safe = false
		if e.edit() == nil {
			continue
		}
		mended := e.Edit.apply(text)
		if _, left := parseSelector(mended); len(left) > 0 {
			e.Replacement, e.Edit = "", nil
			continue
		}
		e.Suggestion = mended
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return selector, nil
}

func parseSelector(text string) (*Selector, Errors) {
	s := &source{text: text}
	if text == "" || text[0] != '$' {
		s.report(&SyntaxError{
			Code: CodeMissingSelector, Span: Span{0, len(text)}, Service: InvalidMetricFilterPattern,
			Reason: "a property selector must start with $.", Remedy: "Write $. before the property's name.",
		})
		return nil, s.found
	}
	steps, end, bad := s.selectorSteps(0, len(text))
	switch {
	case bad != nil:
		s.report(bad)
	case end < len(text):
		_, n := utf8.DecodeRuneInString(text[end:])
		s.report(invalidSelector(Span{end, end + n}, text[end:end+n], "this is not allowed in a selector",
			"Names may contain letters, digits, _ and -; write any other name as .['name']."))
	}
	if len(s.found) > 0 {
		return nil, s.found
	}
	return &Selector{At: Span{0, len(text)}, Steps: steps}, nil
}

func invalidSelector(at Span, term, reason, remedy string) *SyntaxError {
	return &SyntaxError{Code: CodeInvalidSelector, Span: at, Service: invalidCharacters(term), Reason: reason, Remedy: remedy, Safe: true}
}

// isName reports whether r may stand in an unquoted name. The guide lists
// letters, digits, '-' and '_'; '@' is in production patterns (J3), and '#'
// and letters outside ASCII are our choice after it.
func isName(r rune) bool {
	return isLetterOrDigit(r) || r == '_' || r == '-' || r == '@' || r == '#'
}

func nameEnd(text string, i, end int) int {
	for i < end {
		r, n := utf8.DecodeRuneInString(text[i:end])
		if !isName(r) {
			break
		}
		i += n
	}
	return i
}

// selectorSteps reads the steps behind the '$' at start, and returns where
// they end, or the error that stopped it.
func (s *source) selectorSteps(start, limit int) (steps []*Step, end int, bad *SyntaxError) {
	text := s.text
	// upTo is the text from i through the character at j, as the service
	// quotes it.
	upTo := func(i, j int) (string, Span) {
		if j >= limit {
			return text[i:limit], Span{i, limit}
		}
		_, n := utf8.DecodeRuneInString(text[j:limit])
		return text[i : j+n], Span{i, j + n}
	}
	at := func(i int) byte {
		if i < limit {
			return text[i]
		}
		return 0
	}
	i := start + 1
	for {
		// The first step's '$' belongs to the text that the service quotes.
		from := i
		if len(steps) == 0 {
			from = start
		}
		switch {
		case at(i) == '.' && at(i+1) == '*':
			steps = append(steps, &Step{At: Span{i, i + 2}, Kind: WildcardStep})
			i += 2
		case at(i) == '.' && at(i+1) == '[':
			if at(i+2) != '\'' {
				term, span := upTo(from, i+2)
				e := invalidSelector(span, term, "a quoted name is written .['name'], with single quotes", "Use single quotes around the name.")
				if quoted, n := singleQuoted(text[i:limit]); n > 0 {
					e.Span, e.Replacement = Span{i, i + n}, quoted
				}
				return steps, i, e
			}
			j := strings.Index(text[i+3:limit], "']")
			if j <= 0 {
				return steps, i, invalidSelector(Span{i, i + 3}, text[from:limit], "this quoted name is never closed, or empty", "Write .['name'].")
			}
			steps = append(steps, &Step{At: Span{i, i + 3 + j + 2}, Kind: NameStep, Name: text[i+3 : i+3+j], Bracketed: true})
			i += 3 + j + 2
		case at(i) == '.':
			j := nameEnd(text, i+1, limit)
			if j == i+1 {
				return steps, i, s.missingName(from, i, limit, upTo)
			}
			steps = append(steps, &Step{At: Span{i, j}, Kind: NameStep, Name: text[i+1 : j]})
			i = j
		case at(i) == '[' && len(steps) > 0:
			step, next, e := s.bracketStep(i, limit, upTo)
			if e != nil {
				return steps, i, e
			}
			steps = append(steps, step)
			i = next
		case len(steps) > 0:
			return steps, i, nil
		default:
			term, span := upTo(start, i)
			e := invalidSelector(span, term, "a property selector must start with $.", "Write $.name.")
			if at(i) == '[' {
				e.Remedy = "Write $.name, or $.['name'] for a name with other characters."
				if j := strings.IndexByte(text[i:limit], ']'); j > 2 && (at(i+1) == '\'' || at(i+1) == '"') {
					e.Span = Span{start, i + j + 1}
					e.Replacement = "$.['" + strings.Trim(text[i+1:i+j], `"'`) + "']"
				}
			} else if strings.HasPrefix(text[i:limit], "$.") {
				e.Reason = "a property selector starts with a single $"
				e.Remedy = "Write $. once; $$ is an escape of some template languages."
				e.Replacement = "$"
			} else if j := nameEnd(text, i, limit); j > i {
				e.Span, e.Replacement = Span{start, j}, "$."+text[i:j]
			}
			return steps, i, e
		}
	}
}

func (s *source) missingName(from, i, limit int, upTo func(i, j int) (string, Span)) *SyntaxError {
	term, span := upTo(from, i+1)
	e := invalidSelector(span, term, "a name is missing after this dot",
		"Names may contain letters, digits, _ and -; write any other name as .['name'].")
	if i+1 < limit && s.text[i+1] == '"' {
		e.Reason = "names in a selector must not be in double quotes"
		if j := strings.IndexByte(s.text[i+2:limit], '"'); j > 0 {
			name := s.text[i+2 : i+2+j]
			e.Span = Span{i, i + 2 + j + 1}
			if nameEnd(name, 0, len(name)) == len(name) {
				e.Replacement = "." + name
			} else {
				e.Replacement = ".['" + name + "']"
			}
			e.Remedy = "Write " + s.text[from:i] + e.Replacement + "."
		}
	}
	return e
}

func (s *source) bracketStep(i, limit int, upTo func(i, j int) (string, Span)) (*Step, int, *SyntaxError) {
	text := s.text
	if strings.HasPrefix(text[i:limit], "[*]") {
		return &Step{At: Span{i, i + 3}, Kind: WildcardStep, Bracketed: true}, i + 3, nil
	}
	j := i + 1
	for j < limit && isDigit(text[j]) {
		j++
	}
	if j > i+1 && j < limit && text[j] == ']' {
		index, err := strconv.ParseInt(text[i+1:j], 10, 32)
		if err == nil {
			return &Step{At: Span{i, j + 1}, Kind: IndexStep, Index: int(index)}, j + 1, nil
		}
		return nil, 0, &SyntaxError{
			Code: CodeNumberOutOfRange, Span: Span{i + 1, j}, Service: InvalidMetricFilterPattern,
			Reason: "this index is out of range", Remedy: "Use an index below 2147483648.",
		}
	}
	term, span := upTo(i, j)
	e := invalidSelector(span, term, "brackets must contain an index such as 0, or *", "Write [0], [1], … or [*] for any element.")
	if j < limit {
		switch text[j] {
		case '-':
			e.Reason = "an index counts from 0 and cannot be negative"
		case '\'', '"':
			e.Reason = "a quoted name needs a dot before the bracket"
			if k := strings.IndexByte(text[i:limit], ']'); k > 2 {
				e.Span = Span{i, i + k + 1}
				e.Replacement = ".['" + strings.Trim(text[i+1:i+k], `"'`) + "']"
				e.Remedy = "Write " + e.Replacement + "."
			}
		}
	}
	return nil, 0, e
}

// scanSelector scans a selector, good or bad, as one token.
func (sc *scanner) scanSelector() {
	steps, end, bad := sc.selectorSteps(sc.pos, sc.end)
	if bad != nil {
		end = max(end, bad.Span.End, sc.pos+1)
		for end < sc.end && strings.IndexByte(blanks+"=!<>&|()", sc.text[end]) < 0 {
			end++
		}
		sc.bad(end, bad)
		return
	}
	sel := &Selector{At: Span{sc.pos, end}, Steps: steps}
	sc.selectors = append(sc.selectors, sel)
	sc.emit(tokenSelector, end)
}

// singleQuoted puts single quotes for the double ones of a selector's steps, to
// the last of them, and says how much of the selector that is; 0 when it does
// not begin with such a step. All are one mistake.
func singleQuoted(steps string) (quoted string, n int) {
	var b strings.Builder
	for i := 0; i < len(steps); {
		rest := steps[i:]
		end := strings.IndexByte(rest, ']')
		switch {
		case strings.HasPrefix(rest, ".['"):
			if end = strings.Index(rest, "']"); end < 0 {
				return b.String(), n
			}
			i += end + len("']")
		case strings.HasPrefix(rest, `.["`) && end > len(`.[""`):
			b.WriteString(steps[n:i] + ".['" + strings.Trim(rest[len(".["):end], `"`) + "']")
			i += end + 1
			n = i
		case n == 0:
			return "", 0
		default:
			i++
		}
	}
	return b.String(), n
}
