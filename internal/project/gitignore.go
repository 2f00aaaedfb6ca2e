package project

import (
	"bufio"
	"bytes"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/bmatcuk/doublestar/v4"
)

// gitignore is the ignore file of one folder.
type gitignore struct {
	dir      string // of the file, with / and as the walk names it
	patterns []gitignorePattern
}

// gitignorePattern is one line, made for doublestar.
type gitignorePattern struct {
	glob     string
	negated  bool
	dirsOnly bool
	anchored bool // matches the path from the folder, not only the name
}

// parseGitignore reads the lines as gitignore(5) describes them.
func parseGitignore(dir string, data []byte) *gitignore {
	g := &gitignore{dir: dir}
	lines := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF"))))
	for lines.Scan() {
		line := strings.TrimSuffix(lines.Text(), "\r")
		if strings.HasPrefix(line, "#") {
			continue
		}
		var p gitignorePattern
		if rest, ok := strings.CutPrefix(line, "!"); ok {
			p.negated, line = true, rest
		}
		line = trimBlanks(line)
		if rest, ok := strings.CutSuffix(line, "/"); ok {
			p.dirsOnly, line = true, rest
		}
		p.anchored = strings.Contains(line, "/")
		line = strings.TrimPrefix(line, "/")
		if line == "" {
			continue
		}
		// Braces are letters to git. A trailing /** is what is in a folder, and
		// the folder is not.
		p.glob = strings.NewReplacer("{", `\{`, "}", `\}`).Replace(line)
		if rest, ok := strings.CutSuffix(p.glob, "/**"); ok {
			p.glob = rest + "/**/*"
		}
		if doublestar.ValidatePattern(p.glob) {
			g.patterns = append(g.patterns, p)
		}
	}
	return g
}

// trimBlanks drops blanks at the end, unless a backslash keeps one.
func trimBlanks(line string) string {
	for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
		line = line[:len(line)-1]
	}
	return line
}

// match says whether the file decides about a name, and how: the last pattern
// that matches does.
func (g *gitignore) match(name string, isDir bool) (ignored, decided bool) {
	rel, ok := below(g.dir, name)
	if !ok {
		return false, false
	}
	for i := len(g.patterns) - 1; i >= 0; i-- {
		p := g.patterns[i]
		if p.dirsOnly && !isDir {
			continue
		}
		subject := rel
		if !p.anchored {
			subject = path.Base(rel)
		}
		if doublestar.MatchUnvalidated(p.glob, subject) {
			return !p.negated, true
		}
	}
	return false, false
}

// below is name as seen from dir; false when it is not in it.
func below(dir, name string) (string, bool) {
	if dir == "." {
		return name, !path.IsAbs(name) && !strings.HasPrefix(name, "../")
	}
	return strings.CutPrefix(name, strings.TrimSuffix(dir, "/")+"/")
}

// outerGitignores are the ignore files that hold for a folder from above it:
// those of its parents up to the top of the repository, and the repository's
// own, the outermost first. They see names through the folder's absolute path.
// failed are those that could not be read.
func (w *Walker) outerGitignores(abs string) (list []*gitignore, failed []error) {
	top := repository(abs)
	if top == "" {
		return nil, nil // no repository: only ignore files of the folder itself
	}
	add := func(dir, name string) {
		data, err := w.Files.Read(name)
		switch {
		case err == nil:
			list = append(list, parseGitignore(filepath.ToSlash(dir), data))
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, ErrOutside), errors.Is(err, syscall.ENOTDIR):
			// ENOTDIR: .git of a worktree is a file.
		default:
			failed = append(failed, err)
		}
	}
	add(top, filepath.Join(top, ".git", "info", "exclude"))
	var dirs []string
	for dir := abs; dir != top; {
		dir = filepath.Dir(dir)
		dirs = append(dirs, dir)
	}
	for _, dir := range slices.Backward(dirs) {
		add(dir, filepath.Join(dir, ".gitignore"))
	}
	return list, failed
}
