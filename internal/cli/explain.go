package cli

import (
	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/internal/explain"
)

type explainCmd struct {
	Pattern string    `arg:"" help:"The filter pattern, or FILE#ADDRESS of one in a configuration."`
	Plan    bool      `help:"Also show how the engine runs the pattern."`
	Work    workFlags `embed:""`
	Output  []string  `short:"o" sep:"none" placeholder:"FORMAT[:FILE]" formats:"text,json" default:"text" help:"Write text or json, to stdout or FILE. May be repeated."`
}

// Help implements kong.HelpProvider.
func (explainCmd) Help() string {
	return `Says in English what a filter pattern means, remarks where people err, and names what metricValue and dimensions may refer to.

The exit code is 0, or 2 when the pattern is invalid. Put -- before a pattern that starts with a minus.`
}

// Run implements the command.
func (c *explainCmd) Run(e *env) error {
	var err error
	if c.Pattern, err = patternOf(c.Pattern); err != nil {
		return err
	}
	filter, err := e.compile(c.Pattern)
	if err != nil {
		return err
	}
	work, err := c.Work.budget(e, "explain")
	if err != nil {
		return err
	}
	facts := explain.Facts(filter.Pattern(), analyze.Options{Steps: questionSteps(work), Work: work})
	if err := e.ctx.Err(); err != nil {
		return err
	}
	x := explain.Explain(filter, c.Pattern, facts...)
	if c.Plan {
		x.Plan = filter.Plan()
	}
	return e.answer(c.Output, x.WriteText, struct {
		Version int `json:"version"`
		*explain.Explanation
	}{1, x})
}
