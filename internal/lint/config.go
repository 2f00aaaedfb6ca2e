package lint

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// ConfigName is the name of configuration files.
const ConfigName = ".logsieve.yaml"

// Config is a configuration file. Globs and paths in it are relative to its
// folder.
type Config struct {
	Path      string // of the file
	Rules     map[string]Level
	Include   []string // names to look at in folders, instead of the known ones
	Exclude   []string // never looked at
	Overrides []Override
	Baseline  string // "" for none
	FailOn    string // "" for the default

	cwd, dir string // absolute
}

// Override holds other levels for some files; later ones go before earlier
// ones.
type Override struct {
	Files []string
	Rules map[string]Level
}

// FindConfig is the path of the nearest configuration file in a folder or
// those above it, "" when there is none. exists tells files.
func FindConfig(dir string, exists func(string) bool) string {
	for {
		name := filepath.Join(dir, ConfigName)
		if exists(name) {
			return name
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

// level is what the configuration says about a rule in a file.
func (c *Config) level(r *Rule, file string) (level Level, ok bool) {
	level, ok = levelOf(c.Rules, r)
	if file == "" {
		return level, ok
	}
	for _, o := range c.Overrides {
		if set, has := levelOf(o.Rules, r); has && c.matches(o.Files, file) {
			level, ok = set, true
		}
	}
	return level, ok
}

// levelOf finds a rule by code or name.
func levelOf(levels map[string]Level, r *Rule) (Level, bool) {
	level, ok := levels[r.Code]
	if !ok {
		level, ok = levels[r.Name]
	}
	return level, ok
}

// Excludes reports whether a file or folder is never looked at.
func (c *Config) Excludes(name string) bool { return c != nil && c.matches(c.Exclude, name) }

// includes reports whether a file found in a folder is looked at.
func (c *Config) includes(name string) bool {
	if c == nil || len(c.Include) == 0 {
		return knownName(name)
	}
	return c.matches(c.Include, name)
}

// matches reports whether a file, or a folder it is in, matches a glob. A glob
// without a slash matches a name in any folder.
func (c *Config) matches(globs []string, name string) bool {
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
