// Package conformance runs cases against an implementation of the CloudWatch
// Logs API. A case is one real request and what the service answers to it; a
// suite is a JSON file of cases, described by case.schema.json, so that other
// implementations can run the same files. The package holds no cases itself.
package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/position"
)

// What a case that does not say otherwise is about.
const (
	DefaultService   = "logs"
	DefaultOperation = "TestMetricFilter"
)

// Evidence grades how well the expectation of a case is known.
type Evidence string

// The evidence grades, best first.
const (
	Recorded   Evidence = "recorded"   // the service's own answer
	Documented Evidence = "documented" // an AWS page states or shows it
	Practice   Evidence = "practice"   // production configurations rely on it
	Chosen     Evidence = "chosen"     // a choice of this project
)

// Grades lists the evidence grades, best first.
func Grades() []Evidence { return []Evidence{Recorded, Documented, Practice, Chosen} }

// Services lists the services whose operations a case may name.
func Services() []string { return []string{"logs", "cloudfront", "appfabric"} }

// Suite is one file of cases.
type Suite struct {
	Name  string  `json:"suite"`
	Cases []*Case `json:"cases"`
	// Path is where the suite was read from; it is not part of the file.
	Path string `json:"-"`
}

// Case is one request and one expectation: exactly one of Response, Matched,
// Error and Valid is set.
type Case struct {
	ID        string          `json:"id"` // unique, "topic/name"
	Service   string          `json:"service,omitempty"`
	Operation string          `json:"operation,omitempty"`
	Request   json.RawMessage `json:"request"`

	// Response is the whole response.
	Response json.RawMessage `json:"response,omitempty"`
	// Matched holds the event numbers of the response's matches, and nothing
	// else about them. It is not nil when no event shall match.
	Matched []int64 `json:"matched,omitzero"`
	// Error is the error that the service answers.
	Error *ExpectedError `json:"error,omitempty"`
	// Valid says that the request passes validation, whatever is answered.
	Valid bool `json:"valid,omitempty"`

	Rules    []string `json:"rules"` // such as "J7"
	Evidence Evidence `json:"evidence"`
	Source   string   `json:"source,omitempty"`
	// Recorded is when the service gave the answer: YYYY, YYYY-MM or YYYY-MM-DD.
	Recorded string `json:"recorded,omitempty"`
	// Since and Until bound, where answers have changed, the time in which the
	// service answers so: from Since on, and before Until. Both are dates as
	// Recorded is.
	Since string `json:"since,omitempty"`
	Until string `json:"until,omitempty"`
	Note  string `json:"note,omitempty"`
}

// ExpectedError is the error a case expects. An empty Message means that only
// the code is known.
type ExpectedError struct {
	Code    string `json:"code"`
	Message string `json:"message,omitempty"`
}

// ParseSuite reads one suite and fills in the default service and operation
// of its cases. An unknown member of a case is an error; unknown members
// beside "cases" are left to their authors. All errors found are joined.
func ParseSuite(data []byte) (*Suite, error) {
	var file struct {
		Suite string            `json:"suite"`
		Cases []json.RawMessage `json:"cases"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, jsonError(data, err)
	}
	var errs []error
	if file.Suite == "" {
		errs = append(errs, errors.New(`"suite" is missing`))
	}
	if file.Cases == nil {
		errs = append(errs, errors.New(`"cases" is missing`))
	}
	suite := &Suite{Name: file.Suite, Cases: make([]*Case, 0, len(file.Cases))}
	for i, raw := range file.Cases {
		c, err := parseCase(raw)
		if err != nil {
			name := fmt.Sprintf("case %d", i+1)
			if c.ID != "" {
				name += " (" + c.ID + ")"
			}
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
			continue
		}
		suite.Cases = append(suite.Cases, c)
	}
	return suite, errors.Join(errs...)
}

func parseCase(raw []byte) (*Case, error) {
	c := &Case{}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(c); err != nil {
		return c, err
	}
	if c.Service == "" {
		c.Service = DefaultService
	}
	if c.Operation == "" {
		c.Operation = DefaultOperation
	}
	return c, c.check()
}

// check finds what the schema of the format also forbids, for users who have
// no schema validator at hand.
func (c *Case) check() error {
	var errs []error
	if topic, name, _ := strings.Cut(c.ID, "/"); topic == "" || name == "" || strings.ContainsAny(c.ID, " \t\r\n") {
		errs = append(errs, errors.New(`"id" must be topic/name, without spaces`))
	}
	if !slices.Contains(Services(), c.Service) {
		errs = append(errs, fmt.Errorf("unknown service %q; one of %q", c.Service, Services()))
	}
	if !isObject(c.Request) {
		errs = append(errs, errors.New(`"request" must be an object`))
	}
	if c.Response != nil && !isObject(c.Response) {
		errs = append(errs, errors.New(`"response" must be an object`))
	}
	if c.Rules == nil {
		errs = append(errs, errors.New(`"rules" is missing`))
	}
	if slices.ContainsFunc(c.Matched, func(n int64) bool { return n < 1 }) {
		errs = append(errs, errors.New(`"matched" holds event numbers, which count from 1`))
	}
	if !slices.Contains(Grades(), c.Evidence) {
		errs = append(errs, fmt.Errorf("unknown evidence %q; one of %q", c.Evidence, Grades()))
	}
	errs = append(errs, c.checkDates())
	if c.Error != nil && c.Error.Code == "" {
		errs = append(errs, errors.New(`"error" has no "code"`))
	}
	expectations := 0
	for _, set := range []bool{len(c.Response) > 0, c.Matched != nil, c.Error != nil, c.Valid} {
		if set {
			expectations++
		}
	}
	if expectations != 1 {
		errs = append(errs, fmt.Errorf(
			"%d expectations; exactly one of response, matched, error and valid: true is needed", expectations))
	}
	return errors.Join(errs...)
}

func isObject(raw json.RawMessage) bool { return bytes.HasPrefix(raw, []byte("{")) }

// jsonError adds line and column to an error of encoding/json, which only
// knows offsets.
func jsonError(data []byte, err error) error {
	offset := int64(-1)
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &typ):
		offset = typ.Offset
	case errors.Is(err, io.ErrUnexpectedEOF):
		offset = int64(len(data))
	}
	if offset < 0 || offset > int64(len(data)) {
		return err
	}
	// The decoder's offset is after the byte that is wrong.
	p := position.Of(string(data), int(offset)-1)
	return fmt.Errorf("line %d, column %d: %w", p.Line, p.Column, err)
}
