package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/finding"
	"github.com/logsieve/logsieve/internal/suggest"
)

// Level is what a configuration says about a rule.
type Level uint8

// The levels. On is the rule's own severity.
const (
	Off Level = iota
	On
	AsInfo
	AsWarning
	AsError
)

// LevelNames are the levels as configurations spell them.
func LevelNames() []string { return []string{"off", "on", "info", "warning", "error"} }

// parseLevel reads a level; readers of YAML may have taken on and off for
// truth values.
func parseLevel(text string) (Level, bool) {
	switch text {
	case "off", "false":
		return Off, true
	case "on", "true":
		return On, true
	case "info":
		return AsInfo, true
	case "warning":
		return AsWarning, true
	case "error":
		return AsError, true
	}
	return 0, false
}

// Selection is which rules run, from the command line. Entries are codes,
// names, families such as FS, or all.
type Selection struct {
	Select []string // only these, and also those that are off by default
	Ignore []string // none of these; goes before Select
}

// settings answer, for a rule in a file, whether it reports and how.
type settings struct {
	rules  []*Rule
	config *Config
	chosen map[string]bool // by code; nil when nothing was selected
	off    map[string]bool // by code, from the command line
}

// newSettings resolves names; a name that no rule has is an error.
func newSettings(config *Config, selection Selection) (*settings, error) {
	s := &settings{rules: Rules(), config: config}
	var err error
	if len(selection.Select) > 0 {
		if s.chosen, err = s.resolve("--select", selection.Select); err != nil {
			return nil, err
		}
	}
	if s.off, err = s.resolve("--ignore", selection.Ignore); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *settings) resolve(flag string, ids []string) (map[string]bool, error) {
	codes := map[string]bool{}
	for _, id := range ids {
		found := false
		for _, r := range s.rules {
			if id == "all" || r.Name == id || strings.EqualFold(r.Code, id) || strings.EqualFold(family(r.Code), id) {
				codes[r.Code] = true
				found = true
			}
		}
		if !found {
			return nil, fmt.Errorf("%s: %s", flag, unknownRule(s.rules, id))
		}
	}
	return codes, nil
}

// family is the letters of a code.
func family(code string) string { return strings.TrimRight(code, "0123456789") }

// unknownRule says that no rule has a name, and which one may be meant.
func unknownRule(rules []*Rule, id string) string {
	names := make([]string, 0, 2*len(rules))
	for _, r := range rules {
		names = append(names, r.Name, r.Code)
	}
	text := fmt.Sprintf("there is no rule %q", id)
	if near := suggest.Closest(id, names); near != "" {
		text += "; did you mean " + near + "?"
	}
	return text
}

// ignored resolves a rule that an ignore names; those of a policy are not ours.
func (s *settings) ignored(rule string) (code, problem string) {
	if finding.IsPolicy(rule) {
		return "", ""
	}
	if r := Lookup(rule); r != nil {
		return r.Code, ""
	}
	return "", unknownRule(s.rules, rule)
}

// level is what holds for a rule in a file.
func (s *settings) level(r *Rule, file string) Level {
	level := On
	if r.Off {
		level = Off
	}
	if s.config != nil {
		if set, ok := s.config.level(r, file); ok {
			level = set
		}
	}
	switch {
	case s.off[r.Code]:
		return Off
	// What could not be read is said whatever is selected: no findings would
	// look like none.
	case s.chosen == nil, r.Code == finding.Unreadable().Code:
		return level
	case !s.chosen[r.Code]:
		return Off
	}
	return max(level, On)
}

// options have every rule run that reports in any file.
func (s *settings) options() Options {
	o := Options{Disabled: map[string]bool{}, Enabled: map[string]bool{}}
	for _, r := range s.rules {
		if s.level(r, "") == Off && !s.somewhere(r) {
			o.Disabled[r.Code] = true
		} else {
			o.Enabled[r.Code] = true
		}
	}
	return o
}

// somewhere reports whether an override turns a rule on.
func (s *settings) somewhere(r *Rule) bool {
	if s.off[r.Code] || s.chosen != nil && !s.chosen[r.Code] || s.config == nil {
		return false
	}
	for _, o := range s.config.Overrides {
		if level, ok := levelOf(o.Rules, r); ok && level != Off {
			return true
		}
	}
	return false
}

// apply keeps the findings of rules that report in their file, with the
// severity that holds there.
func (s *settings) apply(found []Finding) []Finding {
	byCode := make(map[string]*Rule, len(s.rules))
	for _, r := range s.rules {
		byCode[r.Code] = r
	}
	kept := found[:0]
	for _, f := range found {
		if r := byCode[f.Code]; r != nil {
			switch s.level(r, f.File) {
			case Off:
				continue
			case AsInfo:
				f.Severity = request.Info
			case AsWarning:
				f.Severity = request.Warning
			case AsError:
				f.Severity = request.Error
			}
		}
		kept = append(kept, f)
	}
	return kept
}
