package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/internal/logfile"
)

type matchCmd struct {
	Args []string `arg:"" optional:"" name:"pattern-and-files" help:"The filter pattern, unless -e gives it, and the files to read; - and no file mean stdin."`

	Pattern      textFlag `short:"e" placeholder:"PATTERN" help:"The filter pattern; all arguments are files then."`
	InvertMatch  bool     `short:"v" help:"Select the log events that do not match."`
	Count        bool     `short:"c" xor:"what" help:"Print only how many log events of each file are selected."`
	Quiet        bool     `short:"q" help:"Print nothing; stop at the first selected log event."`
	MaxCount     *int64   `short:"m" placeholder:"NUM" help:"Stop reading a file after NUM selected log events."`
	LineNumber   bool     `short:"n" help:"Print the line number before each log event."`
	WithFilename bool     `short:"H" lastwins:"filename" help:"Print the file name before each log event; the default with several files."`
	NoFilename   bool     `lastwins:"filename" help:"Never print the file name."`
	JSON         bool     `name:"json" xor:"what" help:"Print one JSON object per selected log event: eventNumber, eventMessage, extractedValues, file, line and, when known, timestamp."`
	Color        string   `enum:"auto,always,never" default:"auto" help:"Colour: ${enum}."`
	Events       bool     `help:"Read JSON: what aws logs filter-log-events or get-log-events print, CloudTrail files, lists of messages."`
	MaxLine      int      `default:"${maxline}" placeholder:"BYTES" help:"Pass over log events longer than BYTES (default ${maxline}, the service's limit)."`
}

// Help implements kong.HelpProvider.
func (matchCmd) Help() string {
	return `Usage: logsieve match [flags] PATTERN [FILE...] or logsieve match [flags] -e PATTERN [FILE...]. A pattern that starts with a minus goes behind -e or --.

Each line is a log event. A carriage return at its end is dropped, an empty line is no log event. Files may be compressed with gzip or zstd. Files that cannot be read, binary files and log events that are too long are reported on stderr, and the rest is read.

The exit code is 0 when a log event was selected, 1 when none was, 2 when the pattern or a flag is wrong, and 3 when some input could not be read, except with -q once a log event was selected.`
}

// matchOptions are what kong needs to know about the match command: its
// default limit, and that its -h is grep's, so that help is --help alone.
func matchOptions(args []string) kong.Option {
	return kong.OptionFunc(func(k *kong.Kong) error {
		if err := (kong.Vars{"maxline": fmt.Sprint(logfile.DefaultMaxLine)}).Apply(k); err != nil {
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
	if !c.Pattern.given {
		if len(c.Args) == 0 {
			return exit(ExitUsage, errors.New("match: a filter pattern is needed (see logsieve match --help)"))
		}
		pattern, files = c.Args[0], c.Args[1:]
	}
	if c.MaxCount != nil && *c.MaxCount < 0 {
		return exit(ExitUsage, errors.New("match: --max-count must not be negative"))
	}
	if c.MaxLine < 1 {
		return exit(ExitUsage, errors.New("match: --max-line must be at least 1"))
	}
	filter, err := e.compile(pattern)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		files = []string{"-"}
	}
	m := &matcher{
		matchCmd: c,
		env:      e,
		filter:   filter,
		names:    (len(files) > 1 || c.WithFilename) && !c.NoFilename,
		color:    useColor(c.Color, os.Getenv, e.Out),
		out:      bufio.NewWriterSize(e.Out, 64<<10),
	}
	err = m.run(files)
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
	names  bool // print file names
	color  bool
	out    *bufio.Writer
	buf    []byte

	found  bool // some log event was selected
	failed bool // some input could not be read
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

func (m *matcher) file(name string) error {
	if name == "-" {
		return m.input(stdinName, logfile.Interruptible(m.ctx, m.In, m.flushIdle))
	}
	f, err := os.Open(name)
	if err != nil {
		return m.report(name, 0, err)
	}
	defer f.Close()
	var r io.Reader = f
	if info, err := f.Stat(); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		r = logfile.Interruptible(m.ctx, f, m.flushIdle) // a pipe may block for good
	}
	return m.input(name, r)
}

// flushIdle shows what was found before waiting for more. An error stays in
// the writer and ends the run at the next write.
func (m *matcher) flushIdle() { _ = m.out.Flush() }

// input reads one input to its end, or to its first failure.
func (m *matcher) input(name string, r io.Reader) error {
	text, err := logfile.Decompress(r)
	if err != nil {
		return m.report(name, 0, err)
	}
	defer text.Close()
	var events logfile.Reader
	if m.Events {
		events = logfile.NewRecords(text, m.MaxLine)
	} else {
		events = logfile.NewLines(text, m.MaxLine)
	}
	var count int64
	for m.MaxCount == nil || count < *m.MaxCount {
		event, err := events.Next()
		if err == io.EOF {
			break
		}
		var long *logfile.TooLongError
		if errors.As(err, &long) {
			if err := m.report(name, long.Line, err); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			if err := m.report(name, 0, err); err != nil {
				return err
			}
			break
		}
		if event.Number%256 == 0 && m.ctx.Err() != nil {
			return m.interrupted()
		}
		if m.filter.Match(event.Message) == m.InvertMatch {
			continue
		}
		count++
		m.found = true
		if m.Quiet {
			return nil
		}
		if err := m.print(name, event); err != nil {
			return err
		}
	}
	if m.Count && !m.Quiet {
		return m.printCount(name, count)
	}
	return nil
}

// report says on stderr what could not be read, and lets the run go on unless
// the context has ended.
func (m *matcher) report(name string, line int64, err error) error {
	if m.ctx.Err() != nil {
		return m.interrupted()
	}
	m.failed = true
	if err := m.out.Flush(); err != nil {
		return err
	}
	reason := strings.TrimPrefix(fileError(err).Error(), name+": ")
	if line > 0 {
		name = fmt.Sprintf("%s:%d", name, line)
	}
	fmt.Fprintf(m.Err, "logsieve: %s: %s\n", name, reason)
	return nil
}

func (m *matcher) interrupted() error { return exit(ExitInternal, errors.New("interrupted")) }
