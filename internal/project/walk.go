package project

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/source"
)

// Walker finds the files to look at.
type Walker struct {
	Config *Config
	// Files learns what is given, and reads the ignore files.
	Files *Files
	// Ignored files are looked at too when NoGitignore is set.
	NoGitignore bool
	// Excluded are the files that were named and that the configuration excludes.
	Excluded []string
}

// Find returns the files that paths stand for, sorted and each once: a file
// stands for itself, a folder for the files in it whose names are known and
// that neither git nor the configuration excludes. failed are paths that could
// not be read; the others are there nevertheless.
func (w *Walker) Find(ctx context.Context, paths []string) (files []string, failed []error) {
	for _, p := range paths {
		p = path.Clean(filepath.ToSlash(p))
		w.Files.Give(p)
		info, err := os.Stat(filepath.FromSlash(p))
		switch {
		case err != nil:
			failed = append(failed, err)
		case info.IsDir():
			found, errs := w.folder(ctx, p)
			files = append(files, found...)
			failed = append(failed, errs...)
		case w.Config.Excludes(p):
			w.Excluded = append(w.Excluded, p)
		default:
			files = append(files, p)
		}
	}
	slices.Sort(files)
	return slices.Compact(files), failed
}

// Beside are the files in the folder of a file that are looked at, the file
// itself not among them.
func (w *Walker) Beside(name string) []string {
	dir := path.Dir(name)
	bases, _, err := w.Files.List(dir)
	if err != nil {
		return nil // a file that is not saved yet may be in no folder
	}
	var names []string
	for _, base := range bases {
		if n := path.Join(dir, base); n != name && w.Config.Includes(n) && !w.Config.Excludes(n) {
			names = append(names, n)
		}
	}
	return names
}

// Relative is a file's name as it is seen from the working directory.
func Relative(name string) string {
	if !filepath.IsAbs(filepath.FromSlash(name)) {
		return name
	}
	dir, err := os.Getwd()
	if err != nil {
		return name
	}
	rel, err := filepath.Rel(dir, filepath.FromSlash(name))
	if err != nil {
		return name
	}
	return filepath.ToSlash(rel)
}

// neverWalked are folders of tools, which hold copies of what is elsewhere or
// what others wrote.
func neverWalked(name string) bool {
	switch name {
	case ".git", ".hg", ".svn", ".jj", "node_modules", ".terraform", ".terragrunt-cache", ".aws-sam", ".serverless", ".venv", ".tox":
		return true
	}
	// CDK puts the code of functions beside its templates.
	return strings.HasPrefix(name, "asset.")
}

// knownName reports whether a file of a folder can hold what is looked for.
func knownName(name string) bool {
	base := strings.ToLower(path.Base(name))
	// Tests of filters end in the name of the configuration.
	return source.Known(base) && !strings.HasSuffix(base, ConfigName) && base != BaselineName && base != "package-lock.json"
}

type walk struct {
	*Walker
	ctx    context.Context
	abs    string // of the root
	root   string
	outer  []*gitignore
	files  []string
	failed []error
}

func (w *Walker) folder(ctx context.Context, root string) ([]string, []error) {
	if err := w.Files.Folder(root); err != nil {
		return nil, []error{err}
	}
	one := &walk{Walker: w, ctx: ctx, root: root}
	if !w.NoGitignore {
		if abs, err := filepath.Abs(filepath.FromSlash(root)); err == nil {
			one.abs = filepath.ToSlash(abs)
			one.outer, one.failed = w.outerGitignores(abs)
		}
	}
	one.dir(root, nil)
	return one.files, one.failed
}

// dir walks one folder. inner are the ignore files from the root down.
func (w *walk) dir(dir string, inner []*gitignore) {
	if err := w.ctx.Err(); err != nil {
		w.failed = append(w.failed[:0], err)
		return
	}
	entries, err := os.ReadDir(filepath.FromSlash(dir))
	if err != nil {
		w.failed = append(w.failed, err)
		return
	}
	if !w.NoGitignore {
		data, err := w.Files.Read(path.Join(dir, ".gitignore"))
		switch {
		case err == nil:
			inner = append(slices.Clip(inner), parseGitignore(dir, data))
		case !errors.Is(err, fs.ErrNotExist):
			w.failed = append(w.failed, err)
		}
	}
	for _, entry := range entries {
		name := path.Join(dir, entry.Name())
		switch {
		case entry.IsDir():
			if !neverWalked(entry.Name()) && !w.excluded(name, true, inner) {
				w.dir(name, inner)
			}
		// Links are not followed: what they name is in the folder, too, or is
		// not of the folder.
		case entry.Type().IsRegular() && w.Config.Includes(name) && !w.excluded(name, false, inner):
			w.files = append(w.files, name)
		}
	}
}

func (w *walk) excluded(name string, isDir bool, inner []*gitignore) bool {
	if w.Config.Excludes(name) {
		return true
	}
	for i := len(inner) - 1; i >= 0; i-- {
		if ignored, ok := inner[i].match(name, isDir); ok {
			return ignored
		}
	}
	if len(w.outer) == 0 {
		return false
	}
	rel := name
	if w.root != "." {
		rel = strings.TrimPrefix(name, w.root)
	}
	abs := path.Join(w.abs, rel)
	for i := len(w.outer) - 1; i >= 0; i-- {
		if ignored, ok := w.outer[i].match(abs, isDir); ok {
			return ignored
		}
	}
	return false
}
