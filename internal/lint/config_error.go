package lint

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// ConfigError is a mistake in a configuration file.
type ConfigError struct {
	Path         string
	Line, Column int // from 1; 0 where the place is not known
	Reason       string
}

func (e *ConfigError) Error() string {
	if e.Line == 0 {
		return e.Path + ": " + e.Reason
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.Path, e.Line, e.Column, e.Reason)
}

// ConfigErrors are the mistakes of a configuration file, by place.
type ConfigErrors []*ConfigError

func (e ConfigErrors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// NotYAML is the mistake of a file that is no YAML, at the place where the
// library gave up.
func NotYAML(path string, err error) *ConfigError {
	var load *yaml.LoadError
	if errors.As(err, &load) && load.Mark.Line > 0 {
		return &ConfigError{path, load.Mark.Line, max(load.Mark.Column, 1), "not YAML: " + load.Message}
	}
	return &ConfigError{Path: path, Reason: "not YAML: " + strings.TrimPrefix(err.Error(), "yaml: ")}
}
