package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// output is one value of -o: a format and where it goes.
type output struct {
	format string
	file   string // "" for stdout
}

// parseOutputs reads values of the form FORMAT[:FILE].
func parseOutputs(values []string, formats ...string) ([]output, error) {
	outs := make([]output, 0, len(values))
	stdout := 0
	for _, v := range values {
		var o output
		var hasFile bool
		o.format, o.file, hasFile = strings.Cut(v, ":")
		known := false
		for _, f := range formats {
			known = known || f == o.format
		}
		if !known {
			return nil, exit(ExitUsage, fmt.Errorf("-o %s: unknown format %q; one of %s", v, o.format, strings.Join(formats, ", ")))
		}
		if hasFile && o.file == "" {
			return nil, exit(ExitUsage, fmt.Errorf("-o %s: a file name is needed after the colon", v))
		}
		if o.file == "" {
			stdout++
		}
		outs = append(outs, o)
	}
	if stdout > 1 {
		return nil, exit(ExitUsage, fmt.Errorf("-o: only one format can go to stdout; use FORMAT:FILE for the others"))
	}
	return outs, nil
}

// write calls f with the output's writer.
func (o output) write(e *env, f func(io.Writer) error) error {
	if o.file == "" {
		return f(e.Out)
	}
	file, err := os.Create(o.file)
	if err != nil {
		return exit(ExitInternal, fileError(err))
	}
	err = f(file)
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return exit(ExitInternal, fileError(err))
	}
	return nil
}
