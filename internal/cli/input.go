package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/logsieve/logsieve/internal/project"
)

// readParam reads the value of a parameter as the AWS CLI does: file://PATH
// stands for the text of the file, all of it.
func (e *env) readParam(value string) (string, error) {
	path, ok := strings.CutPrefix(value, "file://")
	if !ok {
		return value, nil
	}
	data, err := e.readGiven(path)
	if err != nil {
		return "", exit(ExitInternal, fileError(err))
	}
	return string(data), nil
}

// readInput reads a file, or stdin for "-".
func (e *env) readInput(path string) ([]byte, error) {
	var data []byte
	var err error
	if path == "-" {
		var in io.Reader
		if in, err = e.stdin(); err != nil {
			return nil, err
		}
		// Ctrl-C has to end a run that waits for a terminal.
		data, err = readBounded(interruptible(e.ctx, in), stdinName)
	} else {
		data, err = e.readGiven(path)
	}
	if err != nil {
		if e.ctx.Err() != nil {
			return nil, e.ctx.Err()
		}
		return nil, exit(ExitInternal, fileError(err))
	}
	return data, nil
}

// maxInput bounds what is read of one file that holds no log events.
const maxInput = 64 << 20

// readGiven reads a file that the user names, which may be a pipe but not
// endless.
func (e *env) readGiven(path string) ([]byte, error) {
	f, err := e.openGiven(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := io.Reader(f)
	if !isFile(f) {
		in = interruptible(e.ctx, f)
	}
	return readBounded(in, path)
}

func readBounded(in io.Reader, name string) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(in, maxInput+1))
	if err == nil && len(data) > maxInput {
		err = &fs.PathError{Op: "read", Path: name, Err: project.TooLargeError(maxInput)}
	}
	return data, err
}

// stdin is standard input, which a run reads once: whoever comes second would
// take its end for an empty input.
func (e *env) stdin() (io.Reader, error) {
	if e.inTaken {
		return nil, exit(ExitUsage, errors.New("standard input cannot be read twice; name a file for one of them"))
	}
	e.inTaken = true
	return e.In, nil
}

// fileError puts the name before the reason, as every other message has it,
// and leaves the system call out.
func fileError(err error) error {
	if name, reason := splitFileError(err); reason != nil {
		return readError(name, reason)
	}
	return err
}

// readError says what went wrong at a place, in which a file stands for itself.
func readError(place string, err error) error {
	if _, reason := splitFileError(err); reason != nil {
		err = reason
	}
	if place == "" {
		place = `""`
	}
	return fmt.Errorf("%s: %w", place, err)
}

// splitFileError is the file that an error is about and the reason; nil when
// it is about none.
func splitFileError(err error) (name string, reason error) {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Path, path.Err
	case errors.As(err, &link):
		return link.New, link.Err
	}
	return "", nil
}

// openGiven opens a file that the user names. A pipe waits for who writes to it,
// which ends when the run is interrupted.
func (e *env) openGiven(name string) (*os.File, error) {
	info, err := os.Stat(name)
	if err != nil || info.Mode().IsRegular() || info.IsDir() {
		return os.Open(name)
	}
	type opened struct {
		file *os.File
		err  error
	}
	done := make(chan opened, 1)
	go func() {
		f, err := os.Open(name)
		done <- opened{f, err}
	}()
	select {
	case o := <-done:
		return o.file, o.err
	case <-e.ctx.Done():
		return nil, e.ctx.Err()
	}
}
