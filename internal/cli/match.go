package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

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
	WithMatches  bool     `name:"files-with-matches" short:"l" xor:"what" help:"Print only the names of the files of which a log event is selected."`
	NoMatches    bool     `name:"files-without-match" short:"L" xor:"what" help:"Print only the names of the files of which none is."`
	Quiet        bool     `short:"q" help:"Print nothing; stop at the first selected log event."`
	MaxCount     *int64   `short:"m" placeholder:"NUM" help:"Stop reading a file after NUM selected log events."`
	After        int      `name:"after-context" short:"A" placeholder:"NUM" help:"Print NUM log events after each selected one, too."`
	Before       int      `name:"before-context" short:"B" placeholder:"NUM" help:"Print NUM log events before each selected one, too."`
	Context      int      `short:"C" placeholder:"NUM" help:"Print NUM log events before and after each selected one."`
	Recursive    bool     `short:"r" help:"Read all files in folders; no file is the current folder."`
	LineNumber   bool     `short:"n" help:"Print the line number before each log event."`
	WithFilename bool     `short:"H" lastwins:"filename" help:"Print the file name before each log event; the default with several files."`
	NoFilename   bool     `lastwins:"filename" help:"Never print the file name."`
	JSON         bool     `name:"json" help:"Print one JSON object per selected log event, as -o ndjson: eventNumber, eventMessage, extractedValues, file, line and, when known, timestamp."`
	Output       string   `short:"o" placeholder:"FORMAT[:FILE]" formats:"text,json,ndjson" help:"Write text (the default), json, one document, or ndjson, to stdout or FILE."`
	Color        string   `enum:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colour: auto, always or never."`
	Why          bool     `help:"Say of every log event why it matches or does not; with -v, of those that do not."`
	Events       *bool    `help:"Take each file as JSON that holds log events: what aws logs filter-log-events or get-log-events print, CloudTrail files, lists of messages. By default that is found out, as are exports; --events=no takes each line for a log event."`
	Jobs         int      `short:"j" placeholder:"NUM" help:"Match with NUM processors, ${maxjobs} at most; the default is all of them, up to ${jobs}. The order of the output does not depend on it."`
	MaxLine      int      `default:"${maxline}" placeholder:"BYTES" help:"Pass over log events longer than BYTES, at most ${maxmaxline} (default ${maxline}, the service's limit)."`
}

// Help implements kong.HelpProvider.
func (matchCmd) Help() string {
	return `Usage: logsieve match [flags] PATTERN [FILE...] or logsieve match [flags] -e PATTERN [FILE...]. PATTERN is a filter pattern, or FILE#ADDRESS of one in a configuration. Put -e or -- before a pattern that starts with a minus.

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
	out, err := c.startOutput()
	if err != nil {
		return err
	}
	if pattern, err = patternOf(pattern); err != nil {
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
	around, filter, err := c.startContext(filter)
	if err != nil {
		return err
	}
	switch {
	case len(files) == 0 && c.Recursive:
		files = []string{"."}
	case len(files) == 0:
		files = []string{"-"}
	}
	m := &matcher{
		matchCmd: c,
		why:      why,
		env:      e,
		filter:   filter,
		filters:  filters,
		context:  around,
		names:    (len(files) > 1 || c.WithFilename || c.Recursive) && !c.NoFilename,
		color:    out.file == "" && useColor(c.Color, os.Getenv, e.Out),
	}
	if out.format == "json" && filters == nil {
		m.document = &matchDocument{what: "matches"}
		switch {
		case why != nil:
			m.document.what = "events"
		case c.Count, c.WithMatches, c.NoMatches:
			m.document.what = ""
		}
	}
	if out.file != "" {
		err = out.write(e, func(w io.Writer) error { return m.write(w, pattern, files) })
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
	filter *engine.Filter
	// filters is set with --filters, and counts what filter selects.
	filters  *filterSet
	why      *whyMode       // set with --why
	document *matchDocument // set with -o json
	context  *contextMode   // set with -A, -B and -C
	names    bool           // print file names
	color    bool
	out      *bufio.Writer
	buf      []byte

	found    bool  // some log event was selected
	failed   bool  // some input could not be read
	writeErr error // what ended the run
}

// stdout is where the output goes without a file: as data to another program,
// and so that it can do no harm to a terminal.
func (m *matcher) stdout() io.Writer {
	switch {
	case m.JSON:
		return diag.JSON(m.Out)
	case m.Why, m.Filters != "":
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
	case m.filters != nil:
		return m.filters.print(m.out, m.JSON)
	case m.document != nil:
		return m.document.end(m.out, m.why.summarized(), m.failed, "")
	case m.why != nil:
		return m.writeSummary()
	}
	return nil
}

// run goes through the files. Its errors end the run: those of writing, and
// the end of the context.
func (m *matcher) run(files []string) error {
	for _, name := range files {
		if m.Recursive && name != "-" {
			if err := m.folder(name); err != nil || m.Quiet && m.found {
				return err
			}
			continue
		}
		if err := m.file(name); err != nil {
			return err
		}
		if m.Quiet && m.found {
			return nil
		}
	}
	return nil
}

// folder reads the regular files of a folder, by name; a file stands for itself.
// Links are not followed.
func (m *matcher) folder(name string) error {
	return filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case m.ctx.Err() != nil:
			return m.ctx.Err()
		case err != nil:
			return m.report(path, err)
		case entry.IsDir() && entry.Name() == ".git":
			return fs.SkipDir
		case path != name && !entry.Type().IsRegular() || entry.IsDir():
			return nil
		}
		if err := m.file(path); err != nil {
			return err
		}
		if m.Quiet && m.found {
			return fs.SkipAll
		}
		return nil
	})
}

// stdinName is what grep calls it.
const stdinName = "(standard input)"
