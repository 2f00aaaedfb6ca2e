package policy

import (
	"encoding/json"
	"slices"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
)

// brief cuts a log event down to the properties that patterns look at, as long
// as each pattern still says the same about it. Other events stay as they are.
func brief(event string, patterns []grammar.Pattern) string {
	var whole map[string]json.RawMessage
	if json.Unmarshal([]byte(event), &whole) != nil {
		return event
	}
	wanted := tree{}
	for _, p := range patterns {
		for n := range grammar.All(p) {
			if s, ok := n.(*grammar.Selector); ok {
				wanted.add(s.Steps)
			}
		}
	}
	kept := wanted.of(whole)
	text, err := json.Marshal(kept)
	if err != nil || slices.ContainsFunc(patterns, func(p grammar.Pattern) bool {
		f, err := engine.Compile(p)
		return err != nil || f.Match(text) != f.Match([]byte(event))
	}) {
		return event
	}
	return string(text)
}

// tree holds the names that selectors start with, and what follows each; nil
// below a name is all there is.
type tree map[string]tree

func (t tree) add(steps []*grammar.Step) {
	if len(steps) == 0 || steps[0].Kind != grammar.NameStep {
		return
	}
	name := steps[0].Name
	below, there := t[name]
	if len(steps) == 1 || steps[1].Kind != grammar.NameStep {
		t[name] = nil
		return
	}
	if there && below == nil {
		return
	}
	if below == nil {
		below = tree{}
		t[name] = below
	}
	below.add(steps[1:])
}

// of is the part of an object that the tree names.
func (t tree) of(object map[string]json.RawMessage) map[string]json.RawMessage {
	kept := map[string]json.RawMessage{}
	for name, below := range t {
		value, there := object[name]
		if !there {
			continue
		}
		var inner map[string]json.RawMessage
		if below != nil && json.Unmarshal(value, &inner) == nil && inner != nil {
			if text, err := json.Marshal(below.of(inner)); err == nil {
				value = text
			}
		}
		kept[name] = value
	}
	return kept
}
