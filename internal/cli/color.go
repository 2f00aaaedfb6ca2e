package cli

import (
	"io"
	"os"

	"golang.org/x/term"

	"github.com/logsieve/logsieve/internal/diag"
)

// useColor decides about colour: the flag, then FORCE_COLOR, NO_COLOR and
// TERM=dumb, then whether w is a terminal.
func useColor(flag string, getenv func(string) string, w io.Writer) bool {
	switch flag {
	case "always":
		return true
	case "never":
		return false
	}
	if v := getenv("FORCE_COLOR"); v != "" && v != "0" && v != "false" {
		return true
	}
	if getenv("NO_COLOR") != "" || getenv("TERM") == "dumb" {
		return false
	}
	return isTerminal(w)
}

func isTerminal(w io.Writer) bool {
	f, ok := unprinted(w).(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// unprinted is where a writer of text writes to.
func unprinted(w io.Writer) io.Writer {
	if p, ok := w.(*diag.Printer); ok {
		return p.Unwrap()
	}
	return w
}
