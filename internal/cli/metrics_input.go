package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/replay"
	"github.com/logsieve/logsieve/internal/backtest"
)

// logFlags say what log files hold and where the times of log events are.
type logFlags struct {
	Input     string `group:"Event time" enum:"auto,lines,export,tail,events,event-lines,documents,csv" default:"auto" placeholder:"FORM" help:"What the files contain: auto, which detects it; lines: a log event per line; export: CloudWatch export, each event after its time; tail: output of aws logs tail; events: JSON of filter-log-events, get-log-events, subscriptions, CloudTrail or a query; event-lines: such events one per line; documents: JSON values, a log event each; csv: a query that the console saved."`
	Events    bool   `group:"Event time" help:"Short for --input events."`
	timeFlags `embed:""`
	Rate      string `group:"Event time" placeholder:"N[/s|/m|/h]" help:"For files without times: the number of log events per second, minute or hour."`
	Start     string `group:"Event time" placeholder:"TIME" help:"Time of the first log event for --rate (1970-01-01T00:00:00Z)."`
	MaxLine   int    `group:"Event time" default:"${maxline}" placeholder:"BYTES" help:"Skip log events longer than BYTES, at most ${maxmaxline} (default ${maxline}, the service's limit)."`
}

// timeFlags say where the times of log events are.
type timeFlags struct {
	TimeField  textFlag `group:"Event time" placeholder:"SELECTOR" help:"Read the time from this property of the log event, or from $$name or $$position of a space-delimited pattern."`
	TimeFormat string   `group:"Event time" placeholder:"FORMAT" help:"Format of the time at the start of a line, or of --time-field: rfc3339, iso8601, clf, epoch, epoch-ms, a strftime format, or a layout of Go."`
	TimeZone   string   `group:"Event time" default:"UTC" placeholder:"ZONE" help:"Time zone of times without one, and of printed times: a name such as Europe/Berlin, or +02:00 (${default})."`
}

// rangeFlags choose log events by their times.
type rangeFlags struct {
	Since string `placeholder:"TIME" help:"Only log events from this time on; files in folders are skipped if the dates in their paths allow it."`
	Until string `placeholder:"TIME" help:"Only log events before this time."`
}

// logReader reads log files into replays.
type logReader struct {
	*env
	flags    logFlags
	location *time.Location
	clock    *replay.Clock
	progress *progress
	numbers  bool // lines are counted
	failed   bool // some input could not be read
	folders  bool // files are of folders

	other *comparison // of --compare; nil without it
}

// use checks the flags.
func (r *logReader) use(command string, f logFlags) error {
	usage := func(format string, args ...any) error {
		return exit(ExitUsage, fmt.Errorf(command+": "+format, args...))
	}
	var err error
	if r.location, err = backtest.ParseZone(f.TimeZone); err != nil {
		return usage("--time-zone: %w", err)
	}
	if err := checkMaxLine(command, f.MaxLine); err != nil {
		return err
	}
	if f.Events {
		if f.Input != "auto" && f.Input != "events" {
			return usage("--events cannot be combined with --input %s", f.Input)
		}
		f.Input = "events"
	}
	r.flags, r.progress = f, newProgress(r.Err)
	return nil
}

// setClock makes the clock that the flags describe; names of fields are those of
// the filters.
func (r *logReader) setClock(command string, filters []*metric.Filter) error {
	var err error
	patterns := make([]*engine.Filter, len(filters))
	for i, f := range filters {
		patterns[i] = f.FilterPattern()
	}
	if r.clock, err = r.flags.clock(r.location, patterns...); err != nil {
		return exit(ExitUsage, fmt.Errorf("%s: %w", command, err))
	}
	return nil
}

// readAll reads the inputs one after the other, each into its replay. Its error
// ends the run.
func (r *logReader) readAll(logs []string, into func(name string) *replay.Replay) error {
	r.progress.expect(logs)
	defer r.progress.done()
	broken := 0
	for _, name := range logs {
		err := r.readFile(name, into(name))
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		if _, ok := errors.AsType[*exitError](err); ok {
			return err
		}
		if err != nil {
			broken++
			r.unreadable(name, err)
		}
	}
	r.sayBroken(broken, len(logs))
	return nil
}

// sayBroken says how many files of folders could not be read to their ends.
func (r *logReader) sayBroken(broken, files int) {
	if broken > 0 && r.folders {
		r.progress.done()
		fmt.Fprintf(r.Err, "logsieve: %s\n", brokenFiles(broken, files))
	}
}

func brokenFiles(broken, files int) string {
	return fmt.Sprintf("%d of %d files could not be read to the end", broken, files)
}

// unreadable says on stderr that something could not be read.
func (r *logReader) unreadable(place string, err error) {
	r.failed = true
	fmt.Fprintf(r.Err, "logsieve: %v\n", readError(place, err))
}

func (r *logReader) tooLong(at replay.Place, err *logfile.TooLongError) {
	r.unreadable(at.String(), err)
}

// sayUntimed says on stderr which log events have no time.
func (r *logReader) sayUntimed(read *replay.Replay) {
	switch n := read.Untimed; {
	case n == 1:
		fmt.Fprintf(r.Err, "logsieve: 1 log event has no readable time and published nothing, at %s; see --time-field, --time-format and --rate\n", read.FirstUntimed)
	case n > 1:
		fmt.Fprintf(r.Err, "logsieve: %d log events have no readable time and published nothing, the first at %s; see --time-field, --time-format and --rate\n", n, read.FirstUntimed)
	}
}

func (r *logReader) readFile(name string, into *replay.Replay) error {
	var in io.Reader
	if name == "-" {
		stdin, err := r.stdin()
		if err != nil {
			return err
		}
		in, name = stdin, stdinName
	} else {
		f, err := r.openGiven(name)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	file := in
	live := !isFile(in)
	if live {
		in = interruptible(r.ctx, in)
	} else if text, ok := asUTF8(in.(*os.File)); ok {
		in = text
	}
	log, err := logfile.Open(r.progress.reader(in), logfile.Options{
		Format: logfile.Format(r.flags.Input), MessageTime: r.clock.InMessage(),
		Live: live, MaxLine: r.flags.MaxLine, Numbers: r.numbers,
	})
	if err != nil {
		return named(file, err)
	}
	defer log.Close()
	if !r.clock.ByNumber() {
		into.Clock = r.clock.Fork() // what it has seen in another file decides nothing in this one
	}
	return named(file, into.Read(r.ctx, name, log))
}
