package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/jsontext"
)

type testMetricFilterCmd struct {
	FilterPattern    textFlag `placeholder:"PATTERN" help:"The filter pattern."`
	LogEventMessages listFlag `placeholder:"MESSAGE..." help:"Log event messages: one or more arguments, or one JSON list of strings."`
	CLIInputJSON     textFlag `name:"cli-input-json" placeholder:"JSON" help:"The request as JSON text, file://PATH, PATH, or - for stdin. Flags take precedence over its members."`
	NoLimits         bool     `help:"Lift the service's limit of 50 messages."`

	// Options of every AWS CLI command that a script may carry along.
	Region     string `hidden:""`
	Profile    string `hidden:""`
	Output     string `hidden:"" enum:"json" default:"json"`
	NoCLIPager bool   `hidden:"" name:"no-cli-pager"`
}

// Help implements kong.HelpProvider.
func (testMetricFilterCmd) Help() string {
	return `Takes the flags of "aws logs test-metric-filter" and prints what it prints, so that a script can use either.

As with the AWS CLI, file://PATH stands for a file's text, and arguments after --log-event-messages belong to it up to the next flag. A message may start with a minus; after -- everything is a message. --region, --profile, --output json and --no-cli-pager are accepted and have no effect.

The exit code is 0 when the pattern was tested, whether or not a message matches, and 2 when the request is refused.`
}

// Run implements the command.
func (c *testMetricFilterCmd) Run(e *env) error {
	req, err := c.request(e)
	if err != nil {
		return err
	}
	if !c.NoLimits {
		if err := validRequest(req); err != nil {
			return e.refuse(req, err)
		}
	}
	resp, err := engine.TestMetricFilter(req, engine.NoLimits())
	if err != nil {
		return e.refuse(req, err)
	}
	return writeAWSJSON(e.Out, resp)
}

// validRequest holds the request against the validators of logsieve validate;
// what they refuse is an *engine.APIError.
func validRequest(req *engine.TestMetricFilterRequest) error {
	doc, err := json.Marshal(req)
	if err != nil {
		return err
	}
	op := request.Operation{Service: request.Logs, Name: "TestMetricFilter"}
	result, err := request.Validate(op, request.Request, request.Latest, doc, request.Options{})
	if err != nil || result.Valid {
		return err
	}
	refused := &engine.APIError{Code: result.Code, Message: result.Message, Status: 400}
	if req.FilterPattern != nil {
		_, refused.Cause = grammar.Parse(*req.FilterPattern)
	}
	return refused
}

// request puts the request together: first the JSON input, then the flags.
func (c *testMetricFilterCmd) request(e *env) (*engine.TestMetricFilterRequest, error) {
	req := &engine.TestMetricFilterRequest{}
	if c.CLIInputJSON.given {
		if err := c.readJSON(e, req); err != nil {
			return nil, err
		}
	} else if missing := c.missing(); len(missing) > 0 {
		return nil, exit(ExitUsage, fmt.Errorf("the following arguments are required: %s", strings.Join(missing, ", ")))
	}
	if c.FilterPattern.given {
		pattern, err := e.readParam(c.FilterPattern.text)
		if err != nil {
			return nil, err
		}
		req.FilterPattern = &pattern
	}
	if c.LogEventMessages.given {
		messages, err := e.messageList(c.LogEventMessages.values)
		if err != nil {
			return nil, err
		}
		req.LogEventMessages = messages
	}
	return req, nil
}

func (c *testMetricFilterCmd) missing() []string {
	var names []string
	if !c.FilterPattern.given {
		names = append(names, "--filter-pattern")
	}
	if len(c.LogEventMessages.values) == 0 {
		names = append(names, "--log-event-messages")
	}
	return names
}

// readJSON reads --cli-input-json. Like the AWS CLI it refuses members that
// the request does not have.
func (c *testMetricFilterCmd) readJSON(e *env, req *engine.TestMetricFilterRequest) error {
	value := c.CLIInputJSON.text
	text := []byte(value)
	if !strings.HasPrefix(strings.TrimSpace(value), "{") {
		var err error
		if text, err = e.readInput(strings.TrimPrefix(value, "file://")); err != nil {
			return err
		}
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	err := dec.Decode(req)
	if err == nil {
		if _, rest := dec.Token(); rest != io.EOF {
			err = errors.New("there is more than one JSON object")
		}
	}
	if err != nil {
		return exit(ExitUsage, document.JSONError("--cli-input-json", text, 0, err))
	}
	return nil
}

// messageList reads the messages as the AWS CLI does: a single value may be a
// file, and a single JSON list holds the messages. Where the AWS CLI refuses a
// single value that starts with [ and is no JSON, it is a message here: log
// events often start that way.
func (e *env) messageList(values []string) ([]string, error) {
	if len(values) != 1 {
		return values, nil
	}
	value, err := e.readParam(values[0])
	if err != nil {
		return nil, err
	}
	var list []string
	if strings.HasPrefix(strings.TrimSpace(value), "[") && json.Unmarshal([]byte(value), &list) == nil {
		return list, nil
	}
	return []string{value}, nil
}

// refuse reports a refused request as the AWS CLI does, and below it the
// places in the pattern.
func (e *env) refuse(req *engine.TestMetricFilterRequest, err error) error {
	var api *engine.APIError
	if !errors.As(err, &api) {
		return exit(ExitInternal, err)
	}
	if _, err := fmt.Fprintf(e.Err, "An error occurred (%s) when calling the TestMetricFilter operation: %s\n", api.Code, api.Message); err != nil {
		return err
	}
	var errs grammar.Errors
	if errors.As(api.Cause, &errs) && req.FilterPattern != nil {
		return e.invalidPattern(diag.Source{Name: "pattern", Text: *req.FilterPattern}, errs)
	}
	return exit(ExitUsage, nil)
}

// writeAWSJSON prints JSON in the AWS CLI's layout: four blanks, and text as
// it is rather than escaped.
func writeAWSJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	if err := jsontext.Write(&b, v, "    "); err != nil {
		return err
	}
	_, err := w.Write(unescapeSeparators(b.Bytes()))
	return err
}

// unescapeSeparators undoes the one escape that encoding/json cannot be asked
// to leave out: U+2028 and U+2029.
func unescapeSeparators(data []byte) []byte {
	out := data[:0]
	for i := 0; i < len(data); i++ {
		switch {
		case data[i] != '\\':
			out = append(out, data[i])
		case bytes.HasPrefix(data[i:], []byte(`\u2028`)):
			out = append(out, "\u2028"...)
			i += len(`\u2028`) - 1
		case bytes.HasPrefix(data[i:], []byte(`\u2029`)):
			out = append(out, "\u2029"...)
			i += len(`\u2029`) - 1
		default: // the escaped character may be a backslash
			out = append(out, data[i], data[i+1])
			i++
		}
	}
	return out
}
