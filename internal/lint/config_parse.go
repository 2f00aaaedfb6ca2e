package lint

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/internal/suggest"
)

// ConfigError is a mistake in a configuration file.
type ConfigError struct {
	Path         string
	Line, Column int // from 1; 0 when the YAML itself is broken and tells its place in Reason
	Reason       string
}

func (e *ConfigError) Error() string {
	if e.Line == 0 {
		return e.Path + ": " + e.Reason
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.Path, e.Line, e.Column, e.Reason)
}

// ParseConfig reads a configuration file. The error is a *ConfigError.
func ParseConfig(name string, data []byte) (*Config, error) {
	c := &Config{Path: name}
	if cwd, err := filepath.Abs("."); err == nil {
		c.cwd = cwd
		c.dir = c.absolute(filepath.Dir(name))
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, &ConfigError{Path: name, Reason: strings.TrimPrefix(err.Error(), "yaml: ")}
	}
	if len(root.Content) == 0 {
		return c, nil // an empty file, or comments only
	}
	p := &configParser{path: name, rules: Rules()}
	p.keys(root.Content[0], "", map[string]func(*yaml.Node){
		"rules":     func(n *yaml.Node) { c.Rules = p.levels(n) },
		"include":   func(n *yaml.Node) { c.Include = p.globs(n, "include") },
		"exclude":   func(n *yaml.Node) { c.Exclude = p.globs(n, "exclude") },
		"overrides": func(n *yaml.Node) { c.Overrides = p.overrides(n) },
		"baseline":  func(n *yaml.Node) { c.Baseline = p.text(n, "baseline") },
		"fail-on":   func(n *yaml.Node) { c.FailOn = p.oneOf(n, "fail-on", FailOnNames()) },
	})
	if p.err != nil {
		return nil, p.err
	}
	return c, nil
}

// configParser keeps the first mistake.
type configParser struct {
	path  string
	rules []*Rule
	err   error
}

func (p *configParser) fail(n *yaml.Node, format string, args ...any) {
	if p.err == nil {
		p.err = &ConfigError{Path: p.path, Line: n.Line, Column: n.Column, Reason: fmt.Sprintf(format, args...)}
	}
}

// keys reads a mapping whose keys are known.
func (p *configParser) keys(n *yaml.Node, of string, known map[string]func(*yaml.Node)) {
	p.mapping(n, of, func(key, value *yaml.Node) {
		read, ok := known[key.Value]
		if !ok {
			names := slices.Sorted(maps.Keys(known))
			text := fmt.Sprintf("unknown key %q", key.Value)
			if near := suggest.Closest(key.Value, names); near != "" {
				text += ", did you mean " + near + "?"
			}
			p.fail(key, "%s", text)
			return
		}
		read(value)
	})
}

func (p *configParser) mapping(n *yaml.Node, of string, each func(key, value *yaml.Node)) {
	n = resolved(n)
	if n.Kind != yaml.MappingNode {
		p.fail(n, "%smust be a mapping", label(of))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			p.fail(key, "the key %q is there twice", key.Value)
		}
		seen[key.Value] = true
		each(key, n.Content[i+1])
	}
}

func (p *configParser) levels(n *yaml.Node) map[string]Level {
	levels := map[string]Level{}
	p.mapping(n, "rules", func(key, value *yaml.Node) {
		r := Lookup(key.Value)
		if r == nil {
			p.fail(key, "%s", unknownRule(p.rules, key.Value))
			return
		}
		if _, twice := levels[r.Code]; twice {
			p.fail(key, "the rule %s is there twice", r.Name)
		}
		value = resolved(value)
		level, ok := parseLevel(value.Value)
		if value.Kind != yaml.ScalarNode || !ok {
			p.fail(value, "a rule is one of %s", strings.Join(LevelNames(), ", "))
			return
		}
		levels[r.Code] = level
	})
	return levels
}

func (p *configParser) overrides(n *yaml.Node) []Override {
	var list []Override
	n = resolved(n)
	if n.Kind != yaml.SequenceNode {
		p.fail(n, "overrides must be a list")
		return nil
	}
	for _, item := range n.Content {
		var o Override
		p.keys(item, "an override", map[string]func(*yaml.Node){
			"files": func(n *yaml.Node) { o.Files = p.globs(n, "files") },
			"rules": func(n *yaml.Node) { o.Rules = p.levels(n) },
		})
		if len(o.Files) == 0 || o.Rules == nil {
			p.fail(item, "an override needs files and rules")
		}
		list = append(list, o)
	}
	return list
}

func (p *configParser) globs(n *yaml.Node, of string) []string {
	n = resolved(n)
	if n.Kind != yaml.SequenceNode {
		p.fail(n, "%s must be a list of globs", of)
		return nil
	}
	var globs []string
	for _, item := range n.Content {
		glob := strings.TrimPrefix(p.text(item, "a glob"), "./")
		if !doublestar.ValidatePattern(glob) {
			p.fail(item, "the glob %q is malformed", glob)
		}
		globs = append(globs, glob)
	}
	return globs
}

func (p *configParser) text(n *yaml.Node, of string) string {
	n = resolved(n)
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" || n.Value == "" {
		p.fail(n, "%s must be a text", of)
	}
	return n.Value
}

func (p *configParser) oneOf(n *yaml.Node, of string, values []string) string {
	text := p.text(n, of)
	for _, v := range values {
		if text == v {
			return text
		}
	}
	p.fail(n, "%s must be one of %s", of, strings.Join(values, ", "))
	return ""
}

// resolved follows an alias.
func resolved(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

func label(of string) string {
	if of == "" {
		return "the configuration "
	}
	return of + " "
}
