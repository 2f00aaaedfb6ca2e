package cli

import (
	"fmt"

	"github.com/logsieve/logsieve/internal/project"
)

// boundFlags say where files may be read.
type boundFlags struct {
	Root         string `placeholder:"DIR" help:"Read only files below DIR; the default is the repository of the given files, or their folder if there is none."`
	AllowOutside bool   `help:"Also read what links and .. lead to outside of it."`
}

func (b boundFlags) bounds() project.Bounds {
	return project.Bounds{Root: b.Root, Anywhere: b.AllowOutside}
}

// files opens the files of a run.
func (b boundFlags) files() (*project.Files, error) {
	f, err := project.NewFiles(b.bounds())
	if err != nil {
		return nil, exit(ExitUsage, fmt.Errorf("--root: %w", fileError(err)))
	}
	return f, nil
}
