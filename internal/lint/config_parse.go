package lint

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/project"
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
	p := &configParser{Strict: document.Strict{File: name, Optional: true}, rules: Rules()}
	p.Fields(root.Content[0], "the configuration", append(c.Fields(&p.Strict),
		document.Key("rules", func(n *yaml.Node) { c.Rules = p.levels(n) }),
		document.Key("overrides", func(n *yaml.Node) { c.Overrides = p.overrides(n) }),
		document.Key("fail-on", func(n *yaml.Node) { c.FailOn = p.OneOf(n, "fail-on", FailOnNames()...) }),
	)...)
	switch err := documents.Decode(&more); {
	case err == nil:
		p.Fail(&more, "a configuration must be one document, but this is another one")
	case !errors.Is(err, io.EOF):
		p.Errors = append(p.Errors, document.NotYAML(name, err))
	}
	if len(p.Errors) > 0 {
		return nil, p.Errors
	}
	return c, nil
}

// configParser collects the mistakes.
type configParser struct {
	document.Strict
	rules []*Rule
}

func (p *configParser) levels(n *yaml.Node) map[string]Level {
	levels := map[string]Level{}
	p.Mapping(n, "rules", func(key, value *yaml.Node) {
		r := Lookup(key.Value)
		if r == nil {
			p.Fail(key, "%s", unknownRule(p.rules, key.Value))
			return
		}
		if _, twice := levels[r.Code]; twice {
			p.Fail(key, "the rule %s appears twice", r.Name)
		}
		value = document.Resolved(value)
		level, ok := parseLevel(value.Value)
		if value.Kind != yaml.ScalarNode || !ok {
			p.Fail(value, "a rule's level must be one of %s", strings.Join(LevelNames(), ", "))
			return
		}
		levels[r.Code] = level
	})
	return levels
}

func (p *configParser) overrides(n *yaml.Node) (list []Override) {
	p.List(n, "overrides", func(item *yaml.Node) {
		var o Override
		before := len(p.Errors)
		p.Fields(item, "an override",
			document.Key("files", func(n *yaml.Node) { o.Files = project.Globs(&p.Strict, n, "files") }),
			document.Key("rules", func(n *yaml.Node) { o.Rules = p.levels(n) }),
		)
		if len(o.Files) == 0 || o.Rules == nil {
			p.Needs(item, before, "an override needs files and rules")
		}
		list = append(list, o)
	})
	return list
}
