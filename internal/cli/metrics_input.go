package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/logsieve/logsieve/engine/logfile"
)

// readAll reads the inputs one after the other. Its error ends the run.
func (r *metricsRun) readAll(logs []string) error {
	r.progress.expect(logs)
	defer r.progress.done()
	for _, name := range logs {
		err := r.readFile(name)
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		if _, ok := errors.AsType[*exitError](err); ok {
			return err
		}
		if err != nil {
			r.unreadable(name, err)
		}
	}
	return nil
}

// unreadable says on stderr that something could not be read.
func (r *metricsRun) unreadable(place string, err error) {
	r.failed = true
	fmt.Fprintf(r.Err, "logsieve: %v\n", readError(place, err))
}

func (r *metricsRun) readFile(name string) error {
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
	live := !isFile(in)
	if live {
		in = interruptible(r.ctx, in)
	} else {
		in = whole(in.(*os.File))
	}
	log, err := logfile.Open(r.progress.reader(in), logfile.Options{
		Format: logfile.Format(r.Input), MessageTime: r.replay.Clock.InMessage(),
		Live: live, MaxLine: r.MaxLine, Numbers: r.other != nil,
	})
	if err != nil {
		return err
	}
	defer log.Close()
	return r.replay.Read(r.ctx, name, log)
}
