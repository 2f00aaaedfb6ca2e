package cli

import (
	"bufio"
	"errors"
	"fmt"
	"os"

	"github.com/alecthomas/kong"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/internal/diag"
)

type matchCmd struct {
	Args []string `arg:"" optional:"" name:"pattern-and-files" help:"The filter pattern, unless -e gives it, and the files to read; - and no file mean stdin."`

	Pattern      textFlag `short:"e" placeholder:"PATTERN" help:"The filter pattern; all arguments are files then."`
	Filters      string   `placeholder:"FILE" help:"Count the matches of every filter in FILE: patterns one per line, or requests with filterPattern and filterName; all arguments are log files then."`
	InvertMatch  bool     `short:"v" help:"Select the log events that do not match."`
	Count        bool     `short:"c" xor:"what" help:"Print only how many log events of each file are selected."`
	Quiet        bool     `short:"q" help:"Print nothing; stop at the first selected log event."`
	MaxCount     *int64   `short:"m" placeholder:"NUM" help:"Stop reading a file after NUM selected log events."`
	LineNumber   bool     `short:"n" help:"Print the line number before each log event."`
	WithFilename bool     `short:"H" lastwins:"filename" help:"Print the file name before each log event; the default with several files."`
	NoFilename   bool     `lastwins:"filename" help:"Never print the file name."`
	JSON         bool     `name:"json" xor:"what" help:"Print one JSON object per selected log event: eventNumber, eventMessage, extractedValues, file, line and, when known, timestamp."`
	Color        string   `enum:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colour: auto, always or never."`
	Why          bool     `help:"Say of every log event why it matches or does not; with -v, of those that do not."`
	Events       bool     `help:"Read JSON: what aws logs filter-log-events or get-log-events print, CloudTrail files, lists of messages."`
	Jobs         int      `short:"j" placeholder:"NUM" help:"Match with NUM processors, ${maxjobs} at most; the default is all of them, up to ${jobs}. The order of the output does not depend on it."`
	MaxLine      int      `default:"${maxline}" placeholder:"BYTES" help:"Pass over log events longer than BYTES, at most ${maxmaxline} (default ${maxline}, the service's limit)."`
}

// Help implements kong.HelpProvider.
func (matchCmd) Help() string {
	return `Usage: logsieve match [flags] PATTERN [FILE...] or logsieve match [flags] -e PATTERN [FILE...]. Put -e or -- before a pattern that starts with a minus.

Each line is a log event. A carriage return at its end is dropped, an empty line is no log event. Files may be compressed with gzip, zstd, bzip2 or xz. Files that cannot be read, binary files and log events that are too long are reported on stderr, and the rest is read.

The exit code is 0 when a log event was selected, 1 when none was, 2 when the pattern or a flag is wrong, and 3 when some input could not be read, except with -q once a log event was selected.`
}

// matchOptions are what kong needs to know about the match command: its
// default limit, and that its -h is grep's, so that help is --help alone.
func matchOptions(args []string) kong.Option {
	return kong.OptionFunc(func(k *kong.Kong) error {
		if err := (kong.Vars{"maxline": fmt.Sprint(engine.MaxEventBytes), "maxmaxline": fmt.Sprint(engine.MaxLineBytes), "jobs": fmt.Sprint(engine.DefaultWorkers), "maxjobs": fmt.Sprint(maxJobs)}).Apply(k); err != nil {
			return err
		}
		return kong.PostBuild(func(k *kong.Kong) error {
			if len(args) == 0 || args[0] != "match" {
				return nil
			}
			k.Model.HelpFlag.Short = 0
			for _, node := range k.Model.Children {
				for _, flag := range node.Flags {
					if node.Name == "match" && flag.Name == "no-filename" {
						flag.Short = 'h'
					}
				}
			}
			return nil
		}).Apply(k)
	})
}

// Run implements the command.
func (c *matchCmd) Run(e *env) error {
	pattern, files := c.Pattern.text, c.Args
	if c.Pattern.repeated { // grep would search for both
		return exit(ExitUsage, errors.New("match: --pattern can be given once; join JSON patterns with ||, or count several with --filters"))
	}
	if c.Filters != "" {
		if err := c.checkFilters(); err != nil {
			return err
		}
	} else if !c.Pattern.given {
		if len(c.Args) == 0 {
			return exit(ExitUsage, errors.New("match: a filter pattern is needed (see logsieve match --help)"))
		}
		pattern, files = c.Args[0], c.Args[1:]
	}
	if c.MaxCount != nil && *c.MaxCount < 0 {
		return exit(ExitUsage, errors.New("match: --max-count must not be negative"))
	}
	if err := checkMaxLine("match", c.MaxLine); err != nil {
		return err
	}
	if err := checkJobs("match", c.Jobs); err != nil {
		return err
	}
	filter, err := e.compile(pattern) // with --filters the empty pattern: every log event
	if err != nil {
		return err
	}
	var filters *filterSet
	if c.Filters != "" {
		if filters, err = e.readFilters(c.Filters); err != nil {
			return err
		}
	}
	var why *whyMode
	if c.Why {
		if why, filter, err = c.startWhy(filter, pattern); err != nil {
			return err
		}
	}
	if len(files) == 0 {
		files = []string{"-"}
	}
	color := useColor(c.Color, os.Getenv, e.Out)
	out := e.data(color)
	switch {
	case c.JSON:
		out = diag.JSON(e.Out)
	case c.Why, c.Filters != "":
		out = diag.Text(e.Out, color)
	}
	m := &matcher{
		matchCmd: c,
		why:      why,
		env:      e,
		filter:   filter,
		filters:  filters,
		names:    (len(files) > 1 || c.WithFilename) && !c.NoFilename,
		color:    color,
		out:      bufio.NewWriterSize(out, 64<<10),
	}
	err = m.run(files)
	if err == nil && filters != nil {
		err = filters.print(m.out, c.JSON)
	}
	if ferr := m.out.Flush(); ferr != nil {
		err = ferr
	}
	switch {
	case err != nil:
		return err
	case m.failed && !(c.Quiet && m.found):
		return exit(ExitInternal, nil)
	case !m.found:
		return exit(ExitFindings, nil)
	}
	return nil
}

// matcher is one run of the match command.
type matcher struct {
	*matchCmd
	*env
	filter *engine.Filter
	// filters is set with --filters, and counts what filter selects.
	filters *filterSet
	why     *whyMode // set with --why
	names   bool     // print file names
	color   bool
	out     *bufio.Writer
	buf     []byte

	found    bool  // some log event was selected
	failed   bool  // some input could not be read
	writeErr error // what ended the run
}

// run goes through the files. Its errors end the run: those of writing, and
// the end of the context.
func (m *matcher) run(files []string) error {
	for _, name := range files {
		if err := m.file(name); err != nil {
			return err
		}
		if m.Quiet && m.found {
			return nil
		}
	}
	return nil
}

// stdinName is what grep calls it.
const stdinName = "(standard input)"
