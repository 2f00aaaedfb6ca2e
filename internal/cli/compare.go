package cli

import (
	"cmp"
	"fmt"
	"io"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/explain"
	"github.com/logsieve/logsieve/internal/jsontext"
)

type compareCmd struct {
	A      string    `arg:"" help:"A filter pattern, or FILE#ADDRESS of one in a configuration."`
	B      string    `arg:"" help:"The other filter pattern."`
	Why    bool      `help:"For a log event that only one of them matches, also say why the other does not."`
	Work   workFlags `embed:""`
	Output []string  `short:"o" sep:"none" placeholder:"FORMAT[:FILE]" formats:"text,json" default:"text" help:"Write text or json, to stdout or FILE. May be repeated."`
}

// Help implements kong.HelpProvider.
func (compareCmd) Help() string {
	return `Says whether two filter patterns match the same log events, whether one implies the other, or whether they overlap or exclude each other, and shows a log event for each difference. The answer is proved; where it cannot be, it is "unknown".

The exit code is 0 when the patterns are equivalent, 1 when they are not or it is unknown, and 2 when one is invalid. Put -- before a pattern that starts with a minus.`
}

// relationText says for people what a relation means.
func relationText(r analyze.Relation) string {
	switch r {
	case analyze.RelationEquivalent:
		return "both match the same log events"
	case analyze.RelationImplies:
		return "whatever A matches, B matches too, and B matches more"
	case analyze.RelationImpliedBy:
		return "whatever B matches, A matches too, and A matches more"
	case analyze.RelationOverlapping:
		return "some log events match both, some only A, some only B"
	case analyze.RelationDisjoint:
		return "no log event matches both"
	}
	return "it could not be proved how the patterns relate"
}

// Run implements the command.
func (c *compareCmd) Run(e *env) error {
	outs, err := parseOutputs(c.Output, "text", "json")
	if err != nil {
		return err
	}
	for _, pattern := range []*string{&c.A, &c.B} {
		if *pattern, err = patternOf(*pattern); err != nil {
			return err
		}
	}
	a, errA := e.compileNamed("A", c.A)
	b, errB := e.compileNamed("B", c.B) // all is said of both
	if err := cmp.Or(errA, errB); err != nil {
		return err
	}
	work, err := c.Work.budget(e, "compare")
	if err != nil {
		return err
	}
	result := analyze.Compare(a.Pattern(), b.Pattern(), analyze.Options{Steps: questionSteps(work), Work: work})
	incomplete := ""
	interrupted := e.ctx.Err()
	if interrupted != nil {
		incomplete = "Incomplete: interrupted before the proof was found."
		for _, region := range []*analyze.Result{&result.Both, &result.OnlyA, &result.OnlyB} {
			if region.Answer == analyze.Unknown {
				region.Reason = "interrupted"
			}
		}
	}
	err = e.writeEach(outs, func(w io.Writer, o output) error {
		if o.format == "text" {
			err := c.writeText(w, a, b, result)
			if err == nil && incomplete != "" {
				_, err = fmt.Fprintln(w, incomplete)
			}
			return err
		}
		return jsontext.Write(w, struct {
			Version int `json:"version"`
			explain.Comparison
			Incomplete string `json:"incomplete,omitempty"`
		}{1, explain.NewComparison(result), incomplete}, "")
	})
	if err := cmp.Or(err, interrupted); err != nil {
		return err
	}
	if result.Relation != analyze.RelationEquivalent {
		return exit(ExitFindings, nil)
	}
	return nil
}

func (c *compareCmd) writeText(w io.Writer, a, b *engine.Filter, r analyze.Comparison) error {
	if _, err := fmt.Fprintf(w, "A  %s\nB  %s\n\n%s: %s\n\n", diag.Visible(c.A), diag.Visible(c.B), r.Relation, relationText(r.Relation)); err != nil {
		return err
	}
	for _, region := range []struct {
		name   string
		result analyze.Result
		not    *engine.Filter
		text   string
	}{{"both", r.Both, nil, ""}, {"only A", r.OnlyA, b, c.B}, {"only B", r.OnlyB, a, c.A}} {
		event := "none"
		switch region.result.Answer {
		case analyze.Yes:
			event = diag.Visible(region.result.Event)
		case analyze.Unknown:
			event = "undecided: " + region.result.Reason
		}
		if _, err := fmt.Fprintf(w, "%-7s %s\n", region.name, event); err != nil {
			return err
		}
		if c.Why && region.not != nil && region.result.Answer == analyze.Yes {
			message := []byte(region.result.Event)
			if err := explain.NewWhy(region.not, region.text, message).WriteText(w, message); err != nil {
				return err
			}
		}
	}
	return nil
}
