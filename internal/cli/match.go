package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/replay"
	"github.com/logsieve/logsieve/internal/backtest"
	"github.com/logsieve/logsieve/internal/diag"
)

type matchCmd struct {
	Args []string `arg:"" optional:"" name:"pattern-and-files" help:"The filter pattern, unless -e gives it, and the files to read; - or no file means stdin."`

	Pattern      textFlag `short:"e" placeholder:"PATTERN" help:"The filter pattern; all arguments are files then."`
	Filters      string   `placeholder:"FILE" help:"Count the matches of every filter in FILE, by day, with the first and the last: a configuration, FILE#ADDRESS, patterns one per line, requests with filterPattern and filterName, or what describe-metric-filters prints; all arguments are log files then."`
	InvertMatch  bool     `short:"v" help:"Select the log events that do not match."`
	Count        bool     `short:"c" xor:"what" help:"Print only the number of selected log events of each file."`
	WithMatches  bool     `name:"files-with-matches" short:"l" xor:"what" help:"Print only the names of files with a selected log event."`
	NoMatches    bool     `name:"files-without-match" short:"L" xor:"what" help:"Print only the names of files without a selected log event."`
	Quiet        bool     `short:"q" help:"Print nothing; stop at the first selected log event."`
	MaxCount     *int64   `short:"m" placeholder:"NUM" help:"Stop reading a file after NUM selected log events."`
	After        int      `name:"after-context" short:"A" placeholder:"NUM" help:"Also print NUM log events after each selected one."`
	Before       int      `name:"before-context" short:"B" placeholder:"NUM" help:"Also print NUM log events before each selected one."`
	Context      int      `short:"C" placeholder:"NUM" help:"Also print NUM log events before and after each selected one."`
	Recursive    bool     `short:"r" help:"Read the current folder when no file is named. A folder among the arguments is read anyway."`
	LineNumber   bool     `short:"n" help:"Print the line number before each log event."`
	WithFilename bool     `short:"H" lastwins:"filename" help:"Print the file name before each log event; the default with several files."`
	NoFilename   bool     `lastwins:"filename" help:"Never print the file name."`
	JSON         bool     `name:"json" help:"Print one JSON object per selected log event, as -o ndjson: eventNumber, eventMessage, extractedValues, file, line and, when known, timestamp."`
	Output       []string `short:"o" sep:"none" placeholder:"FORMAT[:FILE]" formats:"text,json,ndjson" help:"Write text (the default), json, one document, or ndjson, to stdout or FILE; with --filters table (the default) or json, which may be repeated."`
	Color        string   `enum:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colour: auto, always or never."`
	Why          bool     `help:"For every log event, say why it matches or does not; with -v, only for those that do not."`
	Events       *bool    `help:"Read each file as JSON that contains log events: output of aws logs filter-log-events or get-log-events, CloudTrail files, lists of messages. By default such files and exports are detected; --events=no reads each line as a log event."`
	Jobs         int      `short:"j" placeholder:"NUM" help:"Use NUM processors, at most ${maxjobs}; the default is all of them, up to ${jobs}. The order of the output does not depend on it."`
	rangeFlags   `embed:""`
	timeFlags    `embed:""`
	MaxLine      int `default:"${maxline}" placeholder:"BYTES" help:"Skip log events longer than BYTES, at most ${maxmaxline} (default ${maxline}, the service's limit)."`
}

// Help implements kong.HelpProvider.
func (matchCmd) Help() string {
	return `Usage: logsieve match [flags] PATTERN [FILE...] or logsieve match [flags] -e PATTERN [FILE...]. PATTERN is a filter pattern, or FILE#ADDRESS of one in a configuration. Put -e or -- before a pattern that starts with a minus.

Folders are read as archives: the files in them and in their folders, in the order of their names; --since and --until choose by the dates in paths and the times of log events. With --filters many filters are backtested at once, as before they are deployed: how often and on which days each matches, its first and last log event, and which ones never match; logsieve metrics shows the datapoints.

Each line is a log event. A carriage return at its end is dropped, an empty line is not a log event. Exports of CloudWatch Logs and JSON that holds log events are told by how they begin, and their log events taken out of them; --events=no reads them as lines. Files may be compressed with gzip, zstd, bzip2 or xz. Files that cannot be read, binary files and log events that are too long are reported on stderr, and the rest is read.

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
	if c.After < 0 || c.Before < 0 || c.Context < 0 {
		return exit(ExitUsage, errors.New("match: -A, -B and -C must not be negative"))
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
	switch {
	case len(files) == 0 && c.Recursive:
		files = []string{"."}
	case len(files) == 0:
		files = []string{"-"}
	}
	if c.Filters != "" {
		return c.backtest(e, files)
	}
	out, err := c.startOutput()
	if err != nil {
		return err
	}
	if pattern, err = patternOf(pattern); err != nil {
		return err
	}
	filter, err := e.compile(pattern)
	if err != nil {
		return err
	}
	var why *whyMode
	if c.Why {
		if why, filter, err = c.startWhy(filter, pattern); err != nil {
			return err
		}
	}
	around, filter, err := c.startContext(filter)
	if err != nil {
		return err
	}
	m := &matcher{
		matchCmd: c,
		why:      why,
		env:      e,
		filter:   filter,
		context:  around,
		color:    out.file == "" && useColor(c.Color, os.Getenv, e.Out),
	}
	if err = m.useRange(); err != nil {
		return err
	}
	if out.format == "json" {
		m.document = &matchDocument{what: "matches"}
		switch {
		case why != nil:
			m.document.what = "events"
		case c.Count, c.WithMatches, c.NoMatches:
			m.document.what = ""
		}
	}
	if out.file != "" {
		err = e.writeEach([]output{out}, func(w io.Writer, _ output) error { return m.write(w, pattern, files) })
	} else {
		err = m.write(m.stdout(), pattern, files)
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
	filter   *engine.Filter
	why      *whyMode       // set with --why
	document *matchDocument // set with -o json
	context  *contextMode   // set with -A, -B and -C
	names    bool           // print file names
	color    bool
	out      *bufio.Writer
	buf      []byte
	within   logfile.Range
	clock    *replay.Clock // tells whether log events are within

	found    bool  // some log event was selected
	failed   bool  // some input could not be read
	broken   int   // files that could not be read to the end
	writeErr error // what ended the run
}

// stdout is where the output goes without a file: as data to another program,
// and so that it can do no harm to a terminal.
func (m *matcher) stdout() io.Writer {
	switch {
	case m.JSON:
		return diag.JSON(m.Out)
	case m.Why:
		return diag.Text(m.Out, m.color)
	}
	return m.env.data(m.color)
}

// write goes through the files and writes what is found to w.
func (m *matcher) write(w io.Writer, pattern string, files []string) (err error) {
	m.out = bufio.NewWriterSize(w, 64<<10)
	if m.document != nil {
		err = m.document.begin(m.out, pattern)
	}
	if err == nil {
		err = m.run(files)
	}
	switch {
	case err == nil:
		err = m.end()
	case m.document != nil && m.ctx.Err() != nil && m.writeErr == nil:
		_ = m.document.end(m.out, m.why.summarized(), m.failed, "Incomplete: interrupted; what follows was not read.") // err is told
	}
	if ferr := m.out.Flush(); ferr != nil {
		err = ferr
	}
	return err
}

// end writes what is said of all files together.
func (m *matcher) end() error {
	switch {
	case m.document != nil:
		return m.document.end(m.out, m.why.summarized(), m.failed, "")
	case m.why != nil:
		return m.writeSummary()
	}
	return nil
}

// run goes through the files. Its errors end the run: those of writing, and
// the end of the context.
func (m *matcher) run(args []string) error {
	var unlisted error
	files, folders := m.expand(args, m.within, func(place string, err error) {
		unlisted = errors.Join(unlisted, m.report(place, err))
	})
	if unlisted != nil {
		return unlisted
	}
	m.names = (len(files) > 1 || m.WithFilename || folders) && !m.NoFilename
	for _, name := range files {
		if err := m.file(name); err != nil || m.Quiet && m.found {
			return err
		}
	}
	if m.broken > 0 && folders {
		if err := m.writing(m.out.Flush()); err != nil {
			return err
		}
		fmt.Fprintf(m.Err, "logsieve: %s\n", brokenFiles(m.broken, len(files)))
	}
	return nil
}

// useRange checks the flags about times.
func (m *matcher) useRange() error {
	location, err := backtest.ParseZone(m.TimeZone)
	if err != nil {
		return exit(ExitUsage, fmt.Errorf("match: --time-zone: %w", err))
	}
	if m.within, err = backtest.ParseRange(m.Since, m.Until, location); err != nil {
		return exit(ExitUsage, fmt.Errorf("match: %w", err))
	}
	if m.clock, err = (logFlags{timeFlags: m.timeFlags}).clock(location, m.filter); err != nil {
		return exit(ExitUsage, fmt.Errorf("match: %w", err))
	}
	return nil
}

// stdinName is what grep calls it.
const stdinName = "(standard input)"
