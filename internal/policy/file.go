package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/finding"
	"github.com/logsieve/logsieve/internal/suggest"
)

// FileName is where a policy is looked for when nothing else is said.
const FileName = ".logsieve-policy.yaml"

// File is a policy file; policy.schema.json is its schema.
type File struct {
	Path  string
	Title string
	Packs []string
	Rules []*Rule
}

// ParseFile reads a policy file. The error is a *document.Error.
func ParseFile(name string, data []byte) (*File, error) {
	f := &File{Path: name, Title: name}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, document.NotYAML(name, err)
	}
	if len(root.Content) == 0 {
		return nil, &document.Error{Path: name, Reason: "the policy has no rules and no packs"}
	}
	p := &parser{path: name}
	f.Rules = p.file(root.Content[0], f)
	if p.err == nil && len(f.Rules)+len(f.Packs) == 0 {
		p.fail(root.Content[0], "the policy has no rules and no packs")
	}
	if p.err != nil {
		return nil, p.err
	}
	return f, nil
}

// parser reads the rules of policy files and packs, and keeps the first
// mistake.
type parser struct {
	path string
	err  error
}

func (p *parser) fail(n *yaml.Node, format string, args ...any) {
	if p.err == nil {
		p.err = &document.Error{Path: p.path, Line: n.Line, Column: n.Column, Reason: fmt.Sprintf(format, args...)}
	}
}

func (p *parser) file(n *yaml.Node, f *File) []*Rule {
	var rules []*Rule
	p.keys(n, "the policy", map[string]func(*yaml.Node){
		"title": func(n *yaml.Node) { f.Title = p.text(n) },
		"packs": func(n *yaml.Node) {
			f.Packs = p.texts(n)
			for i, name := range f.Packs {
				if _, err := LoadPack(name); err != nil {
					p.fail(resolved(n).Content[i], "%v", err)
				}
			}
		},
		"rules": func(n *yaml.Node) { rules = p.rules(n) },
	})
	return rules
}

func (p *parser) rules(n *yaml.Node) []*Rule {
	var list []*Rule
	seen := map[string]bool{}
	for _, item := range p.items(n) {
		r := p.rule(item)
		if p.err != nil {
			return nil
		}
		if seen[r.ID] {
			p.fail(item, "the rule %s is there twice", r.ID)
		}
		seen[r.ID] = true
		list = append(list, r)
	}
	return list
}

// ruleID is what an id may be, so that it can be named in an ignore.
var ruleID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`) })

func (p *parser) rule(n *yaml.Node) *Rule {
	r := &Rule{Severity: request.Error}
	a := &assertionText{subject: ForFilter}
	p.keys(n, "a rule", map[string]func(*yaml.Node){
		"id": func(n *yaml.Node) {
			if r.ID = p.text(n); !ruleID().MatchString(r.ID) {
				p.fail(n, "an id has letters, digits, dots, - and _")
			}
		},
		"number":   func(n *yaml.Node) { r.Number = p.text(n) },
		"title":    func(n *yaml.Node) { r.Title = p.text(n) },
		"note":     func(n *yaml.Node) { r.Note = strings.TrimSpace(p.text(n)) },
		"see":      func(n *yaml.Node) { r.See = p.text(n) },
		"severity": func(n *yaml.Node) { r.Severity = p.severity(n) },
		"require":  func(n *yaml.Node) { r.Require = p.require(n) },
		"for":      func(n *yaml.Node) { a.subject, a.at = Subject(p.oneOf(n, "for", subjects())), n },
		"when":     func(n *yaml.Node) { a.when, a.at = p.text(n), n },
		"assert":   func(n *yaml.Node) { a.that, a.at, a.given = p.text(n), n, true },
		"remedy":   func(n *yaml.Node) { a.remedy = p.text(n) },
	})
	switch {
	case p.err != nil:
	case r.ID == "" || r.Title == "":
		p.fail(n, "a rule needs an id and a title")
	case (r.Require == nil) == !a.given:
		p.fail(n, "a rule needs either require or assert")
	case r.Require != nil && a.at != nil:
		p.fail(a.at, "for and when go with assert")
	case a.given:
		r.Assert = p.assertion(a)
	}
	return r
}

// assertionText is an assertion before its expressions are checked.
type assertionText struct {
	subject            Subject
	that, when, remedy string
	given              bool
	at                 *yaml.Node
}

func (p *parser) assertion(a *assertionText) *Assertion {
	out, err := NewAssertion(a.subject, a.that, a.when, a.remedy)
	var bad *ExpressionError
	if errors.As(err, &bad) {
		p.fail(a.at, "%v", bad)
	} else if err != nil {
		p.fail(a.at, "%v", err)
	}
	return out
}

func (p *parser) require(n *yaml.Node) *Requirement {
	q := &Requirement{}
	p.keys(n, "require", map[string]func(*yaml.Node){
		"pattern": func(n *yaml.Node) {
			var err error
			if q.Pattern, err = grammar.Parse(p.text(n)); err != nil {
				p.fail(n, "the pattern is not valid: %s", firstLine(err.Error()))
			}
		},
		"match":      func(n *yaml.Node) { q.Match = p.events(n) },
		"no-match":   func(n *yaml.Node) { q.NoMatch = p.events(n) },
		"log-groups": func(n *yaml.Node) { q.Groups = p.texts(n) },
		"alarm": func(n *yaml.Node) {
			names := []string{"where-shown", "required", "not-asked"}
			q.Alarm = AlarmMode(max(0, slices.Index(names, p.oneOf(n, "alarm", names))))
		},
	})
	if p.err == nil && q.Pattern == nil && len(q.Match) == 0 {
		p.fail(n, "require needs a pattern, or log events to match")
	}
	if p.err == nil && q.Pattern != nil {
		p.samples(n, q)
	}
	return q
}

// samples must agree with the pattern: else one of them is a mistake.
func (p *parser) samples(n *yaml.Node, q *Requirement) {
	f := newOracle(Options{}).parse(q.Pattern.String())
	if f.err != nil {
		p.fail(n, "%v", f.err)
		return
	}
	for _, event := range q.Match {
		if !f.compiled.Match([]byte(event)) {
			p.fail(n, "the pattern does not match the log event %s", event)
		}
	}
	for _, event := range q.NoMatch {
		if f.compiled.Match([]byte(event)) {
			p.fail(n, "the pattern matches the log event %s, which is to be left alone", event)
		}
	}
}

// events are log events: texts, or objects that stand for their JSON.
func (p *parser) events(n *yaml.Node) []string {
	var list []string
	for _, item := range p.items(n) {
		item = resolved(item)
		if item.Kind == yaml.ScalarNode {
			list = append(list, item.Value)
			continue
		}
		var value any
		err := item.Decode(&value)
		var text []byte
		if err == nil {
			text, err = json.Marshal(value)
		}
		if err != nil {
			p.fail(item, "the log event is no JSON: %v", err)
		}
		list = append(list, string(text))
	}
	return list
}

func (p *parser) severity(n *yaml.Node) finding.Severity {
	switch p.oneOf(n, "severity", []string{"error", "warning", "info"}) {
	case "warning":
		return request.Warning
	case "info":
		return request.Info
	}
	return request.Error
}

// keys reads a mapping whose keys are known.
func (p *parser) keys(n *yaml.Node, of string, known map[string]func(*yaml.Node)) {
	n = resolved(n)
	if n.Kind != yaml.MappingNode {
		p.fail(n, "%s must be a mapping", of)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		read, ok := known[key.Value]
		switch {
		case !ok:
			text := fmt.Sprintf("unknown key %q", key.Value)
			if near := suggest.Closest(key.Value, slices.Sorted(maps.Keys(known))); near != "" {
				text += ", did you mean " + near + "?"
			}
			p.fail(key, "%s", text)
		case seen[key.Value]:
			p.fail(key, "the key %q is there twice", key.Value)
		default:
			read(value)
		}
		seen[key.Value] = true
	}
}

func (p *parser) items(n *yaml.Node) []*yaml.Node {
	n = resolved(n)
	if n.Kind != yaml.SequenceNode {
		p.fail(n, "a list is needed here")
		return nil
	}
	return n.Content
}

func (p *parser) texts(n *yaml.Node) []string {
	var list []string
	for _, item := range p.items(n) {
		list = append(list, p.text(item))
	}
	return list
}

func (p *parser) text(n *yaml.Node) string {
	n = resolved(n)
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		p.fail(n, "a text is needed here")
	}
	return n.Value
}

func (p *parser) oneOf(n *yaml.Node, of string, values []string) string {
	text := p.text(n)
	if !slices.Contains(values, text) {
		reason := of + " must be one of " + strings.Join(values, ", ")
		if near := suggest.Closest(text, values); near != "" {
			reason += "; did you mean " + near + "?"
		}
		p.fail(n, "%s", reason)
	}
	return text
}

// resolved follows an alias.
func resolved(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}
