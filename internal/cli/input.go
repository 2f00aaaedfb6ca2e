package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
)

// readParam reads the value of a parameter as the AWS CLI does: file://PATH
// stands for the text of the file, all of it.
func readParam(value string) (string, error) {
	path, ok := strings.CutPrefix(value, "file://")
	if !ok {
		return value, nil
	}
	data, err := os.ReadFile(path)
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
		data, err = io.ReadAll(e.In)
	} else {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, exit(ExitInternal, fileError(err))
	}
	return data, nil
}

// fileError puts the name before the reason, as every other message has it,
// and leaves the system call out.
func fileError(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return errors.New(p.Path + ": " + p.Err.Error())
	}
	return err
}
