package cli

import (
	"errors"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/advice"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/filtertest"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/source"
)

// isReference reports whether an argument is FILE#ADDRESS of a configuration and
// not a filter pattern: the file is there, or has the name of one. Patterns of
// terms, which may hold a #, rarely do.
func isReference(text string) bool {
	file, address, ok := strings.Cut(text, "#")
	if !ok || file == "" || address == "" || strings.ContainsAny(file[:1], "{[\"%?") {
		return false
	}
	if source.Known(strings.ToLower(path.Base(filepath.ToSlash(file)))) && !strings.ContainsAny(file, " \t") {
		return true
	}
	return isRegular(file)
}

// isRegular reports whether a name is that of a regular file.
func isRegular(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// references read what references name.
func references() (*filtertest.Loader, error) {
	files, err := project.NewFiles(project.Bounds{})
	if err != nil {
		return nil, err
	}
	read := func(name string) ([]byte, error) {
		files.Give(name)
		return files.ReadInto(name, nil)
	}
	list := func(dir string) ([]string, error) {
		names, _, err := files.List(dir)
		return names, err
	}
	return filtertest.NewLoader(read, list), nil
}

// patternOf is the pattern that an argument is, or that it names by FILE#ADDRESS.
func patternOf(text string) (string, error) {
	if !isReference(text) {
		return text, nil
	}
	loader, err := references()
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
