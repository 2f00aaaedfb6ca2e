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

type proved struct {
	filter func() *engine.Filter // nil when the engine refuses the pattern
	sample func() analyze.Result
	facts  func() (never bool, facts []Fact)
}

func (p *prover) about(pattern grammar.Pattern) *proved {
	if known, ok := p.known.Load(pattern); ok {
		return known.(*proved)
	}
	opts := analyze.Options{Steps: proofSteps}
	known, _ := p.known.LoadOrStore(pattern, &proved{
		filter: sync.OnceValue(func() *engine.Filter {
			f, err := engine.Compile(pattern)
			if err != nil {
				return nil
			}
			return f
		}),
		sample: sync.OnceValue(func() analyze.Result { return analyze.Satisfiable(pattern, opts) }),
		facts: sync.OnceValues(func() (never bool, facts []Fact) {
			for _, f := range analyze.Facts(pattern, opts) {
				if f.Node == grammar.Node(pattern) {
					return true, nil
				}
				facts = append(facts, Fact{At: f.Node.Span(), Never: f.Effect == analyze.Impossible})
			}
			return false, facts
		}),
	})
	return known.(*proved)
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
	if never, _ := p.about(pattern).facts(); never {
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
	sample := p.about(a).sample()
	if f := p.about(b).filter(); sample.Answer == analyze.Yes && f != nil && !f.Match([]byte(sample.Event)) {
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
	_, facts := p.about(pattern).facts()
	return facts
}
