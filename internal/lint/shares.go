package lint

import (
	"context"

	"github.com/logsieve/logsieve/engine/budget"
)

// shares divides the steps of a run. Half of them are divided evenly, so that
// the files can be judged at once; a quarter goes to those that need more, in
// their order, and a quarter to comparisons of filters.
type shares struct {
	given  Analyzer // instead of all of them
	prover *prover
	each   int // of a file
	left   int // for files that need more
}

func (c *checker) shares(files int) *shares {
	if c.analyzer != nil {
		return &shares{given: c.analyzer}
	}
	work := c.opts.Work
	if work == nil {
		work = budget.New(context.Background(), budget.Command)
	}
	p := newProver(work)
	return &shares{prover: p, each: p.total / 2 / max(files, 1), left: p.total / 4}
}

// file is the share of a file.
func (s *shares) file() Analyzer {
	if s.given != nil {
		return s.given
	}
	return s.prover.share(s.each)
}

// more is another share of a file that could not decide something with its
// first one, nil when that would not help.
func (s *shares) more(first Analyzer) *share {
	if one, ok := first.(*share); ok && one.short && s.left > s.each {
		return s.prover.share(s.left)
	}
	return nil
}

// taken takes back what a share has left.
func (s *shares) taken(one *share) { s.left = max(one.left, 0) }

// groups is the share of comparisons of filters.
func (s *shares) groups() Analyzer {
	if s.given != nil {
		return s.given
	}
	return s.prover.share(s.prover.total / 4)
}
