package lint

import (
	"context"
	"sync"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/grammar"
)

// prover proves. It remembers what it found out about a pattern, as several
// rules and files ask. It may be used concurrently.
type prover struct {
	ctx   context.Context
	total int      // steps that all questions may take
	steps int      // that one question may take
	known sync.Map // grammar.Pattern → *proved
	facts sync.Map // factsAsked → *factsFound
	pairs sync.Map // pairAsked → *proof
}

// newProver is a prover whose questions may take the steps of a budget.
func newProver(b *budget.Budget) *prover {
	return &prover{ctx: b.Context(), total: b.Left(), steps: b.Left() / questionsOfAll}
}

// questionsOfAll is how many of the largest questions may be asked in all.
const questionsOfAll = 25

// questionsAtOnce is how often as many steps as one question all those may take
// together that find a pattern's facts.
const questionsAtOnce = 4

// proved is what is known of a pattern, each once it has been asked for.
type proved struct {
	pattern grammar.Pattern

	compile sync.Once
	filter  *engine.Filter // nil when the engine refuses the pattern
	try     sync.Once
	sample  analyze.Result
}

// factsAsked and pairAsked are questions with the steps that one may take, on
// which the answer depends.
type (
	factsAsked struct {
		pattern grammar.Pattern
		steps   int
	}
	pairAsked struct {
		a, b  grammar.Pattern
		steps int
	}
)

// factsFound is what is certain about the parts of a pattern, once that has
// been looked for.
type factsFound struct {
	sync.Once
	never     bool
	facts     []Fact
	undecided string
	steps     int
}

// proof is the answer to a question, once it has been asked.
type proof struct {
	sync.Once
	analyze.Result
}

func (p *prover) about(pattern grammar.Pattern) *proved {
	if known, ok := p.known.Load(pattern); ok {
		return known.(*proved)
	}
	known, _ := p.known.LoadOrStore(pattern, &proved{pattern: pattern})
	return known.(*proved)
}

func (p *proved) compiled() *engine.Filter {
	p.compile.Do(func() {
		if f, err := engine.Compile(p.pattern); err == nil {
			p.filter = f
		}
	})
	return p.filter
}

// question are the bounds of one question.
func (p *prover) question(steps int) analyze.Options {
	return analyze.Options{Steps: steps, Work: budget.New(p.ctx, steps)}
}

func (p *prover) factsOf(pattern grammar.Pattern, steps int) *factsFound {
	known, _ := p.facts.LoadOrStore(factsAsked{pattern, steps}, &factsFound{})
	out := known.(*factsFound)
	out.Do(func() {
		work := budget.New(p.ctx, questionsAtOnce*steps)
		facts, undecided := analyze.Facts(pattern, analyze.Options{Steps: steps, Work: work})
		out.undecided, out.steps = undecided, work.Used()
		for _, f := range facts {
			if f.Node == grammar.Node(pattern) {
				out.never, out.facts = true, nil
				break
			}
			out.facts = append(out.facts, Fact{Node: f.Node, Never: f.Effect == analyze.Impossible})
		}
	})
	return out
}

// implies is what is known of two patterns, and how many steps were taken just
// now. Most have nothing to do with each other, which a log event that matches
// the first shows.
func (p *prover) implies(a, b grammar.Pattern, steps int) (r analyze.Result, taken int) {
	about := p.about(a)
	about.try.Do(func() {
		about.sample = analyze.Satisfiable(a, p.question(steps))
		taken = about.sample.Steps
	})
	if f := p.about(b).compiled(); about.sample.Answer == analyze.Yes && f != nil && !f.Match([]byte(about.sample.Event)) {
		return analyze.Result{Answer: No}, taken
	}
	known, _ := p.pairs.LoadOrStore(pairAsked{a, b, steps}, &proof{})
	one := known.(*proof)
	one.Do(func() {
		one.Result = analyze.Implies(a, b, p.question(steps))
		taken += one.Steps
	})
	return one.Result, taken
}

// share is an Analyzer that asks a prover and may have so many steps taken: for
// a file, or for all comparisons of filters. Facts that were asked for before
// cost as much as others, so that it does not matter which file is judged
// first.
type share struct {
	*prover
	total, left int // total is what is told
	// short is set when more steps might have decided more.
	short bool
	last  *factsFound // what was asked for last: several rules ask
	of    grammar.Pattern
}

func (p *prover) share(steps int) *share { return &share{prover: p, total: p.total, left: steps} }

// leastSteps is how many steps a question needs to be asked.
const leastSteps = 1000

// afford is how many steps a question may take when so many are asked at once,
// 0 when too few are left. There are few different answers: what was found out
// with one is known for the next.
func (s *share) afford(times int) int {
	steps := s.steps
	for steps*times > s.left && steps > 0 {
		steps /= 4
	}
	if steps < leastSteps {
		s.short = true
		return 0
	}
	return steps
}

// used notes the steps of a question, and whether more could have helped.
func (s *share) used(steps, afforded int, undecided bool) {
	s.left -= steps
	s.short = s.short || undecided && afforded < s.prover.steps
}

// spent says that there are too few steps left.
func (s *share) spent() string { return (&budget.SpentError{Steps: s.total}).Error() }

func (s *share) factsOf(p grammar.Pattern) *factsFound {
	if s.of == p {
		return s.last
	}
	s.of, s.last = p, s.lookFor(p)
	return s.last
}

func (s *share) lookFor(p grammar.Pattern) *factsFound {
	steps := s.afford(questionsAtOnce)
	if steps == 0 {
		return &factsFound{undecided: s.spent()}
	}
	f := s.prover.factsOf(p, steps)
	s.used(f.steps, steps, f.undecided != "")
	return f
}

// ask asks a question, unless nothing is left.
func (s *share) ask(question func(analyze.Options) analyze.Result) Answer {
	steps := s.afford(1)
	if steps == 0 {
		return Unsure
	}
	r := question(s.question(steps))
	s.used(r.Steps, steps, r.TooLarge)
	return r.Answer
}

// Satisfiable implements Analyzer.
func (s *share) Satisfiable(p grammar.Pattern) Answer {
	if s.factsOf(p).never {
		return No
	}
	return Unsure
}

// Implies implements Analyzer.
func (s *share) Implies(a, b grammar.Pattern) (answer Answer, undecided string) {
	steps := s.afford(2)
	if steps == 0 {
		return Unsure, s.spent()
	}
	r, taken := s.implies(a, b, steps)
	if s.used(taken, steps, r.TooLarge); r.TooLarge {
		undecided = r.Reason
	}
	return r.Answer, undecided
}

// Facts implements Analyzer.
func (s *share) Facts(p grammar.Pattern) []Fact { return s.factsOf(p).facts }

// Undecided implements Analyzer.
func (s *share) Undecided(p grammar.Pattern) string { return s.factsOf(p).undecided }

// Excludes implements Analyzer.
func (s *share) Excludes(a, b grammar.Expr) Answer {
	return s.ask(func(o analyze.Options) analyze.Result { return analyze.Excludes(a, b, o) })
}

// Covers implements Analyzer.
func (s *share) Covers(a, b grammar.Expr) Answer {
	return s.ask(func(o analyze.Options) analyze.Result { return analyze.Covers(a, b, o) })
}

// EitherHolds implements Analyzer.
func (s *share) EitherHolds(a, b *grammar.Comparison) (numbers, texts Answer) {
	s.ask(func(o analyze.Options) analyze.Result {
		numbers, texts = analyze.EitherHolds(a, b, o)
		return analyze.Result{Steps: o.Work.Used()}
	})
	return numbers, texts
}
