package policy

import (
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine/request"
)

const goodFile = `
title: Our gate
packs: [hygiene]
rules:
  - id: trail-off
    title: Someone stops the trail
    severity: warning
    require:
      pattern: '{ $.eventName = StopLogging }'
      match:
        - {eventName: StopLogging}
        - '{"eventName":"StopLogging","x":1}'
      no-match: [{eventName: DescribeTrails}]
      log-groups: ["*trail*"]
      alarm: required
  - id: json-only
    title: Filters are for JSON
    for: filter
    when: filter.metric
    assert: kind(filter.pattern) == "json"
    remedy: Write { }.
`

func TestParseFile(t *testing.T) {
	f, err := ParseFile("p.yaml", []byte(goodFile))
	if err != nil {
		t.Fatal(err)
	}
	q := f.Rules[0].Require
	if f.Title != "Our gate" || len(f.Packs) != 1 || len(f.Rules) != 2 || f.Rules[0].Severity != request.Warning ||
		q.Alarm != AlarmRequired || q.Match[0] != `{"eventName":"StopLogging"}` || len(q.Groups) != 1 || f.Rules[1].Assert == nil {
		t.Errorf("%+v", f)
	}
}

func TestParseFileMistakes(t *testing.T) {
	rule := "rules:\n  - id: a\n    title: A\n"
	for text, want := range map[string]string{
		"":                           "p.yaml: the policy has no rules",
		"title: x":                   "p.yaml:1:1: the policy has no rules",
		"ruls: []":                   `p.yaml:1:1: unknown key "ruls" in the policy; did you mean rules?`,
		"packs: [hygene]":            `p.yaml:1:9: there is no pack "hygene"; did you mean hygiene?`,
		"packs: hygiene":             "p.yaml:1:8: packs must be a list",
		"[":                          "p.yaml:2:1: not YAML: did not find",
		rule:                         "p.yaml:2:5: a rule needs either require or assert",
		rule + "    requires: {}":    `p.yaml:4:5: unknown key "requires" in a rule; did you mean require?`,
		rule + "    require: {}":     "p.yaml:4:14: require needs a pattern",
		rule + "    assert: x +":     "p.yaml:4:13: Syntax error",
		rule + "    assert: flter.x": "p.yaml:4:13: undeclared reference to 'flter'",
		rule + "    id: b":           `p.yaml:4:5: the key "id" appears twice`,
		rule + "    severity: fatal": "p.yaml:4:15: severity must be one of error, warning, info",
		"rules:\n  - title: A\n    assert: 'true'":                              "p.yaml:2:5: a rule needs an id and a title",
		"rules:\n  - {id: 'a b', title: A, assert: 'true'}":                     "an id has letters",
		rule + "    assert: 'true'\n    for: filters":                           "for must be one of filter, log-group, alarm, resource, all; did you mean filter?",
		rule + "    require: {pattern: '{'}":                                    "p.yaml:4:24: the pattern is not valid",
		rule + "    require: {pattern: '{ $.a = 1 }', match: [{a: 2}]}":         `the pattern does not match the log event {"a":2}`,
		rule + "    require: {pattern: '{ $.a = 1 }', no-match: [{a: 1}]}":      `which it must not match`,
		rule + "    require: {pattern: x}\n    for: filter":                     "for and when require assert",
		rule + "    require: {pattern: x}\n    assert: 'true'":                  "either require or assert",
		rule + "    require: {pattern: x, alarm: never}":                        "alarm must be one of",
		rule + "    assert: 'true'\n" + "  - {id: a, title: B, assert: 'true'}": "the rule a appears twice",
		"rules:\n  - &r {id: a, title: A, assert: 'true'}\n  - *r":              "the rule a appears twice",
	} {
		_, err := ParseFile("p.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n%v, want %s", text, err, want)
		}
	}
}
