package cli

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/advice"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/filterfile"
)

// isRegular reports whether a name is that of a regular file.
func isRegular(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// patternOf is the pattern that an argument is, or that it names by FILE#ADDRESS.
func patternOf(text string) (string, error) {
	if !filterfile.IsReference(text) {
		return text, nil
	}
	loader, err := filterfile.NewLoader()
	if err != nil {
		return "", err
	}
	pattern, err := loader.Pattern(filepath.ToSlash(text))
	if err != nil {
		return "", exit(ExitUsage, err)
	}
	return pattern, nil
}

// compile compiles a pattern of the command line. When it is bad, everything
// is said on stderr and the error carries the exit code alone.
func (e *env) compile(pattern string) (*engine.Filter, error) {
	return e.compileNamed("pattern", pattern)
}

// compileNamed does so for one of several patterns.
func (e *env) compileNamed(name, pattern string) (*engine.Filter, error) {
	filter, err := engine.ParseAndCompile(pattern)
	if err != nil {
		return nil, e.invalidPattern(diag.Source{Name: name, Text: pattern}, err)
	}
	return filter, nil
}

// invalidPattern writes err with the place in the pattern where it has one.
func (e *env) invalidPattern(src diag.Source, err error) error {
	var errs grammar.Errors
	if !errors.As(err, &errs) {
		return exit(ExitUsage, err)
	}
	if err := diag.Write(e.Err, src, advice.Errors(errs)); err != nil {
		return err
	}
	return exit(ExitUsage, nil)
}
