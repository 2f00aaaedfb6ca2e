package cli

import (
	"bytes"
	"context"
	"strings"

	"github.com/logsieve/logsieve/internal/mcp"
)

type mcpCmd struct{}

// Help implements kong.HelpProvider.
func (mcpCmd) Help() string {
	return `Speaks the Model Context Protocol on stdin and stdout, so that an agent can test, explain and compare filter patterns, lint configurations, follow alarms, compare two states and look up rules. Files are read below the working folder only, and none is changed. docs/agents.md says how agents start it.

The exit code is 0 when the client closes stdin.`
}

// Run implements the command.
func (mcpCmd) Run(e *env) error {
	err := mcp.Serve(e.ctx, e.In, e.Out, version(), func(ctx context.Context, stdin string, args ...string) (stdout, stderr string, code int) {
		var out, errs bytes.Buffer
		code = Main(ctx, args, Streams{In: strings.NewReader(stdin), Out: &out, Err: &errs})
		return out.String(), errs.String(), code
	})
	if err := e.ctx.Err(); err != nil {
		return err
	}
	return err
}
