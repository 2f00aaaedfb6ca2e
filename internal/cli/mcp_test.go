package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/cli"
)

type toolResult struct {
	Content           []struct{ Type, Text string } `json:"content"`
	StructuredContent map[string]any                `json:"structuredContent"`
	IsError           bool                          `json:"isError"`
}

// agent calls tools, one after the other, in a folder.
func agent(t *testing.T, calls ...string) []toolResult {
	t.Helper()
	var in, out, errs bytes.Buffer
	for i, c := range calls {
		fmt.Fprintf(&in, `{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":%s}`+"\n", i+1, c)
	}
	if code := cli.Main(t.Context(), []string{"mcp"}, cli.Streams{In: &in, Out: &out, Err: &errs}); code != 0 {
		t.Fatalf("exit code %d, %s", code, errs.String())
	}
	var results []toolResult
	for line := range strings.Lines(out.String()) {
		var m struct {
			Result toolResult      `json:"result"`
			Error  json.RawMessage `json:"error"`
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil || m.Error != nil {
			t.Fatalf("%s, %v", line, err)
		}
		results = append(results, m.Result)
	}
	if len(results) != len(calls) {
		t.Fatalf("%d calls have %d answers", len(calls), len(results))
	}
	return results
}

// TestAgent calls each tool, and asks for what is wrong, too. What an answer
// must hold stands beside the call.
func TestAgent(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "o.yaml")
	const template = "Resources:\n  F:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      LogGroupName: g\n      FilterPattern: '{ $.a == 1 }'\n      MetricTransformations: [{MetricName: m, MetricNamespace: n, MetricValue: '1'}]\n" +
		"  A:\n    Type: AWS::CloudWatch::Alarm\n    Properties: {AlarmName: a, Namespace: n, MetricName: m, Statistic: Sum, Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanOrEqualToThreshold}\n"
	if err := os.WriteFile(outside, []byte(template), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.WriteFile("t.yaml", []byte(template), 0o644); err != nil {
		t.Fatal(err)
	}
	quoted, err := json.Marshal(template)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		call, want string // of the data, or of the text of a failure
		failure    bool
	}{
		{`{"name":"test_filter_pattern","arguments":{"filterPattern":"-ok","logEventMessages":["ok","-x","@file"]}}`, `"eventNumber":2,`, false},
		{`{"name":"test_filter_pattern","arguments":{"filterPattern":"{ $.a == 1 }","logEventMessages":["x"]}}`, `"argument":"filterPattern","code":"FP010","span":{"start":6,"end":8}`, true},
		{`{"name":"explain_filter_pattern","arguments":{"filterPattern":"-ok"}}`, `"canonical":"-ok"`, false},
		{`{"name":"why","arguments":{"filterPattern":"{ $.a = 1 }","logEventMessages":["{\"A\":1}","x\ny"]}}`, `"code":"similar-name"`, false},
		{`{"name":"compare_filter_patterns","arguments":{"filterPattern":"a b","otherFilterPattern":"b a"}}`, `"relation":"equivalent"`, false},
		{`{"name":"compare_filter_patterns","arguments":{"filterPattern":"a","otherFilterPattern":"[a"}}`, `"argument":"otherFilterPattern"`, true},
		{`{"name":"lint","arguments":{}}`, `"code":"FP010"`, false},
		{`{"name":"lint","arguments":{"text":` + string(quoted) + `,"name":"x.yaml"}}`, `"file":"x.yaml"`, false},
		{`{"name":"lint","arguments":{"paths":[` + fmt.Sprintf("%q", outside) + `]}}`, "outside the repository or folder given", true},
		{`{"name":"alarms","arguments":{"alarm":"a"}}`, `"name":"a"`, false},
		{`{"name":"alarms","arguments":{"alarm":"b"}}`, `there is no alarm "b"`, true},
		{`{"name":"diff","arguments":{"old":"t.yaml","new":"."}}`, `"changes":[]`, false},
		{`{"name":"diff","arguments":{"old":"t.yaml","new":` + fmt.Sprintf("%q", outside) + `}}`, "outside the repository or folder given", true},
		{`{"name":"diff","arguments":{"old":"t.yaml"}}`, `needs the argument "new"`, true},
		{`{"name":"rule","arguments":{"id":"t6"}}`, "optional terms", false},
		{`{"name":"rule","arguments":{"id":"unknown-operator"}}`, "FP010", false},
		{`{"name":"rule","arguments":{"id":"T99"}}`, `there is no rule "T99"`, true},
		{`{"name":"rule","arguments":{}}`, `needs the argument "id"`, true},
		{`{"name":"rule","arguments":{"id":5}}`, "the argument id must not be a number", true},
		{`{"name":"rule","arguments":{"id":["T6"]}}`, "the argument id must not be an array", true},
		{`{"name":"rule","arguments":{"id":"T6","more":1}}`, `has no argument "more"`, true},
		{`{"name":"rule","arguments":[]}`, "must be an object", true},
	}
	var calls []string
	for _, tt := range tests {
		calls = append(calls, tt.call)
	}
	for i, got := range agent(t, calls...) {
		tt := tests[i]
		text := got.Content[0].Text
		if got.StructuredContent != nil {
			data, err := json.Marshal(got.StructuredContent)
			if err != nil {
				t.Fatal(err)
			}
			text += string(data)
		}
		if !strings.Contains(strings.NewReplacer(" ", "", "\n", "").Replace(text), strings.ReplaceAll(tt.want, " ", "")) || got.IsError != tt.failure {
			t.Errorf("%s: error %v\n%s\nlacks %s", tt.call, got.IsError, text, tt.want)
		}
	}
}

// TestAgentBadInput sends what no agent should, and asks whether the session
// goes on.
func TestAgentBadInput(t *testing.T) {
	t.Chdir(t.TempDir())
	large := strings.Repeat("x", 10<<20)
	var out, errs bytes.Buffer
	in := "{\n[1]\n" +
		`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":5}` + "\n" +
		`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"lint","arguments":{"text":"# ` + large + `","name":"t.yaml"}}}` + "\n" +
		`{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"test_filter_pattern","arguments":{"filterPattern":"x","logEventMessages":["` + large + `"]}}}` + "\n" +
		`{"jsonrpc":"2.0","id":4,"method":"resources/read","params":{"uri":"file:///etc/passwd"}}` + "\n" +
		`{"jsonrpc":"2.0","id":5,"method":"ping"}` + "\n"
	if code := cli.Main(t.Context(), []string{"mcp"}, cli.Streams{In: strings.NewReader(in), Out: &out, Err: &errs}); code != 0 {
		t.Fatal(code, errs.String())
	}
	lines := strings.Split(out.String(), "\n")
	for i, want := range []string{`"code":-32700`, `"code":-32600`, `"code":-32602`, `"id":2,"result":{"content":`, `"id":3,"result":{"content":[{"type":"text","text":"The result has `, `"code":-32601`, `{"id":5,"result":{},`} {
		if i >= len(lines) || !strings.Contains(lines[i], want) {
			t.Errorf("answer %d lacks %s: %.300s", i+1, want, lines[min(i, len(lines)-1)])
		}
	}
}

// TestAgentSession holds what is asked before a tool is called.
func TestAgentSession(t *testing.T) {
	var out, errs bytes.Buffer
	in := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2024-11-05"}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
{"jsonrpc":"2.0","id":2,"method":"initialize","params":{"protocolVersion":"1999-01-01"}}
{"jsonrpc":"2.0","id":3,"method":"ping"}
{"jsonrpc":"2.0","id":4,"method":"resources/list"}
{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"nothing"}}
{"jsonrpc":"2.0","id":6,"method":"tools/list"}
`
	if code := cli.Main(t.Context(), []string{"mcp"}, cli.Streams{In: strings.NewReader(in), Out: &out, Err: &errs}); code != 0 {
		t.Fatal(code, errs.String())
	}
	lines := strings.Split(out.String(), "\n")
	for i, want := range []string{`"protocolVersion":"2024-11-05"`, `"protocolVersion":"2025-06-18"`, `{"id":3,"result":{},`, `"code":-32601`, `"code":-32602`} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("%s lacks %s", lines[i], want)
		}
	}
	var list struct {
		Result struct {
			Tools []struct {
				Name        string `json:"name"`
				InputSchema struct {
					Type       string         `json:"type"`
					Properties map[string]any `json:"properties"`
				} `json:"inputSchema"`
			} `json:"tools"`
		} `json:"result"`
	}
	if err := json.Unmarshal([]byte(lines[5]), &list); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range list.Result.Tools {
		names = append(names, tool.Name)
		if tool.InputSchema.Type != "object" || len(tool.InputSchema.Properties) == 0 {
			t.Errorf("%s: %+v", tool.Name, tool.InputSchema)
		}
	}
	if diff := cmp.Diff([]string{"test_filter_pattern", "explain_filter_pattern", "why", "compare_filter_patterns", "lint", "alarms", "diff", "rule"}, names); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
