package lint

import (
	"sync"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/grammar"
)

// proofSteps bounds each question: about ten milliseconds. Rules stay silent
// on what takes more.
const proofSteps = 100_000

// prover is the Analyzer that proves. It remembers what it found out about a
// pattern, as several rules ask.
type prover struct{ known sync.Map } // grammar.Pattern → *proved

// proved is what is known of a pattern, each once it has been asked for.
type proved struct {
	pattern grammar.Pattern

	compile sync.Once
	filter  *engine.Filter // nil when the engine refuses the pattern
	try     sync.Once
	sample  analyze.Result
	look    sync.Once
	never   bool
	facts   []Fact
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

// event is a log event that the pattern matches.
func (p *proved) event() analyze.Result {
	p.try.Do(func() { p.sample = analyze.Satisfiable(p.pattern, analyze.Options{Steps: proofSteps}) })
	return p.sample
}

func (p *proved) certain() (never bool, facts []Fact) {
	p.look.Do(func() {
		for _, f := range analyze.Facts(p.pattern, analyze.Options{Steps: proofSteps}) {
			if f.Node == grammar.Node(p.pattern) {
				p.never, p.facts = true, nil
				return
			}
			p.facts = append(p.facts, Fact{At: f.Node.Span(), Never: f.Effect == analyze.Impossible})
		}
	})
	return p.never, p.facts
}

func answer(a analyze.Answer) Answer {
	switch a {
	case analyze.Yes:
		return Yes
	case analyze.No:
		return No
	}
	return Unsure
}

// Satisfiable implements Analyzer.
func (p *prover) Satisfiable(pattern grammar.Pattern) Answer {
	if never, _ := p.about(pattern).certain(); never {
		return No
	}
	return Unsure
}

// AlwaysMatches implements Analyzer.
func (p *prover) AlwaysMatches(pattern grammar.Pattern) Answer {
	return answer(analyze.AlwaysMatches(pattern, analyze.Options{Steps: proofSteps}).Answer)
}

// Implies implements Analyzer. Most pairs have nothing to do with each other,
// which a log event that matches the first shows.
func (p *prover) Implies(a, b grammar.Pattern) Answer {
	sample := p.about(a).event()
	if f := p.about(b).compiled(); sample.Answer == analyze.Yes && f != nil && !f.Match([]byte(sample.Event)) {
		return No
	}
	return answer(analyze.Implies(a, b, analyze.Options{Steps: proofSteps}).Answer)
}

// Equivalent implements Analyzer.
func (p *prover) Equivalent(a, b grammar.Pattern) Answer {
	forward, back := p.Implies(a, b), p.Implies(b, a)
	switch {
	case forward == No || back == No:
		return No
	case forward == Yes && back == Yes:
		return Yes
	}
	return Unsure
}

// Facts implements Analyzer.
func (p *prover) Facts(pattern grammar.Pattern) []Fact {
	_, facts := p.about(pattern).certain()
	return facts
}
