package cli

import (
	"errors"

	"github.com/logsieve/logsieve/internal/lsp"
)

type lspCmd struct{}

// Help implements kong.HelpProvider.
func (lspCmd) Help() string {
	return `Speaks the Language Server Protocol on stdin and stdout: the findings of lint while you type, with the other files of the folder, their fixes as code actions, what the filter pattern under the cursor means, and completion. docs/editors.md says how editors start it.

The nearest .logsieve.yaml above a file is its configuration.

The exit code is 0, or 1 when the client ends without a shutdown request.`
}

// Run implements the command.
func (lspCmd) Run(e *env) error {
	err := lsp.Serve(e.ctx, e.In, e.Out, version())
	if errors.Is(err, lsp.ErrNoShutdown) {
		return exit(ExitFindings, err)
	}
	if err := e.ctx.Err(); err != nil {
		return err
	}
	return err
}
