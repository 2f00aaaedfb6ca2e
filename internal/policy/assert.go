package policy

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// Subject is what an Assertion looks at, one at a time.
type Subject string

// The subjects. ForAll looks once, at everything.
const (
	ForFilter   Subject = "filter"
	ForGroup    Subject = "log-group"
	ForAlarm    Subject = "alarm"
	ForResource Subject = "resource"
	ForAll      Subject = "all"
)

func subjects() []string {
	return []string{string(ForFilter), string(ForGroup), string(ForAlarm), string(ForResource), string(ForAll)}
}

// variable is the subject's name in expressions.
func (s Subject) variable() string {
	switch s {
	case ForGroup:
		return "group"
	case ForAll:
		return ""
	}
	return string(s)
}

// Assertion is an expression that must hold for every subject for which When
// does.
type Assertion struct {
	For    Subject
	That   string
	When   string // "" for always
	Remedy string

	that, when *cel.Ast
}

// NewAssertion checks the expressions. An error is an *ExpressionError.
func NewAssertion(subject Subject, that, when, remedy string) (*Assertion, error) {
	a := &Assertion{For: subject, That: that, When: when, Remedy: remedy}
	env, err := environment(subject, newOracle(Options{}))
	if err != nil {
		return nil, err
	}
	if a.that, err = compile(env, that); err != nil {
		return nil, err
	}
	if when != "" {
		a.when, err = compile(env, when)
	}
	return a, err
}

// ExpressionError is a mistake in an expression. Offset counts characters.
type ExpressionError struct {
	Expression string
	Reason     string
	Offset     int
}

func (e *ExpressionError) Error() string {
	return fmt.Sprintf("%s, at %q", e.Reason, excerpt(e.Expression, e.Offset))
}

// excerpt is where a mistake is, for one line.
func excerpt(text string, offset int) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if full := []rune(text); offset < len(full) {
		runes = []rune(strings.Join(strings.Fields(string(full[offset:])), " "))
	}
	if len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return string(runes)
}

func compile(env *cel.Env, text string) (*cel.Ast, error) {
	ast, issues := env.Compile(text)
	if issues.Err() != nil {
		e := &ExpressionError{Expression: text, Reason: issues.Err().Error()}
		if list := issues.Errors(); len(list) > 0 {
			e.Reason = list[0].Message
			e.Offset = offsetOf(text, list[0].Location.Line(), list[0].Location.Column())
		}
		return nil, e
	}
	if t := ast.OutputType(); !t.IsEquivalentType(cel.BoolType) && !t.IsEquivalentType(cel.DynType) {
		return nil, &ExpressionError{Expression: text, Reason: fmt.Sprintf("the expression is of type %s and must be true or false", t)}
	}
	return ast, nil
}

// offsetOf is the character at a line, from 1, and column, from 0.
func offsetOf(text string, line, column int) int {
	offset := 0
	for i, l := range strings.SplitAfter(text, "\n") {
		if i == line-1 {
			return offset + column
		}
		offset += len([]rune(l))
	}
	return 0
}

// Broken is a subject for which an assertion does not hold, or is undecided.
type Broken struct {
	Status  Status
	Title   string // of the subject
	Reason  string // why it is undecided, "" when it fails
	Located *estate.Located
	At      source.Span
}

// sentence says of which subject a status is.
func (b *Broken) sentence() string {
	if b.Status == Fails {
		return b.Title + " fails it."
	}
	return b.Title + ": " + b.Reason + "."
}

// costLimit bounds one evaluation: a policy is no program.
const costLimit = 5_000_000

// assert judges a rule that has an Assertion.
func (e *Estate) assert(r *Rule, f *facts, opts Options) (*Verdict, error) {
	a := r.Assert
	env, err := environment(a.For, f.oracle)
	if err != nil {
		return nil, err
	}
	that, err := env.Program(a.that, cel.CostLimit(costLimit))
	if err != nil {
		return nil, err
	}
	var when cel.Program
	if a.when != nil {
		if when, err = env.Program(a.when, cel.CostLimit(costLimit)); err != nil {
			return nil, err
		}
	}
	v := &Verdict{Rule: r, Status: Holds}
	for _, s := range f.subjects(a.For) {
		vars := f.variables(a.For, s)
		guard := Holds
		if when != nil {
			if guard, _ = evaluate(when, vars); guard == Fails {
				continue
			}
		}
		status, reason := evaluate(that, vars)
		if status == Holds {
			continue
		}
		if guard == Undecided {
			status, reason = Undecided, "whether the rule applies to it is not known"
		}
		v.Broken = append(v.Broken, Broken{status, s.title, reason, s.located, s.at})
		if v.Status == Holds || status == Fails {
			v.Status = status
		}
	}
	switch v.Status {
	case Fails:
		v.Gap = GapFails
	case Undecided:
		v.Gap = GapUnknown
	}
	for _, b := range v.Broken {
		v.Reasons = append(v.Reasons, b.sentence())
	}
	v.Reasons = unique(v.Reasons)
	return v, nil
}

// evaluate says whether an expression holds; reason says why it is undecided.
func evaluate(p cel.Program, vars map[string]any) (status Status, reason string) {
	out, _, err := p.Eval(vars)
	switch {
	case err != nil:
		return Undecided, strings.TrimPrefix(err.Error(), "evaluation error: ")
	case out == types.True:
		return Holds, ""
	case out == types.False:
		return Fails, ""
	case types.IsUnknown(out):
		return Undecided, "it depends on what the files do not say"
	}
	return Undecided, fmt.Sprintf("the expression must be true or false, not %v", out.Type())
}
