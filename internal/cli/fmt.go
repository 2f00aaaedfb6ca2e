package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/atomicfile"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/explain"
	"github.com/logsieve/logsieve/internal/jsontext"
)

type fmtCmd struct {
	Pattern []string `arg:"" optional:"" help:"The filter pattern, or with --check files that hold one pattern per line; without it and without --write, patterns are read from stdin."`
	Write   []string `sep:"none" placeholder:"FILE" help:"Rewrite FILE, which contains one pattern per line. May be repeated."`
	Check   bool     `help:"Write nothing; list what would change and exit with 1."`
	Output  []string `short:"o" sep:"none" placeholder:"FORMAT[:FILE]" formats:"text,json" default:"text" help:"Write text or json, to stdout or FILE. May be repeated."`

	Bounds boundFlags `embed:""`
}

// Help implements kong.HelpProvider.
func (fmtCmd) Help() string {
	return `Prints filter patterns in their canonical form, which means the same. On stdin and in files a pattern is a line; blank lines and lines that start with # are kept as they are.

The exit code is 0, or 1 when --check found something to change, 2 when a pattern is invalid (a file that holds one is not written), and 3 when a file cannot be read or written. Put -- before a pattern that starts with a minus.`
}

// Run implements the command.
func (c *fmtCmd) Run(e *env) error {
	outs, err := parseOutputs(c.Output, "text", "json")
	if err != nil {
		return err
	}
	r := &fmtRun{fmtCmd: c, env: e}
	switch {
	case len(c.Pattern) > 0 && len(c.Write) > 0:
		return exit(ExitUsage, errors.New("fmt: give a pattern or --write, not both"))
	case c.Check && len(c.Pattern) > 0 && isRegular(c.Pattern[0]):
		c.Write = c.Pattern
		err = r.files()
	case len(c.Pattern) > 1:
		return exit(ExitUsage, fmt.Errorf("fmt: unexpected argument %s: one pattern is formatted at a time, and files with --check or --write FILE", c.Pattern[1]))
	case len(c.Pattern) == 1:
		if text := r.pattern("", 0, c.Pattern[0]); !r.invalid() {
			r.text.WriteString(text + "\n")
		}
	case len(c.Write) > 0:
		err = r.files()
	default:
		err = r.stdinLines()
	}
	if err != nil {
		return err
	}
	if err := r.write(outs); err != nil {
		return err
	}
	switch {
	case r.invalid():
		return exit(ExitUsage, nil)
	case r.changed() && c.Check:
		return exit(ExitFindings, nil)
	}
	return nil
}

// fmtRun is one run of the fmt command.
type fmtRun struct {
	*fmtCmd
	*env
	text     bytes.Buffer // what is printed as text
	patterns []formatted
}

// formatted is a pattern and what became of it; its JSON is that of -o json.
type formatted struct {
	File          string            `json:"file,omitempty"` // - for stdin; none for an argument
	Line          int               `json:"line,omitempty"` // from 1
	FilterPattern string            `json:"filterPattern"`
	Canonical     string            `json:"canonical"` // the pattern itself when it is invalid
	Changed       bool              `json:"changed"`
	Errors        []explain.Problem `json:"errors,omitempty"`
}

func (r *fmtRun) invalid() bool {
	return slices.ContainsFunc(r.patterns, func(p formatted) bool { return p.Errors != nil })
}

func (r *fmtRun) changed() bool {
	return slices.ContainsFunc(r.patterns, func(p formatted) bool { return p.Changed })
}

// write writes the answer to all outputs.
func (r *fmtRun) write(outs []output) error {
	for i := range outs {
		outs[i].raw = !r.Check
	}
	return r.writeEach(outs, func(w io.Writer, o output) error {
		if o.format == "text" {
			_, err := w.Write(r.text.Bytes())
			return err
		}
		return jsontext.Write(w, struct {
			Version  int         `json:"version"`
			Patterns []formatted `json:"patterns"`
		}{1, append([]formatted{}, r.patterns...)}, "  ")
	})
}

// pattern is the canonical text of a pattern, or the pattern itself if it is
// invalid, which is said on stderr. With the spaces that it lacks a pattern may
// exceed the service's limit; then it stays as it is.
func (r *fmtRun) pattern(file string, line int, text string) string {
	p := formatted{File: file, Line: line, FilterPattern: text, Canonical: text}
	name := file
	switch file {
	case "":
		name = "pattern"
	case "-":
		name = "stdin"
	}
	if tree, err := grammar.Parse(text); err != nil {
		p.Errors = explain.Problems(err)
		_ = r.invalidPattern(diag.Source{Name: name, Line: line, Text: text}, err)
	} else if canonical := grammar.Format(tree); utf8.RuneCountInString(canonical) <= grammar.MaxPatternLength {
		p.Canonical = canonical
	} else {
		if line > 0 {
			name = fmt.Sprintf("%s:%d", name, line)
		}
		fmt.Fprintf(r.Err, "logsieve: %s: left as it is: the canonical form is longer than a pattern may be\n", name)
	}
	p.Changed = p.Canonical != text
	r.patterns = append(r.patterns, p)
	return p.Canonical
}

func (r *fmtRun) stdinLines() error {
	data, err := r.readInput("-")
	if err != nil {
		return err
	}
	out := r.lines("-", data)
	if !r.Check {
		r.text.Write(out)
	}
	return nil
}

func (r *fmtRun) files() error {
	files, err := r.Bounds.files()
	if err != nil {
		return err
	}
	for _, name := range r.Write {
		files.Give(name)
		data, err := files.ReadInto(name, nil)
		if err != nil {
			return exit(ExitInternal, fileError(err))
		}
		before := len(r.patterns)
		out := r.lines(name, data)
		one := fmtRun{patterns: r.patterns[before:]}
		if r.Check || one.invalid() || !one.changed() {
			continue
		}
		if err := atomicfile.Replace(name, data, out); err != nil {
			return exit(ExitInternal, fileError(err))
		}
	}
	return nil
}

// lines formats a file of one pattern per line. With --check it names the lines that
// would change.
func (r *fmtRun) lines(name string, data []byte) []byte {
	var b bytes.Buffer
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		text := strings.TrimRight(line, "\r\n")
		end := line[len(text):]
		if strings.TrimSpace(text) == "" || strings.HasPrefix(text, "#") {
			b.WriteString(line)
			continue
		}
		canonical := r.pattern(name, number, text)
		if r.Check && canonical != text {
			place := diag.Visible(name)
			if name == "-" {
				place = "stdin"
			}
			fmt.Fprintf(&r.text, "%s:%d\n", place, number)
		}
		b.WriteString(canonical + end)
	}
	return b.Bytes()
}
