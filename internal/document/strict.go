package document

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/internal/suggest"
)

// Strict reads the YAML of a file of our own strictly and keeps every mistake.
// What a mistake is about is named by of.
type Strict struct {
	File   string
	Errors Errors
	// Optional lets mappings and lists be null, as when all below a key is
	// commented out.
	Optional bool
}

// Field is a known key of a mapping and what reads its value.
type Field struct {
	Name string
	Read func(*yaml.Node)
}

// Key is a Field.
func Key(name string, read func(*yaml.Node)) Field { return Field{name, read} }

// Fail notes a mistake at a node.
func (s *Strict) Fail(n *yaml.Node, format string, args ...any) *Error {
	e := &Error{File: s.File, Line: n.Line, Column: n.Column, Message: fmt.Sprintf(format, args...)}
	s.Errors = append(s.Errors, e)
	return e
}

// Sorted are the mistakes in the order of the file.
func (s *Strict) Sorted() Errors {
	slices.SortStableFunc(s.Errors, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return s.Errors
}

// Fields reads a mapping whose keys are known; it returns those that are there.
func (s *Strict) Fields(n *yaml.Node, of string, known ...Field) map[string]*yaml.Node {
	found := map[string]*yaml.Node{}
	s.Mapping(n, of, func(key, value *yaml.Node) {
		names := make([]string, len(known))
		for i, f := range known {
			if f.Name == key.Value {
				found[key.Value] = value
				f.Read(value)
				return
			}
			names[i] = f.Name
		}
		hint := "; one of " + strings.Join(names, ", ")
		if near := suggest.Closest(key.Value, names); near != "" {
			hint = "; did you mean " + near + "?"
		}
		s.Fail(key, "unknown key %q in %s%s", key.Value, of, hint)
	})
	return found
}

// Needs says what a mapping lacks, unless something else is wrong in it: a key
// that is misspelt is not lacking, too. before is the number of mistakes
// before the mapping was read.
func (s *Strict) Needs(n *yaml.Node, before int, format string, args ...any) {
	if len(s.Errors) == before {
		s.Fail(n, format, args...)
	}
}

// Mapping visits the members of a mapping, each key once.
func (s *Strict) Mapping(n *yaml.Node, of string, each func(key, value *yaml.Node)) {
	n = Resolved(n)
	if s.Optional && IsNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		s.Fail(n, "%s must be a mapping", of)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case key.Kind != yaml.ScalarNode:
			s.Fail(key, "a key of %s must be a string", of)
		case seen[key.Value]:
			s.Fail(key, "the key %q appears twice", key.Value)
		default:
			seen[key.Value] = true
			each(key, n.Content[i+1])
		}
	}
}

// List visits the items of a list.
func (s *Strict) List(n *yaml.Node, of string, each func(*yaml.Node)) {
	n = Resolved(n)
	if s.Optional && IsNull(n) {
		return
	}
	if n.Kind != yaml.SequenceNode {
		s.Fail(n, "%s must be a list", of)
		return
	}
	for _, item := range n.Content {
		each(item)
	}
}

// Text reads a string; YAML takes 5 for a number, and so does this.
func (s *Strict) Text(n *yaml.Node, of string) string {
	n = Resolved(n)
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" {
		hint := ""
		if n.Kind == yaml.ScalarNode && n.ShortTag() != "!!null" {
			hint = fmt.Sprintf("; write %s", strconv.Quote(n.Value))
		}
		s.Fail(n, "%s must be a text%s", of, hint)
		return ""
	}
	return n.Value
}

// Name reads a string that is not empty.
func (s *Strict) Name(n *yaml.Node, of string) string {
	before := len(s.Errors)
	text := s.Text(n, of)
	if text == "" && len(s.Errors) == before {
		s.Fail(n, "%s must not be empty", of)
	}
	return text
}

// Scalar reads a text, a number or a boolean as text.
func (s *Strict) Scalar(n *yaml.Node, of string) string {
	n = Resolved(n)
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		s.Fail(n, "%s must be a text or a number", of)
		return ""
	}
	return n.Value
}

// OneOf reads one of some texts.
func (s *Strict) OneOf(n *yaml.Node, of string, values ...string) string {
	before := len(s.Errors)
	text := s.Text(n, of)
	if len(s.Errors) > before || slices.Contains(values, text) {
		return text
	}
	hint := ""
	if near := suggest.Closest(text, values); near != "" {
		hint = "; did you mean " + near + "?"
	}
	s.Fail(n, "%s must be one of %s%s", of, strings.Join(values, ", "), hint)
	return ""
}

// Number reads a number that is finite.
func (s *Strict) Number(n *yaml.Node, of string) float64 {
	n = Resolved(n)
	if n.Kind == yaml.ScalarNode && (n.ShortTag() == "!!int" || n.ShortTag() == "!!float") {
		if v, err := strconv.ParseFloat(n.Value, 64); err == nil && v-v == 0 {
			return v
		}
	}
	s.Fail(n, "%s must be a number", of)
	return 0
}

// Integer reads a whole number between two bounds.
func (s *Strict) Integer(n *yaml.Node, of string, least, most int64) int64 {
	n = Resolved(n)
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!int" {
		if v, err := strconv.ParseInt(n.Value, 10, 64); err == nil && v >= least && v <= most {
			return v
		}
	}
	s.Fail(n, "%s must be a whole number from %d to %d", of, least, most)
	return least
}

// Boolean reads true or false.
func (s *Strict) Boolean(n *yaml.Node, of string) bool {
	n = Resolved(n)
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
		s.Fail(n, "%s must be true or false", of)
	}
	return n.Value == "true"
}

// Resolved follows an alias.
func Resolved(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

// IsNull reports whether nothing is written.
func IsNull(n *yaml.Node) bool {
	n = Resolved(n)
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}
