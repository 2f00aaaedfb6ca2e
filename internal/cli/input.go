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
func readParam(value string) (string, error) {
	path, ok := strings.CutPrefix(value, "file://")
	if !ok {
		return value, nil
	}
	data, err := readAll(path)
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
		data, err = io.ReadAll(interruptible(e.ctx, in))
	} else {
		data, err = readAll(path)
	}
	if err != nil {
		return nil, exit(ExitInternal, fileError(err))
	}
	return data, nil
}

// maxInput bounds what is read of one file that holds no log events.
const maxInput = 64 << 20

// readAll reads a file that the user names, which may be a pipe but not endless.
func readAll(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxInput+1))
	if err == nil && len(data) > maxInput {
		err = &fs.PathError{Op: "read", Path: path, Err: project.TooLargeError(maxInput)}
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
	if err == io.ErrUnexpectedEOF { // of a compressed file
		return fmt.Errorf("%s: it ends too early: part of it is missing", place)
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
