package mcp

import (
	"encoding/json"
)

// tool is something that an agent can call.
type tool struct {
	Name        string          `json:"name"`
	Title       string          `json:"title"`
	Description string          `json:"description"`
	InputSchema json.RawMessage `json:"inputSchema"`
	Annotations annotations     `json:"annotations"`

	// command are the arguments of the command line that answers, and its
	// standard input.
	command func(arguments) (args []string, stdin string)
	// patterns are the arguments that are filter patterns.
	patterns func(arguments) map[string]string
}

type annotations struct {
	ReadOnlyHint  bool `json:"readOnlyHint"`
	OpenWorldHint bool `json:"openWorldHint"`
}

// arguments are those of all tools.
type arguments struct {
	FilterPattern    string   `json:"filterPattern"`
	Other            string   `json:"otherFilterPattern"`
	LogEventMessages []string `json:"logEventMessages"`
	Paths            []string `json:"paths"`
	Text             string   `json:"text"`
	Name             string   `json:"name"`
	Alarm            string   `json:"alarm"`
	Subscription     string   `json:"subscription"`
	ID               string   `json:"id"`
	Old              string   `json:"old"`
	New              string   `json:"new"`
}

const (
	patternSchema  = `"filterPattern":{"type":"string","description":"A CloudWatch Logs filter pattern as it is in the request: without the quotes or escapes of a configuration around it."}`
	messagesSchema = `"logEventMessages":{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":50,"description":"Messages of log events, each as a whole."}`
	pathsSchema    = `"paths":{"type":"array","items":{"type":"string"},"description":"Files and folders below the working folder of the server; without them all of it."}`
)

func object(properties, required string) json.RawMessage {
	return json.RawMessage(`{"type":"object","properties":{` + properties + `},"required":[` + required + `],"additionalProperties":false}`)
}

// within keeps commands below the working folder of the server.
var within = []string{"--root", "."}

// tools are what is offered.
func tools() []*tool {
	pattern := func(a arguments) map[string]string { return map[string]string{"filterPattern": a.FilterPattern} }
	list := []*tool{
		{
			Name: "test_filter_pattern", Title: "Test a filter pattern",
			Description: "Which log event messages a CloudWatch Logs filter pattern matches, and what it extracts from them: the answer of TestMetricFilter, offline.",
			InputSchema: object(patternSchema+","+messagesSchema, `"filterPattern","logEventMessages"`),
			command: func(a arguments) ([]string, string) {
				request, _ := json.Marshal(map[string]any{"filterPattern": a.FilterPattern, "logEventMessages": a.LogEventMessages}) // texts
				return []string{"test-metric-filter", "--no-limits", "--cli-input-json", string(request)}, ""
			},
			patterns: pattern,
		},
		{
			Name: "explain_filter_pattern", Title: "Explain a filter pattern",
			Description: "What a filter pattern means, in English and as a tree with spans; where people err; its canonical form.",
			InputSchema: object(patternSchema, `"filterPattern"`),
			command: func(a arguments) ([]string, string) {
				return []string{"explain", "-o", "json", "--", a.FilterPattern}, ""
			},
			patterns: pattern,
		},
		{
			Name: "why", Title: "Why a log event matches or not",
			Description: "For each message which conditions of a filter pattern hold, with spans, which of them decided, and near misses with patterns that have been tried.",
			InputSchema: object(patternSchema+","+messagesSchema, `"filterPattern","logEventMessages"`),
			command: func(a arguments) ([]string, string) {
				type event struct {
					Message string `json:"message"`
				}
				var events []event
				for _, m := range a.LogEventMessages {
					events = append(events, event{m})
				}
				export, _ := json.Marshal(map[string]any{"events": events}) // texts
				return []string{"match", "--why", "-o", "json", "--events", "--", a.FilterPattern}, string(export)
			},
			patterns: pattern,
		},
		{
			Name: "compare_filter_patterns", Title: "Compare two filter patterns",
			Description: "How two filter patterns relate (equivalent, implies, implied-by, overlapping, disjoint), proved, with a log event for each difference.",
			InputSchema: object(patternSchema+`,"otherFilterPattern":{"type":"string","description":"Another filter pattern."}`, `"filterPattern","otherFilterPattern"`),
			command: func(a arguments) ([]string, string) {
				return []string{"compare", "-o", "json", "--", a.FilterPattern, a.Other}, ""
			},
			patterns: func(a arguments) map[string]string {
				return map[string]string{"filterPattern": a.FilterPattern, "otherFilterPattern": a.Other}
			},
		},
		{
			Name: "lint", Title: "Find wrong filters in configurations",
			Description: "Findings in CloudFormation, SAM, CDK output, Terraform, Serverless, Pulumi, CLI JSON and shell scripts: what the service would refuse and what cannot have been meant, each with its place, its remedy and fixes. Give paths, or the text of one file and its name.",
			InputSchema: object(pathsSchema+`,"text":{"type":"string","description":"The text of one file, instead of paths."},"name":{"type":"string","description":"The name of the file, such as template.yaml or main.tf: it selects the format."}`, ""),
			command: func(a arguments) ([]string, string) {
				args := append([]string{"lint", "--quiet", "-o", "json"}, within...)
				if a.Text == "" {
					return append(append(args, "--"), a.Paths...), ""
				}
				if a.Name != "" {
					args = append(args, "--stdin-name", a.Name)
				}
				return append(args, "-"), a.Text
			},
		},
		{
			Name: "alarms", Title: "Which alarms ring",
			Description: "Follows each alarm from log group to action, and each subscription filter from log group to what permits its destination: proven with log events that make it ring or that arrive, broken at a link with the reason, or undecided.",
			InputSchema: object(pathsSchema+`,"alarm":{"type":"string","description":"The name or address of one alarm."},"subscription":{"type":"string","description":"The name or address of one subscription filter."}`, ""),
			command: func(a arguments) ([]string, string) {
				args := append([]string{"alarms", "-o", "json"}, within...)
				if a.Alarm != "" {
					args = append(args, "--alarm", a.Alarm)
				}
				if a.Subscription != "" {
					args = append(args, "--subscription", a.Subscription)
				}
				return append(append(args, "--"), a.Paths...), ""
			},
		},
		{
			Name: "diff", Title: "What a change changes",
			Description: "What differs between two states of configurations by meaning: filters narrower or wider, with the log events lost or gained, alarms and subscription filters that stop working and at which link, and what a deploy does in between.",
			InputSchema: object(`"old":{"type":"string","description":"A folder or file below the working folder of the server; git:REF, the working folder as of a git revision; or git:REF:./PATH."},"new":{"type":"string","description":"Another one, such as . for the working folder as it is."}`, `"old","new"`),
			command: func(a arguments) ([]string, string) {
				return append(append([]string{"diff", "-o", "json"}, within...), "--", a.Old, a.New), ""
			},
		},
		{
			Name: "rule", Title: "Look up a rule",
			Description: "The page of a rule: of lint by code or name (FS009, unknown-operator), or of what filter patterns mean by its id (T6, J19), with its evidence.",
			InputSchema: object(`"id":{"type":"string","description":"The id of the rule."}`, `"id"`),
			command: func(a arguments) ([]string, string) {
				return []string{"rule", "--", a.ID}, ""
			},
		},
	}
	for _, t := range list {
		t.Annotations = annotations{ReadOnlyHint: true}
	}
	return list
}
