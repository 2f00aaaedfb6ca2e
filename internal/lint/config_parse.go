package lint

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/suggest"
)

// ParseConfig reads a configuration file. The error is document.Errors.
func ParseConfig(name string, data []byte) (*Config, error) {
	c := &Config{Config: project.NewConfig(name)}
	var root, more yaml.Node
	documents := yaml.NewDecoder(bytes.NewReader(data))
	switch err := documents.Decode(&root); {
	case errors.Is(err, io.EOF):
		return c, nil // an empty file, or comments only
	case err != nil:
		return nil, document.Errors{document.NotYAML(name, err)}
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
	switch err := documents.Decode(&more); {
	case err == nil:
		p.fail(&more, "a configuration is one document, and this is another")
	case !errors.Is(err, io.EOF):
		p.errs = append(p.errs, document.NotYAML(name, err))
	}
	if len(p.errs) > 0 {
		return nil, p.errs
	}
	return c, nil
}

// configParser collects the mistakes.
type configParser struct {
	path  string
	rules []*Rule
	errs  document.Errors
}

func (p *configParser) fail(n *yaml.Node, format string, args ...any) {
	p.errs = append(p.errs, &document.Error{Path: p.path, Line: n.Line, Column: n.Column, Reason: fmt.Sprintf(format, args...)})
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
	if isNull(n) {
		return
	}
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
	if isNull(n) {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		p.fail(n, "overrides must be a list")
		return nil
	}
	for _, item := range n.Content {
		var o Override
		before := len(p.errs)
		p.keys(item, "an override", map[string]func(*yaml.Node){
			"files": func(n *yaml.Node) { o.Files = p.globs(n, "files") },
			"rules": func(n *yaml.Node) { o.Rules = p.levels(n) },
		})
		if len(p.errs) == before && (len(o.Files) == 0 || o.Rules == nil) {
			p.fail(item, "an override needs files and rules")
		}
		list = append(list, o)
	}
	return list
}

func (p *configParser) globs(n *yaml.Node, of string) []string {
	n = resolved(n)
	if isNull(n) {
		return nil
	}
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

// isNull reports whether nothing is written, as when all below a key is
// commented out.
func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

func label(of string) string {
	if of == "" {
		return "the configuration "
	}
	return of + " "
}
