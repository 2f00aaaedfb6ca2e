package project

import (
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source/configured"
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
	Patterns []PatternFiles

	cwd, dir string // absolute
}

// NewConfig is the configuration of a file that says nothing yet.
func NewConfig(name string) Config {
	c := Config{Path: name}
	if cwd, err := filepath.Abs("."); err == nil {
		c.cwd = cwd
		c.dir = absolute(cwd, filepath.Dir(name))
	}
	return c
}

// Fields are the keys of the file that are about files.
func (c *Config) Fields(s *document.Strict) []document.Field {
	return []document.Field{
		document.Key("include", func(n *yaml.Node) { c.Include = Globs(s, n, "include") }),
		document.Key("exclude", func(n *yaml.Node) { c.Exclude = Globs(s, n, "exclude") }),
		document.Key("baseline", func(n *yaml.Node) { c.Baseline = s.Name(n, "baseline") }),
		document.Key("patterns", func(n *yaml.Node) { c.Patterns = patternFiles(s, n) }),
	}
}

// PatternFiles are files of a format of their own, and where they hold something
// of ours.
type PatternFiles struct {
	Files  []string
	Places configured.Places
}

func patternFiles(s *document.Strict, n *yaml.Node) (list []PatternFiles) {
	s.List(n, "patterns", func(item *yaml.Node) {
		var p PatternFiles
		before := len(s.Errors)
		s.Fields(item, "an entry of patterns",
			document.Key("files", func(n *yaml.Node) { p.Files = Globs(s, n, "files") }),
			document.Key("filter-pattern", func(n *yaml.Node) { p.Places.FilterPattern = paths(s, n, "filter-pattern") }),
			document.Key("metric-value", func(n *yaml.Node) { p.Places.MetricValue = paths(s, n, "metric-value") }),
			document.Key("log-group", func(n *yaml.Node) { p.Places.LogGroup = paths(s, n, "log-group") }),
		)
		if len(p.Files) == 0 || len(p.Places.FilterPattern) == 0 {
			s.Needs(item, before, "an entry of patterns needs files and filter-pattern")
		}
		list = append(list, p)
	})
	return list
}

// paths reads one path, or a list of them.
func paths(s *document.Strict, n *yaml.Node, of string) (list []configured.Path) {
	add := func(n *yaml.Node) {
		before := len(s.Errors)
		text := s.Name(n, of)
		if len(s.Errors) > before {
			return
		}
		path, err := configured.ParsePath(text)
		if err != nil {
			s.Fail(n, "%v", err)
		}
		list = append(list, path)
	}
	if document.Resolved(n).Kind == yaml.ScalarNode {
		add(n)
	} else {
		s.List(n, of, add)
	}
	return list
}

// PlacesIn are the places of ours in a file that the configuration gives, nil if
// it gives none.
func (c *Config) PlacesIn(name string) []*configured.Places {
	if c == nil {
		return nil
	}
	var list []*configured.Places
	for i := range c.Patterns {
		if c.Matches(c.Patterns[i].Files, name) {
			list = append(list, &c.Patterns[i].Places)
		}
	}
	return list
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
	dir = climb(dir, func(dir string) bool {
		// What a link leads to is seen when it is read.
		info, err := os.Lstat(filepath.Join(dir, name))
		return err == nil && !info.IsDir()
	})
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, name)
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
		return knownName(name) || len(c.PlacesIn(name)) > 0
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

// relative is a file's path as seen from the configuration's folder; false for
// one that is not in it.
func (c *Config) relative(name string) (string, bool) {
	rel, ok := within(c.dir, absolute(c.cwd, filepath.FromSlash(name)))
	return filepath.ToSlash(rel), ok
}
