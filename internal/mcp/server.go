// Package mcp answers agents over the Model Context Protocol: each tool is a
// command of the command line, with its JSON as the result.
package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/explain"
	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/rpc"
)

// Run runs a command line with a standard input, and returns what it writes and
// its exit code: 0 and 1 are answers.
type Run func(ctx context.Context, stdin string, args ...string) (stdout, stderr string, code int)

// versions are those of the protocol that are spoken, the newest first.
func versions() []string { return []string{"2025-06-18", "2025-03-26", "2024-11-05"} }

// maxResult is how many bytes of a result are sent: an agent reads all of it.
const maxResult = 1 << 20

// Serve speaks the protocol until in ends. version is that of the program.
func Serve(ctx context.Context, in io.Reader, out io.Writer, version string, run Run) error {
	s := &server{version: version, run: run, tools: tools()}
	return rpc.Serve(ctx, in, out, rpc.Lines, func(rpc.Conn) rpc.Handler { return s.handle })
}

type server struct {
	version string
	run     Run
	tools   []*tool
}

func (s *server) handle(ctx context.Context, method string, params json.RawMessage, notification bool) (any, error) {
	switch method {
	case "initialize":
		var p struct {
			ProtocolVersion string `json:"protocolVersion"`
		}
		if err := rpc.Params(params, &p); err != nil {
			return nil, err
		}
		if !slices.Contains(versions(), p.ProtocolVersion) {
			p.ProtocolVersion = versions()[0]
		}
		return map[string]any{
			"protocolVersion": p.ProtocolVersion,
			"capabilities":    map[string]any{"tools": map[string]any{}},
			"serverInfo":      map[string]string{"name": "logsieve", "title": "logsieve", "version": s.version},
			"instructions":    "Filter patterns of Amazon CloudWatch Logs, offline: nothing is sent to AWS and no file is changed. Test a pattern on log events before you write it into a configuration, and lint the configuration afterwards.",
		}, nil
	case "ping":
		return struct{}{}, nil
	case "tools/list":
		return map[string]any{"tools": s.tools}, nil
	case "tools/call":
		return s.call(ctx, params)
	}
	if notification {
		return nil, nil
	}
	return nil, rpc.Unknown(method)
}

// result is what a tool answers.
type result struct {
	Content           []content       `json:"content"`
	StructuredContent json.RawMessage `json:"structuredContent,omitempty"`
	IsError           bool            `json:"isError,omitempty"`
}

type content struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

func (s *server) call(ctx context.Context, params json.RawMessage) (any, error) {
	var p struct {
		Name      string          `json:"name"`
		Arguments json.RawMessage `json:"arguments"`
	}
	if err := rpc.Params(params, &p); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(s.tools, func(t *tool) bool { return t.Name == p.Name })
	if i < 0 {
		return nil, rpc.Invalid("there is no tool %q", p.Name)
	}
	t := s.tools[i]
	args, err := t.arguments(p.Arguments)
	if err != nil {
		return failure(err.Error(), nil), nil
	}
	if t.patterns != nil {
		if problems := invalid(t.patterns(args)); len(problems) > 0 {
			return failure("The filter pattern is invalid.", map[string]any{"errors": problems}), nil
		}
	}
	command, stdin := t.command(args)
	stdout, stderr, code := s.run(ctx, stdin, command...)
	if code > 1 || stdout == "" {
		return failure(strings.TrimSpace(stderr), nil), nil
	}
	return answer(stdout), nil
}

// arguments reads the arguments of a tool; those that it does not have are
// refused, and those that it needs must be there.
func (t *tool) arguments(data json.RawMessage) (a arguments, err error) {
	if len(data) == 0 || string(data) == "null" {
		data = json.RawMessage("{}")
	}
	var schema struct {
		Properties map[string]any `json:"properties"`
		Required   []string       `json:"required"`
	}
	if err := json.Unmarshal(t.InputSchema, &schema); err != nil {
		return a, err
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(data, &given); err != nil {
		return a, errors.New("the arguments must be an object")
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if schema.Properties[name] == nil {
			return a, fmt.Errorf("%s has no argument %q; it has %s", t.Name, name, strings.Join(slices.Sorted(maps.Keys(schema.Properties)), ", "))
		}
	}
	for _, name := range schema.Required {
		if given[name] == nil {
			return a, fmt.Errorf("%s needs the argument %q", t.Name, name)
		}
	}
	if err := json.Unmarshal(data, &a); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return a, fmt.Errorf("the argument %s must not be %s", wrong.Field, jsontext.Kind(wrong.Value))
		}
		return a, err
	}
	return a, nil
}

// problem is an error of the filter pattern in an argument.
type problem struct {
	Argument string `json:"argument"`
	explain.Problem
}

func invalid(patterns map[string]string) (problems []problem) {
	for _, name := range slices.Sorted(maps.Keys(patterns)) {
		_, err := grammar.Parse(patterns[name])
		for _, p := range explain.Problems(err) {
			problems = append(problems, problem{name, p})
		}
	}
	return problems
}

// failure is a result that says what is wrong.
func failure(text string, data any) *result {
	r := &result{IsError: true}
	if data != nil {
		if encoded, err := jsontext.Marshal(data); err == nil {
			r.StructuredContent = encoded
			text += "\n" + string(encoded)
		}
	}
	r.Content = []content{{"text", text}}
	return r
}

// answer is the output of a command. One JSON value is also there as data;
// several, one a line, are a list in it.
func answer(text string) *result {
	if len(text) > maxResult {
		return failure(fmt.Sprintf("The result has %d bytes, but at most %d are sent; ask about fewer files or log events.", len(text), maxResult), nil)
	}
	r := &result{Content: []content{{"text", text}}}
	if !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		return r
	}
	var values []json.RawMessage
	for dec := json.NewDecoder(strings.NewReader(text)); ; {
		var v json.RawMessage
		if err := dec.Decode(&v); err == io.EOF {
			break
		} else if err != nil {
			return r
		}
		values = append(values, v)
	}
	if len(values) == 1 && values[0][0] == '{' {
		r.StructuredContent = values[0]
		return r
	}
	if list, err := json.Marshal(map[string]any{"results": values}); err == nil {
		r.StructuredContent = list
	}
	return r
}
