package lint

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/logsieve/logsieve/internal/project"
)

// ConfigSchema is the JSON Schema of configuration files, for editors.
func ConfigSchema() ([]byte, error) {
	type object = map[string]any
	levels := object{}
	for _, r := range Rules() {
		of := object{"$ref": "#/$defs/level", "description": r.Summary}
		levels[r.Code], levels[r.Name] = of, of
	}
	// A key may stand alone, when all below it is commented out.
	globs := object{"type": []string{"array", "null"}, "items": object{"type": "string", "minLength": 1}}
	paths := object{"anyOf": []object{{"type": "string", "minLength": 1}, {"type": "array", "minItems": 1, "items": globs["items"]}}}
	with := func(of object, description string) object {
		out := maps.Clone(of)
		out["description"] = description
		return out
	}
	return json.MarshalIndent(object{
		"$schema":              "http://json-schema.org/draft-07/schema#",
		"title":                "logsieve configuration (" + project.ConfigName + ")",
		"type":                 "object",
		"additionalProperties": false,
		"properties": object{
			"rules":   with(object{"$ref": "#/$defs/rules"}, "Levels of rules, by code or name."),
			"include": with(globs, "Names of files to look at in folders, in place of the default ones."),
			"exclude": with(globs, "Files and folders that are never looked at."),
			"overrides": object{
				"description": "Other levels for some files; later entries take precedence.",
				"type":        []string{"array", "null"},
				"items": object{
					"type": "object", "additionalProperties": false, "required": []string{"files", "rules"},
					"properties": object{"files": object{"type": "array", "minItems": 1, "items": globs["items"]}, "rules": object{"$ref": "#/$defs/rules"}},
				},
			},
			"baseline": object{"description": "The file of known findings.", "type": "string", "minLength": 1},
			"patterns": object{
				"description": "Where files in formats of your own hold filter patterns.",
				"type":        []string{"array", "null"},
				"items": object{
					"type": "object", "additionalProperties": false, "required": []string{"files", "filter-pattern"},
					"properties": object{
						"files":          object{"type": "array", "minItems": 1, "items": globs["items"]},
						"filter-pattern": with(paths, "Paths of filter patterns: filters[*].pattern, **.filterPattern."),
						"metric-value":   with(paths, "Paths of metric values; each is that of the nearest filter pattern."),
						"log-group":      with(paths, "Paths of names of log groups; each is that of the nearest filter patterns."),
					},
				},
			},
			"fail-on": object{"description": "The lowest severity that fails a run.", "enum": FailOnNames()},
		},
		"$defs": object{
			"level": object{"enum": append([]any{true, false}, anyOf(LevelNames())...)},
			"rules": object{"type": []string{"object", "null"}, "additionalProperties": false, "properties": levels},
		},
	}, "", "  ")
}

func anyOf(names []string) []any {
	var out []any
	for _, n := range names {
		out = append(out, n)
	}
	return out
}

// DefaultConfig is a configuration file that changes nothing, and says what
// could be changed.
func DefaultConfig() string {
	var off []string
	for _, r := range Rules() {
		if r.Off {
			off = append(off, r.Name)
		}
	}
	slices.Sort(off)
	text := `# Configuration of logsieve lint; see docs/config.md. To list the rules: logsieve rules.
# yaml-language-server: $schema=https://raw.githubusercontent.com/logsieve/logsieve/main/docs/config.schema.json

# Levels of rules, by name or code: off, on, info, warning, error.
rules:
`
	if len(off) > 0 {
		text += "  # Off by default:\n"
	}
	for _, name := range off {
		text += "  # " + name + ": on\n"
	}
	return text + `
# Globs, relative to this file. A glob without a slash is a name in any folder.
# exclude:
#   - vendor/**

# Other levels for some files.
# overrides:
#   - files: ["examples/**"]
#     rules:
#       no-retention: off

# Files in formats of your own, and where they hold filter patterns.
# patterns:
#   - files: ["filters/*.yaml"]
#     filter-pattern: filters[*].pattern

# Known findings; logsieve lint --write-baseline writes this file.
# baseline: .logsieve-baseline.json

# The lowest severity that fails a run: error, warning, info or never.
fail-on: warning
`
}
