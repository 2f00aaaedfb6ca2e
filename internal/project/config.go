package project

import (
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/internal/document"
)

// ConfigName is the name of configuration files.
const ConfigName = ".logsieve.yaml"

// Config is what a configuration file says about files. Globs and paths in it
// are relative to its folder. Nil says nothing.
type Config struct {
	Path     string   // of the file
	Include  []string // names to look at in folders, instead of the known ones
	Exclude  []string // never looked at
	Baseline string   // "" for none

	cwd, dir string // absolute
}

// NewConfig is the configuration of a file that says nothing yet.
func NewConfig(name string) Config {
	c := Config{Path: name}
	if cwd, err := filepath.Abs("."); err == nil {
		c.cwd = cwd
		c.dir = c.absolute(filepath.Dir(name))
	}
	return c
}

// Fields are the keys of the file that are about files.
func (c *Config) Fields(s *document.Strict) []document.Field {
	return []document.Field{
		document.Key("include", func(n *yaml.Node) { c.Include = Globs(s, n, "include") }),
		document.Key("exclude", func(n *yaml.Node) { c.Exclude = Globs(s, n, "exclude") }),
		document.Key("baseline", func(n *yaml.Node) { c.Baseline = s.Name(n, "baseline") }),
	}
}

// Globs reads a list of globs.
func Globs(s *document.Strict, n *yaml.Node, of string) (globs []string) {
	s.List(n, of, func(item *yaml.Node) {
		glob := strings.TrimPrefix(s.Name(item, "a glob"), "./")
		if !doublestar.ValidatePattern(glob) {
			s.Fail(item, "the glob %q is malformed", glob)
		}
		globs = append(globs, glob)
	})
	return globs
}

// FindUp is the path of the nearest file of a name in a folder or those above
// it, "" when there is none.
func FindUp(dir, name string) string {
	for {
		path := filepath.Join(dir, name)
		// What a link leads to is seen when it is read.
		if info, err := os.Lstat(path); err == nil && !info.IsDir() {
			return path
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// Resolve is a path of the configuration as the process can open it.
func (c *Config) Resolve(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(c.Path), filepath.FromSlash(name))
}

// Excludes reports whether a file or folder is never looked at.
func (c *Config) Excludes(name string) bool { return c != nil && c.Matches(c.Exclude, name) }

// Includes reports whether a file found in a folder is looked at.
func (c *Config) Includes(name string) bool {
	if c == nil || len(c.Include) == 0 {
		return knownName(name)
	}
	return c.Matches(c.Include, name)
}

// Matches reports whether a file, or a folder it is in, matches a glob. A glob
// without a slash matches a name in any folder.
func (c *Config) Matches(globs []string, name string) bool {
	if len(globs) == 0 {
		return false
	}
	rel, ok := c.relative(name)
	if !ok {
		return false
	}
	for _, glob := range globs {
		for at := rel; at != "." && at != "/"; at = path.Dir(at) {
			subject := at
			if !strings.Contains(glob, "/") {
				subject = path.Base(at)
			}
			if doublestar.MatchUnvalidated(strings.TrimSuffix(glob, "/"), subject) {
				return true
			}
		}
	}
	return false
}

func (c *Config) absolute(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(c.cwd, name)
}

// relative is a file's path as seen from the configuration's folder; false for
// one that is not in it.
func (c *Config) relative(name string) (string, bool) {
	rel, err := filepath.Rel(c.dir, c.absolute(filepath.FromSlash(name)))
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}
