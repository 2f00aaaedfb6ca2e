package cli

import (
	"fmt"

	"github.com/logsieve/logsieve/engine/budget"
)

// workFlags bound what a command computes.
type workFlags struct {
	MaxWork int `default:"100000000" placeholder:"STEPS" help:"Use at most STEPS steps for a proof (${default}); what needs more is undecided. A step is the same on every machine; a second has about a hundred million."`
}

// questionSteps is how many steps one of a command's questions may take: there
// are several.
func questionSteps(b *budget.Budget) int { return max(b.Left()/5, 1) }

// budget is what the command may spend. It ends when the command is
// interrupted.
func (f workFlags) budget(e *env, command string) (*budget.Budget, error) {
	if f.MaxWork < 1 {
		return nil, exit(ExitUsage, fmt.Errorf("%s: --max-work must be at least 1", command))
	}
	return budget.New(e.ctx, f.MaxWork), nil
}
