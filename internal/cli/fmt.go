package cli

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/atomicfile"
	"github.com/logsieve/logsieve/internal/diag"
)

type fmtCmd struct {
	Pattern []string `arg:"" optional:"" help:"The filter pattern, or with --check files that hold one pattern per line; without it and without --write, patterns are read from stdin."`
	Write   []string `sep:"none" placeholder:"FILE" help:"Rewrite FILE, which contains one pattern per line. May be repeated."`
	Check   bool     `help:"Write nothing; list what would change and exit with 1."`

	Bounds boundFlags `embed:""`
}

// Help implements kong.HelpProvider.
func (fmtCmd) Help() string {
	return `Prints filter patterns in their canonical form, which means the same. On stdin and in files a pattern is a line; blank lines and lines that start with # are kept as they are.

The exit code is 0, or 1 when --check found something to change, 2 when a pattern is invalid (a file that holds one is not written), and 3 when a file cannot be read or written. Put -- before a pattern that starts with a minus.`
}

// Run implements the command.
func (c *fmtCmd) Run(e *env) error {
	switch {
	case len(c.Pattern) > 0 && len(c.Write) > 0:
		return exit(ExitUsage, errors.New("fmt: give a pattern or --write, not both"))
	case c.Check && len(c.Pattern) > 0 && isRegular(c.Pattern[0]):
		c.Write = c.Pattern
		return c.files(e)
	case len(c.Pattern) > 1:
		return exit(ExitUsage, fmt.Errorf("fmt: unexpected argument %s: one pattern is formatted at a time, and files with --check or --write FILE", c.Pattern[1]))
	case len(c.Pattern) == 1:
		return c.one(e, c.Pattern[0])
	case len(c.Write) > 0:
		return c.files(e)
	}
	data, err := e.readInput("-")
	if err != nil {
		return err
	}
	out, changed, invalid := formatLines(e, "stdin", data)
	if !c.Check {
		if _, err := e.data(false).Write(out); err != nil {
			return err
		}
	} else {
		for _, line := range changed {
			if _, err := fmt.Fprintf(diag.Text(e.Out, false), "stdin:%d\n", line); err != nil {
				return err
			}
		}
	}
	return c.verdict(len(changed) > 0, invalid)
}

const tooLongFormatted = "left as it is: the canonical form is longer than a pattern may be"

// format is the canonical text of a pattern, or false and the text as it
// stands: with the blanks that it lacks it may exceed the service's limit.
func format(tree grammar.Pattern, text string) (string, bool) {
	formatted := grammar.Format(tree)
	if utf8.RuneCountInString(formatted) > grammar.MaxPatternLength {
		return text, false
	}
	return formatted, true
}

// verdict turns what was found into an exit code.
func (c *fmtCmd) verdict(changed, invalid bool) error {
	switch {
	case invalid:
		return exit(ExitUsage, nil)
	case changed && c.Check:
		return exit(ExitFindings, nil)
	}
	return nil
}

func (c *fmtCmd) one(e *env, pattern string) error {
	tree, err := grammar.Parse(pattern)
	if err != nil {
		return e.invalidPattern(diag.Source{Name: "pattern", Text: pattern}, err)
	}
	text, ok := format(tree, pattern)
	if !ok {
		fmt.Fprintln(e.Err, "logsieve: "+tooLongFormatted)
	}
	if _, err := fmt.Fprintln(e.data(false), text); err != nil {
		return err
	}
	return c.verdict(text != pattern, false)
}

func (c *fmtCmd) files(e *env) error {
	changedAny, invalidAny := false, false
	files, err := c.Bounds.files()
	if err != nil {
		return err
	}
	for _, name := range c.Write {
		files.Give(name)
		data, err := files.ReadInto(name, nil)
		if err != nil {
			return exit(ExitInternal, fileError(err))
		}
		out, changed, invalid := formatLines(e, name, data)
		invalidAny = invalidAny || invalid
		changedAny = changedAny || len(changed) > 0
		if c.Check {
			for _, line := range changed {
				if _, err := fmt.Fprintf(diag.Text(e.Out, false), "%s:%d\n", diag.Visible(name), line); err != nil {
					return err
				}
			}
			continue
		}
		if len(changed) == 0 || invalid {
			continue
		}
		if err := atomicfile.Replace(name, data, out); err != nil {
			return exit(ExitInternal, fileError(err))
		}
	}
	return c.verdict(changedAny, invalidAny)
}

// formatLines formats one pattern per line and returns the numbers of the
// lines that changed. Invalid patterns are reported and stay as they are.
func formatLines(e *env, name string, data []byte) (out []byte, changed []int, invalid bool) {
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
		tree, err := grammar.Parse(text)
		if err != nil {
			_ = e.invalidPattern(diag.Source{Name: name, Line: number, Text: text}, err)
			invalid = true
			b.WriteString(line)
			continue
		}
		formatted, ok := format(tree, text)
		if !ok {
			fmt.Fprintf(e.Err, "logsieve: %s:%d: %s\n", name, number, tooLongFormatted)
		}
		if formatted != text {
			changed = append(changed, number)
		}
		b.WriteString(formatted + end)
	}
	return b.Bytes(), changed, invalid
}
