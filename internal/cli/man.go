package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

type manCmd struct{}

// Help implements kong.HelpProvider.
func (manCmd) Help() string {
	return `Prints the man page: logsieve man | man -l -`
}

// Run prints a man page that is made of the command line itself, so that it
// cannot go stale.
func (manCmd) Run(e *env, k *kong.Kong) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, ".TH LOGSIEVE 1 \"\" \"logsieve %s\" \"User Commands\"\n", roff(version()))
	fmt.Fprintf(b, ".SH NAME\nlogsieve \\- %s\n", roff("test Amazon CloudWatch Logs filter patterns offline"))
	b.WriteString(".SH SYNOPSIS\n.B logsieve\n.I COMMAND\n[\\fIARGUMENT\\fR...]\n.SH COMMANDS\n")
	for _, leaf := range k.Model.Leaves(true) {
		fmt.Fprintf(b, ".SS %s\n", roff(strings.TrimPrefix(leaf.FullPath(), k.Model.Name+" ")))
		fmt.Fprintf(b, ".B %s\n.PP\n%s\n", roff(leaf.Summary()), roff(leaf.Help))
		if leaf.Detail != "" {
			for paragraph := range strings.SplitSeq(leaf.Detail, "\n\n") {
				fmt.Fprintf(b, ".PP\n%s\n", roff(paragraph))
			}
		}
		for _, arg := range leaf.Positional {
			fmt.Fprintf(b, ".TP\n\\fI%s\\fR\n%s\n", roff(strings.ToUpper(arg.Name)), roff(arg.Help))
		}
		for _, group := range leaf.AllFlags(true) {
			for _, f := range group {
				if f.Name == "help" {
					continue
				}
				short := f.Short
				if leaf.Name == "match" && f.Name == "no-filename" {
					short = 'h' // see matchOptions
				}
				writeFlag(b, f, short)
			}
		}
	}
	fmt.Fprintf(b, ".SH \"EXIT STATUS\"\n%s\n", roff(strings.TrimPrefix(exitHelp, "Exit codes: ")))
	_, err := io.WriteString(e.Out, b.String())
	return err
}

func writeFlag(b *strings.Builder, f *kong.Flag, short rune) {
	name := "--" + f.Name
	if f.Tag.Negatable != "" {
		name = "--[no-]" + f.Name
	}
	if short != 0 {
		name = "-" + string(short) + ", " + name
	}
	if !f.IsBool() {
		name += "=" + f.FormatPlaceHolder()
	}
	fmt.Fprintf(b, ".TP\n\\fB%s\\fR\n%s\n", roff(name), roff(f.Help))
}

// roff escapes a text for a man page: backslashes, hyphens that are to be
// copied, and lines that would start a request.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(strings.TrimSpace(text))
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
