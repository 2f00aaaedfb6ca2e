package filtertest

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/internal/suggest"
)

// reader reads YAML nodes strictly and keeps every mistake.
type reader struct {
	file     string
	problems []*Problem
	work     *budget.Budget        // that messages are put together with; nil for no bound
	merged   map[*yaml.Node][]pair // members of mappings, once put together
}

func (r *reader) fail(n *yaml.Node, format string, args ...any) *Problem {
	p := &Problem{File: r.file, Line: n.Line, Column: n.Column, Message: fmt.Sprintf(format, args...)}
	r.problems = append(r.problems, p)
	return p
}

func (r *reader) place(n *yaml.Node) Place { return Place{r.file, n.Line, n.Column} }

// field is a known key of a mapping and what reads its value.
type field struct {
	name string
	read func(*yaml.Node)
}

// fields reads a mapping whose keys are known; it reports which are there.
func (r *reader) fields(n *yaml.Node, of string, known ...field) map[string]*yaml.Node {
	found := map[string]*yaml.Node{}
	r.mapping(n, of, func(key, value *yaml.Node) {
		for _, f := range known {
			if f.name == key.Value {
				found[key.Value] = value
				f.read(value)
				return
			}
		}
		names := make([]string, len(known))
		for i, f := range known {
			names[i] = f.name
		}
		if near := suggest.Closest(key.Value, names); near != "" {
			r.fail(key, "unknown key %q in %s, did you mean %s?", key.Value, of, near)
			return
		}
		r.fail(key, "unknown key %q in %s; one of %s", key.Value, of, strings.Join(names, ", "))
	})
	return found
}

// needs says what a mapping lacks, unless something else is wrong in it: a
// key that is misspelt is not lacking, too. before is the number of problems
// before the mapping was read.
func (r *reader) needs(n *yaml.Node, before int, format string, args ...any) {
	if len(r.problems) == before {
		r.fail(n, format, args...)
	}
}

// mapping visits the members of a mapping, each key once.
func (r *reader) mapping(n *yaml.Node, of string, each func(key, value *yaml.Node)) {
	n = resolved(n)
	if n.Kind != yaml.MappingNode {
		r.fail(n, "%s must be a mapping", of)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case key.Kind != yaml.ScalarNode:
			r.fail(key, "a key of %s must be a text", of)
		case seen[key.Value]:
			r.fail(key, "the key %q is there twice", key.Value)
		default:
			seen[key.Value] = true
			each(key, n.Content[i+1])
		}
	}
}

func (r *reader) list(n *yaml.Node, of string, each func(*yaml.Node)) {
	n = resolved(n)
	if n.Kind != yaml.SequenceNode {
		r.fail(n, "%s must be a list", of)
		return
	}
	for _, item := range n.Content {
		each(item)
	}
}

// text reads a string; YAML takes 5 for a number, and so does this.
func (r *reader) text(n *yaml.Node, of string) string {
	n = resolved(n)
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" {
		hint := ""
		if n.Kind == yaml.ScalarNode && n.ShortTag() != "!!null" {
			hint = fmt.Sprintf("; write %s", strconv.Quote(n.Value))
		}
		r.fail(n, "%s must be a text%s", of, hint)
		return ""
	}
	return n.Value
}

// scalarText reads a text, a number or a boolean as text.
func (r *reader) scalarText(n *yaml.Node, of string) string {
	n = resolved(n)
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		r.fail(n, "%s must be a text or a number", of)
		return ""
	}
	return n.Value
}

func (r *reader) oneOf(n *yaml.Node, of string, values ...string) string {
	text := r.text(n, of)
	for _, v := range values {
		if text == v {
			return text
		}
	}
	if text != "" {
		if near := suggest.Closest(text, values); near != "" {
			r.fail(n, "%s %q is unknown, did you mean %s?", of, text, near)
		} else {
			r.fail(n, "%s must be one of %s", of, strings.Join(values, ", "))
		}
	}
	return ""
}

func (r *reader) number(n *yaml.Node, of string) float64 {
	n = resolved(n)
	if n.Kind == yaml.ScalarNode && (n.ShortTag() == "!!int" || n.ShortTag() == "!!float") {
		if v, err := strconv.ParseFloat(n.Value, 64); err == nil && v-v == 0 {
			return v
		}
	}
	r.fail(n, "%s must be a number", of)
	return 0
}

// integer reads a whole number between two bounds.
func (r *reader) integer(n *yaml.Node, of string, least, most int64) int64 {
	n = resolved(n)
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!int" {
		if v, err := strconv.ParseInt(n.Value, 10, 64); err == nil && v >= least && v <= most {
			return v
		}
	}
	r.fail(n, "%s must be a whole number from %d to %d", of, least, most)
	return least
}

func (r *reader) boolean(n *yaml.Node, of string) bool {
	n = resolved(n)
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
		r.fail(n, "%s must be true or false", of)
	}
	return n.Value == "true"
}

// resolved follows an alias.
func resolved(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

func isNull(n *yaml.Node) bool {
	n = resolved(n)
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}
