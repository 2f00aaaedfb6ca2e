package project

import (
	"bufio"
	"bytes"
	"os"
	"path"
	"path/filepath"
	"strings"

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
func outerGitignores(abs string) []*gitignore {
	var dirs []string
	top := ""
	for dir := abs; ; {
		dirs = append(dirs, dir)
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			top = dir
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			break
		}
		dir = parent
	}
	if top == "" {
		return nil // no repository: only ignore files of the folder itself
	}
	var list []*gitignore
	if data, err := os.ReadFile(filepath.Join(top, ".git", "info", "exclude")); err == nil {
		list = append(list, parseGitignore(filepath.ToSlash(top), data))
	}
	for i := len(dirs) - 1; i > 0; i-- {
		if data, err := os.ReadFile(filepath.Join(dirs[i], ".gitignore")); err == nil {
			list = append(list, parseGitignore(filepath.ToSlash(dirs[i]), data))
		}
	}
	return list
}
