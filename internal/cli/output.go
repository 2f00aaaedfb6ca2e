package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/atomicfile"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// output is one value of -o: a format and where it goes.
type output struct {
	format string
	file   string // "" for stdout
	color  bool   // the text has colours
	raw    bool   // the text is the user's own data, which stays as it is except on a terminal
}

// printer returns what writes the output's format to w, so that nothing in it
// is a command to a terminal or to continuous integration.
func (o output) printer(w io.Writer) io.Writer {
	switch o.format {
	case "json", "sarif", "gitlab", "ndjson", "put-metric-data":
		return diag.JSON(w)
	case "text":
		if o.raw && !isTerminal(w) {
			return w
		}
	case "github": // commands, which the report escapes itself
		return w
	}
	return diag.Text(w, o.color)
}

// parseOutputs reads values of the form FORMAT[:FILE].
func parseOutputs(values []string, formats ...string) ([]output, error) {
	outs := make([]output, 0, len(values))
	stdout := 0
	for _, v := range values {
		var o output
		var hasFile bool
		o.format, o.file, hasFile = strings.Cut(v, ":")
		if !slices.Contains(formats, o.format) {
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

// writeEach calls f with the writer of one output after the other.
func (e *env) writeEach(outs []output, f func(io.Writer, output) error) error {
	for _, o := range outs {
		if err := writeAll(e, []output{o}, func(writers []io.Writer) error { return f(writers[0], o) }); err != nil {
			return err
		}
	}
	return nil
}

// colored decides which outputs have colours: files have none.
func colored(e *env, outs []output, flag string) {
	for i, o := range outs {
		outs[i].color = o.file == "" && useColor(flag, os.Getenv, e.Out)
	}
}

// answer writes an answer as the values of -o ask: as text, or as a document in
// JSON, whose shape and version docs/json.md promises.
func (e *env) answer(values []string, text func(io.Writer) error, document any) error {
	outs, err := parseOutputs(values, "text", "json")
	if err != nil {
		return err
	}
	return e.writeEach(outs, func(w io.Writer, o output) error {
		if o.format == "json" {
			return jsontext.Write(w, document, "  ")
		}
		return text(w)
	})
}

// writeAll calls f with the writers of all outputs. A file is what f wrote, or
// stays what it was when f fails.
func writeAll(e *env, outs []output, f func([]io.Writer) error) error {
	writers := make([]io.Writer, len(outs))
	var files []*atomicfile.File
	discard := func() {
		for _, file := range files {
			file.Discard()
			e.unfinished.done(file)
		}
	}
	for i, o := range outs {
		if o.file == "" {
			writers[i] = o.printer(e.Out)
			continue
		}
		file, err := atomicfile.Create(o.file)
		if err != nil {
			discard()
			return exit(ExitInternal, fileError(err))
		}
		files = append(files, file)
		e.unfinished.add(file)
		writers[i] = o.printer(file)
	}
	if err := f(writers); err != nil {
		discard()
		if len(files) == 0 {
			return err
		}
		return exit(ExitInternal, fileError(err))
	}
	for len(files) > 0 {
		file := files[0]
		files = files[1:]
		err := file.Commit()
		e.unfinished.done(file)
		if err != nil {
			discard()
			return exit(ExitInternal, fileError(err))
		}
	}
	return nil
}

// data returns what writes the user's own data to stdout: as it is, for other
// programs to read, but not to a terminal.
func (e *env) data(color bool) io.Writer {
	if isTerminal(e.Out) {
		return diag.Text(e.Out, color)
	}
	return e.Out
}

// workingFolder is the absolute name of the working folder, or "".
func workingFolder() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return dir
}
