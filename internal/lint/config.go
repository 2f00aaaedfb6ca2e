package lint

import (
	_ "embed"

	"github.com/logsieve/logsieve/internal/project"
)

//go:embed default.yaml
var defaultConfig string

// DefaultConfig is a configuration file that changes nothing, and says what
// could be changed.
func DefaultConfig() string { return defaultConfig }

// Config is a configuration file: what it says about files, and about rules.
type Config struct {
	project.Config
	Rules     map[string]Level
	Overrides []Override
	FailOn    string // "" for the default
}

// Override holds other levels for some files; later ones go before earlier
// ones.
type Override struct {
	Files []string
	Rules map[string]Level
}

// Project is what the configuration says about files; c may be nil.
func (c *Config) Project() *project.Config {
	if c == nil {
		return nil
	}
	return &c.Config
}

// level is what the configuration says about a rule in a file.
func (c *Config) level(r *Rule, file string) (level Level, ok bool) {
	level, ok = levelOf(c.Rules, r)
	if file == "" {
		return level, ok
	}
	for _, o := range c.Overrides {
		if set, has := levelOf(o.Rules, r); has && c.Matches(o.Files, file) {
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
