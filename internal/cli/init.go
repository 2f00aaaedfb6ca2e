package cli

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/logsieve/logsieve/docs"
	"github.com/logsieve/logsieve/internal/atomicfile"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/project"
)

type initCmd struct {
	Dir    string `arg:"" optional:"" default:"." help:"The folder to configure."`
	Schema bool   `help:"Print the JSON Schema of configurations instead."`
}

// Help implements kong.HelpProvider.
func (initCmd) Help() string {
	return `Writes .logsieve.yaml, which changes nothing yet and says what it could. A file that is there already stays as it is, and the exit code is 2.`
}

// Run implements the command.
func (c *initCmd) Run(e *env) error {
	if c.Schema {
		_, err := io.WriteString(e.Out, docs.ConfigSchema())
		return err
	}
	name := filepath.Join(c.Dir, project.ConfigName)
	err := atomicfile.Replace(name, nil, []byte(lint.DefaultConfig()))
	if errors.Is(err, atomicfile.ErrChanged) {
		return exit(ExitUsage, fmt.Errorf("init: %s already exists", name))
	}
	if err != nil {
		return exit(ExitInternal, fileError(err))
	}
	fmt.Fprintf(e.Err, "%s: written\n", name)
	return nil
}
