package cli

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/filtertest"
	"github.com/logsieve/logsieve/internal/project"
)

// testStdin is what a test file of standard input is called; what it refers
// to is looked for from the current folder.
const testStdin = "<stdin>"

// testFiles are the test files that the arguments stand for, sorted and each once:
// a file stands for itself, a folder for the test files in it that git does
// not ignore.
func (r *testRun) testFiles() ([]string, error) {
	args := r.Files
	if len(args) == 0 {
		args = []string{"."}
	}
	var err error
	if r.files, err = r.Bounds.files(); err != nil {
		return nil, err
	}
	var files []string
	for _, arg := range args {
		if arg == "-" {
			files = append(files, testStdin)
			r.files.Give(".")
			continue
		}
		arg = path.Clean(filepath.ToSlash(arg))
		info, err := os.Stat(filepath.FromSlash(arg))
		if err != nil {
			return nil, exit(ExitInternal, fileError(err))
		}
		if !info.IsDir() {
			r.files.Give(arg)
			files = append(files, arg)
			continue
		}
		// A configuration of our own: that of the user is about lint.
		config := project.NewConfig(path.Join(arg, project.ConfigName))
		config.Include = []string{"*" + filtertest.Suffix}
		found, failed := (&project.Walker{Config: &config, Files: r.files}).Find(r.ctx, []string{arg})
		if len(failed) > 0 {
			return nil, exit(ExitInternal, fileError(failed[0]))
		}
		files = append(files, slices.DeleteFunc(found, func(name string) bool { return path.Base(name) == project.ConfigName })...)
	}
	if len(files) == 0 {
		return nil, exit(ExitUsage, fmt.Errorf("test: no *%s file in %s", filtertest.Suffix, strings.Join(args, ", ")))
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

// fileNames are the names of the files in a folder.
func (r *testRun) fileNames(dir string) ([]string, error) {
	files, _, err := r.files.List(dir)
	return files, err
}
