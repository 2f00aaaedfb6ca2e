package cli

import (
	"fmt"
	"io"
	"runtime/debug"
)

type versionCmd struct {
	Output []string `short:"o" sep:"none" placeholder:"FORMAT[:FILE]" formats:"text,json" default:"text" help:"Write text or json, to stdout or FILE. May be repeated."`
}

// Run prints the version.
func (c *versionCmd) Run(e *env) error {
	return e.answer(c.Output, func(w io.Writer) error {
		_, err := fmt.Fprintln(w, "logsieve", version())
		return err
	}, struct {
		Version  int    `json:"version"` // of the document
		Logsieve string `json:"logsieve"`
	}{1, version()})
}

// version reads what the Go toolchain recorded, so that "go install" and a
// release build need no linker flags.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
