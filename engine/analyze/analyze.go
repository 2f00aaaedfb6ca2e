// Package analyze proves things about filter patterns: whether one can match
// at all, whether another matches whatever it does, which conditions decide
// nothing. An answer is exact or it is Unknown; every answer that an event can
// show comes with one, and that event has been run through the matcher.
//
// Log events are all non-empty texts of Unicode characters, also ones that no
// program would write.
package analyze

import (
	"context"
	"errors"
	"fmt"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/nfa"
)

// Answer is the answer to a question.
type Answer uint8

// The answers.
const (
	Unknown Answer = iota
	No
	Yes
)

// String is the answer's name.
func (a Answer) String() string { return [...]string{"unknown", "no", "yes"}[a] }

// Result is an answer and what shows it.
type Result struct {
	Answer Answer
	// Event is a log event that shows the answer, "" for an answer that none
	// can show.
	Event string
	// Steps is how many steps were taken.
	Steps int
	// Reason says why the answer is Unknown.
	Reason string
	// TooLarge is set when the answer is Unknown because the question takes
	// more steps than allowed, or a regular expression has too many states.
	TooLarge bool
}

// Options bound the work.
type Options struct {
	// Steps is how many steps one question may take, DefaultSteps when it is
	// 0. A step is always about the same work, so that an answer does not
	// depend on the machine.
	Steps int
	// Work is what all questions together may take, and what ends them early;
	// nil when each is by itself.
	Work *budget.Budget
	// hard has all questions answered as large ones are, for tests.
	hard bool
}

// question is the budget of one question.
func (o Options) question() *budget.Budget {
	steps := o.Steps
	if steps <= 0 {
		steps = DefaultSteps
	}
	if o.Work == nil {
		return budget.New(context.Background(), steps)
	}
	return o.Work.Part(steps)
}

// The reasons for not knowing, beside the budget's.
var reasonRegex = fmt.Sprintf("too large to prove: a regular expression has more than %d states", MaxRegexStates)

const (
	reasonShapes = "the patterns look at log events in different ways, and no log event was found that shows it"
	reasonExotic = "a number in a pattern, or a condition on the text of numbers, is beyond what can be proved"
)

// Satisfiable says whether some log event matches; Yes has one.
func Satisfiable(p grammar.Pattern, opts Options) Result {
	return ask(p, everything(), region2{true, true}, opts).existence(Yes, No)
}

// AlwaysMatches says whether every log event matches; No has one that does
// not.
func AlwaysMatches(p grammar.Pattern, opts Options) Result {
	return ask(p, everything(), region2{false, true}, opts).existence(No, Yes)
}

// Implies says whether every log event that matches a matches b; No has one
// that matches a alone.
func Implies(a, b grammar.Pattern, opts Options) Result {
	return ask(a, b, region2{true, false}, opts).existence(No, Yes)
}

// Disjoint says whether no log event matches both; No has one that does.
func Disjoint(a, b grammar.Pattern, opts Options) Result {
	return ask(a, b, region2{true, true}, opts).existence(No, Yes)
}

// Equivalent says whether the same log events match both; No has one that
// matches only one of them.
func Equivalent(a, b grammar.Pattern, opts Options) Result {
	onlyA := Implies(a, b, opts)
	if onlyA.Answer == No {
		return onlyA
	}
	onlyB := Implies(b, a, opts)
	onlyB.Steps += onlyA.Steps
	if onlyB.Answer == Yes && onlyA.Answer == Unknown {
		onlyA.Steps = onlyB.Steps
		return onlyA
	}
	return onlyB
}

func everything() grammar.Pattern { return &grammar.MatchAllPattern{} }

// region2 is a pair of verdicts: of the first pattern and the second.
type region2 [2]bool

// finding is the answer to whether there is a log event of some region.
type finding struct {
	answer Answer
	event  string
	steps  int
	reason string
	// tooLarge is set when it is the size of the question that keeps it open.
	tooLarge bool
}

// unknown is what is known when a question was given up: because its budget is
// used up or, where it is not, for a reason.
func unknown(b *budget.Budget, err error) finding {
	f := finding{steps: b.Used(), reason: reasonExotic}
	if b.Err() != nil {
		err = b.Err()
	}
	var spent *budget.SpentError
	switch {
	case errors.As(err, &spent), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		f.reason, f.tooLarge = err.Error(), true
	case errors.Is(err, nfa.ErrTooLarge):
		f.reason, f.tooLarge = reasonRegex, true
	}
	return f
}

// existence gives the answer its direction.
func (f finding) existence(there, notThere Answer) Result {
	r := Result{Event: f.event, Steps: f.steps, Reason: f.reason, TooLarge: f.tooLarge}
	switch f.answer {
	case Yes:
		r.Answer = there
	case No:
		r.Answer = notThere
	}
	return r
}

// ask looks for a log event of a region.
func ask(a, b grammar.Pattern, want region2, opts Options) finding {
	return newInquiry(side{pattern: a}, side{pattern: b}, opts).find(want)
}

// inquiry answers all questions about two patterns.
type inquiry struct {
	sides [2]side
	opts  Options
	// several is set when more than one region will be asked for.
	several bool

	filters  [2]*engine.Filter // of the sides, once an event is tried
	apart    [2][2]*finding    // of a side by itself, see alone
	problem  *jsonProblem      // of two JSON patterns, once asked
	formulas [2]*formula
	lines    *lineResult // of two patterns over lines, once asked
	work     *budget.Budget
	failed   error
}

func newInquiry(a, b side, opts Options) *inquiry {
	return &inquiry{sides: [2]side{a, b}, opts: opts}
}

func (q *inquiry) json(i int) (*grammar.JSONPattern, bool) {
	p, ok := q.sides[i].pattern.(*grammar.JSONPattern)
	return p, ok
}

// find looks for a log event of a region.
func (q *inquiry) find(want region2) finding {
	_, jsonA := q.json(0)
	_, jsonB := q.json(1)
	var f finding
	switch {
	case jsonA && jsonB:
		f = q.findJSON(want)
	case jsonA || jsonB:
		f = q.findMixed(want)
	default:
		f = q.findLine(want)
	}
	if f.answer == Yes && !q.shows(f.event, want) {
		if event, ok := q.otherExponent(f.event, want); ok {
			return finding{answer: Yes, event: event, steps: f.steps}
		}
		// The matcher decides; an event that it denies shows nothing.
		f = finding{steps: f.steps, reason: reasonExotic}
	}
	if f.answer == Unknown && want[0] != want[1] && q.same() {
		return finding{answer: No, steps: f.steps}
	}
	return f
}

// same reports whether the two patterns are one but for how they are laid out:
// however little is known of it, it does not differ from itself.
func (q *inquiry) same() bool {
	for _, s := range q.sides {
		if s.objects || s.constant != nil || s.without != nil {
			return false
		}
	}
	return grammar.Format(q.sides[0].pattern) == grammar.Format(q.sides[1].pattern)
}

// shows runs the patterns over an event.
func (q *inquiry) shows(event string, want region2) bool {
	for i := range q.sides {
		f, err := q.filter(i)
		if err != nil || f.Match([]byte(event)) != want[i] {
			return false
		}
	}
	return true
}

// filter compiles a side, once.
func (q *inquiry) filter(i int) (*engine.Filter, error) {
	var err error
	if q.filters[i] == nil {
		q.filters[i], err = engine.Compile(q.sides[i].shown())
	}
	return q.filters[i], err
}

// findJSON asks about two JSON patterns. Events that are no JSON object match
// neither.
func (q *inquiry) findJSON(want region2) finding {
	if want == (region2{false, false}) {
		return finding{answer: Yes, event: "x"}
	}
	if q.problem == nil {
		q.problem = newJSONProblem()
		q.problem.hard = q.opts.hard
		for i := range q.sides {
			pattern, _ := q.json(i)
			f, err := q.problem.formula(pattern.Expr, q.sides[i].constant)
			if err != nil {
				return finding{reason: reasonExotic}
			}
			q.formulas[i] = f
		}
		q.problem.root.spread()
	}
	both := q.formulas
	for i := range both {
		if !want[i] {
			both[i] = both[i].negated()
		}
	}
	return q.problem.find(conjunction(both[:]...), q.opts.question())
}

// find looks for an event for which a formula over the problem's conditions is
// true.
func (p *jsonProblem) find(f *formula, b *budget.Budget) finding {
	p.budget = b
	event, found, complete := p.split(f)
	switch {
	case found:
		return finding{answer: Yes, event: event, steps: b.Used()}
	case complete:
		return finding{answer: No, steps: b.Used()}
	}
	return unknown(b, p.failed)
}

// findLine asks about two patterns that look at events as texts.
func (q *inquiry) findLine(want region2) finding {
	if f, ok := q.findTerms(want); ok {
		return f
	}
	if q.work == nil {
		q.work = q.opts.question()
		var p *lineProblem
		if p, q.failed = newLineProblem(q.sides[0], q.sides[1], q.work); q.failed == nil {
			p.stop = func(r *lineResult) bool { return r.full() }
			if !q.several {
				p.stop = func(r *lineResult) bool { return r.has(want) }
			}
			q.lines, q.failed = p.solve()
		}
	}
	if q.failed != nil {
		return unknown(q.work, q.failed)
	}
	l := q.lines.lines[bit(want[0])][bit(want[1])]
	switch {
	case l != nil:
		return finding{answer: Yes, event: l.text, steps: q.work.Used()}
	case q.lines.gaps:
		return unknown(q.work, nil)
	}
	return finding{answer: No, steps: q.work.Used()}
}
