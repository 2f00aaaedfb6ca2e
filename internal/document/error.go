package document

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Error is a mistake in a file of our own: a configuration, a policy, a test.
type Error struct {
	Path         string
	Line, Column int // from 1; 0 where the place is not known
	Reason       string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Path + ": " + e.Reason
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.Path, e.Line, e.Column, e.Reason)
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

// NotYAML is the mistake of a file that is no YAML, at the place where the
// library gave up.
func NotYAML(path string, err error) *Error {
	var load *yaml.LoadError
	if errors.As(err, &load) && load.Mark.Line > 0 {
		return &Error{path, load.Mark.Line, max(load.Mark.Column, 1), "not YAML: " + load.Message}
	}
	return &Error{Path: path, Reason: "not YAML: " + strings.TrimPrefix(err.Error(), "yaml: ")}
}
