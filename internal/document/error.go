package document

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Error is a mistake in a file of our own, or in what that refers to: a
// configuration, a policy, a test file.
type Error struct {
	File         string
	Line, Column int // from 1; 0 where the place is not known
	Message      string
	// Detail are further lines, such as the filter pattern with the place.
	Detail []string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// Errors are the mistakes of one file, by place.
type Errors []*Error

func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// NotYAML is the mistake of a file that is not YAML, at the place where the
// library gave up.
func NotYAML(file string, err error) *Error {
	var load *yaml.LoadError
	if errors.As(err, &load) && load.Mark.Line > 0 {
		return &Error{File: file, Line: load.Mark.Line, Column: max(load.Mark.Column, 1), Message: "not YAML: " + load.Message}
	}
	return &Error{File: file, Message: "not YAML: " + strings.TrimPrefix(err.Error(), "yaml: ")}
}
