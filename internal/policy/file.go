package policy

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/finding"
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
		return nil, &document.Error{File: name, Message: "the policy has no rules and no packs"}
	}
	p := &parser{document.Strict{File: name}}
	f.Rules = p.file(root.Content[0], f)
	if len(f.Rules)+len(f.Packs) == 0 {
		p.Needs(root.Content[0], 0, "the policy has no rules and no packs")
	}
	if p.wrong() {
		return nil, p.Errors[0]
	}
	return f, nil
}

// parser reads the rules of policy files and packs. Only the first mistake is
// told: others may follow from it.
type parser struct{ document.Strict }

func (p *parser) wrong() bool { return len(p.Errors) > 0 }

func (p *parser) file(n *yaml.Node, f *File) []*Rule {
	var rules []*Rule
	p.Fields(n, "the policy",
		document.Key("title", func(n *yaml.Node) { f.Title = p.Scalar(n, "title") }),
		document.Key("packs", func(n *yaml.Node) {
			f.Packs = p.texts(n, "packs")
			for i, name := range f.Packs {
				if _, err := LoadPack(name); err != nil {
					p.Fail(document.Resolved(n).Content[i], "%v", err)
				}
			}
		}),
		document.Key("rules", func(n *yaml.Node) { rules = p.rules(n) }),
	)
	return rules
}

func (p *parser) rules(n *yaml.Node) []*Rule {
	var list []*Rule
	seen := map[string]bool{}
	p.List(n, "rules", func(item *yaml.Node) {
		r := p.rule(item)
		if seen[r.ID] {
			p.Fail(item, "the rule %s appears twice", r.ID)
		}
		seen[r.ID] = true
		list = append(list, r)
	})
	return list
}

// ruleID is what an id may be, so that it can be named in an ignore.
var ruleID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`) })

func (p *parser) rule(n *yaml.Node) *Rule {
	r := &Rule{Severity: request.Error}
	a := &assertionText{subject: ForFilter}
	p.Fields(n, "a rule",
		document.Key("id", func(n *yaml.Node) {
			if r.ID = p.Scalar(n, "id"); !ruleID().MatchString(r.ID) {
				p.Fail(n, "an id has letters, digits, dots, - and _")
			}
		}),
		document.Key("number", func(n *yaml.Node) { r.Number = p.Scalar(n, "number") }),
		document.Key("title", func(n *yaml.Node) { r.Title = p.Scalar(n, "title") }),
		document.Key("note", func(n *yaml.Node) { r.Note = strings.TrimSpace(p.Scalar(n, "note")) }),
		document.Key("see", func(n *yaml.Node) { r.See = p.Scalar(n, "see") }),
		document.Key("severity", func(n *yaml.Node) { r.Severity = p.severity(n) }),
		document.Key("require", func(n *yaml.Node) { r.Require = p.require(n) }),
		document.Key("for", func(n *yaml.Node) { a.subject, a.at = Subject(p.OneOf(n, "for", subjects()...)), n }),
		document.Key("when", func(n *yaml.Node) { a.when, a.at = p.Scalar(n, "when"), n }),
		document.Key("assert", func(n *yaml.Node) { a.that, a.at, a.given = p.Scalar(n, "assert"), n, true }),
		document.Key("remedy", func(n *yaml.Node) { a.remedy = p.Scalar(n, "remedy") }),
	)
	switch {
	case p.wrong():
	case r.ID == "" || r.Title == "":
		p.Fail(n, "a rule needs an id and a title")
	case (r.Require == nil) == !a.given:
		p.Fail(n, "a rule needs either require or assert")
	case r.Require != nil && a.at != nil:
		p.Fail(a.at, "for and when require assert")
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
	if bad, ok := errors.AsType[*ExpressionError](err); ok {
		p.Fail(a.at, "%v", bad)
	} else if err != nil {
		p.Fail(a.at, "%v", err)
	}
	return out
}

func (p *parser) require(n *yaml.Node) *Requirement {
	q := &Requirement{}
	p.Fields(n, "require",
		document.Key("pattern", func(n *yaml.Node) {
			var err error
			if q.Pattern, err = grammar.Parse(p.Scalar(n, "pattern")); err != nil {
				p.Fail(n, "the pattern is not valid: %s", firstLine(err.Error()))
			}
		}),
		document.Key("match", func(n *yaml.Node) { q.Match = p.events(n, "match") }),
		document.Key("no-match", func(n *yaml.Node) { q.NoMatch = p.events(n, "no-match") }),
		document.Key("log-groups", func(n *yaml.Node) { q.Groups = p.texts(n, "log-groups") }),
		document.Key("alarm", func(n *yaml.Node) {
			names := []string{"where-shown", "required", "not-asked"}
			q.Alarm = AlarmMode(max(0, slices.Index(names, p.OneOf(n, "alarm", names...))))
		}),
	)
	if !p.wrong() && q.Pattern == nil && len(q.Match) == 0 {
		p.Fail(n, "require needs a pattern, or log events to match")
	}
	if !p.wrong() && q.Pattern != nil {
		p.samples(n, q)
	}
	return q
}

// samples must agree with the pattern: else one of them is a mistake.
func (p *parser) samples(n *yaml.Node, q *Requirement) {
	f := newOracle(Options{}).parse(q.Pattern.String())
	if f.err != nil {
		p.Fail(n, "%v", f.err)
		return
	}
	for _, event := range q.Match {
		if !f.compiled.Match([]byte(event)) {
			p.Fail(n, "the pattern does not match the log event %s", event)
		}
	}
	for _, event := range q.NoMatch {
		if f.compiled.Match([]byte(event)) {
			p.Fail(n, "the pattern matches the log event %s, which it must not match", event)
		}
	}
}

// events are log events: texts, or objects that stand for their JSON.
func (p *parser) events(n *yaml.Node, of string) []string {
	var list []string
	p.List(n, of, func(item *yaml.Node) {
		item = document.Resolved(item)
		if item.Kind == yaml.ScalarNode {
			list = append(list, item.Value)
			return
		}
		var value any
		err := item.Decode(&value)
		var text []byte
		if err == nil {
			text, err = json.Marshal(value)
		}
		if err != nil {
			p.Fail(item, "the log event is not JSON: %v", err)
		}
		list = append(list, string(text))
	})
	return list
}

func (p *parser) severity(n *yaml.Node) finding.Severity {
	switch p.OneOf(n, "severity", "error", "warning", "info") {
	case "warning":
		return request.Warning
	case "info":
		return request.Info
	}
	return request.Error
}

// texts reads a list of texts.
func (p *parser) texts(n *yaml.Node, of string) (list []string) {
	p.List(n, of, func(item *yaml.Node) { list = append(list, p.Scalar(item, of)) })
	return list
}
