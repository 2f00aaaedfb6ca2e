package lint

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// spoken is a request whose one mistake stands inside a member.
type spoken struct {
	input string
	at    string // what the file has there
}

// spokenMembers are such requests by operation and member, for every member
// that TestMembersThatSpeak finds in the API model.
func spokenMembers() map[string]spoken {
	const (
		statement = `{\"Statement\": [{\"Effect\": \"allow\", \"Principal\": {\"AWS\": \"111122223333\"}, \"Action\": \"*\", \"Resource\": \"*\"}]}`
		group     = `"logGroupName": "g", `
		pattern   = `"filterPattern": "{ $.a == 1 }"`
		transform = `"metricTransformations": [{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}]`
		stream    = `"destinationArn": "arn:aws:kinesis:eu-west-1:111122223333:stream/s", "roleArn": "arn:aws:iam::111122223333:role/r"`
		criteria  = `"filterPattern": "", "fieldSelectionCriteria": "@aws.account ~ \"1\""`
		grok      = `"transformerConfig": [{"grok": {"match": "%{NOPE:a}"}}]`
	)
	return map[string]spoken{
		"PutMetricFilter filterPattern":                          {`{` + group + `"filterName": "f", ` + pattern + `, ` + transform + `}`, `==`},
		"PutMetricFilter fieldSelectionCriteria":                 {`{` + group + `"filterName": "f", ` + criteria + `, ` + transform + `}`, `~`},
		"PutSubscriptionFilter filterPattern":                    {`{` + group + `"filterName": "f", ` + pattern + `, ` + stream + `}`, `==`},
		"PutSubscriptionFilter fieldSelectionCriteria":           {`{` + group + `"filterName": "f", ` + criteria + `, ` + stream + `}`, `~`},
		"FilterLogEvents filterPattern":                          {`{` + group + pattern + `}`, `==`},
		"TestMetricFilter filterPattern":                         {`{` + pattern + `, "logEventMessages": ["x"]}`, `==`},
		"StartLiveTail logEventFilterPattern":                    {`{"logGroupIdentifiers": ["arn:aws:logs:eu-west-1:111122223333:log-group:g"], "logEventFilterPattern": "{ $.a == 1 }"}`, `==`},
		"CreateLogAnomalyDetector filterPattern":                 {`{"logGroupArnList": ["arn:aws:logs:eu-west-1:111122223333:log-group:g"], ` + pattern + `}`, `==`},
		"UpdateLogAnomalyDetector filterPattern":                 {`{"anomalyDetectorArn": "arn:x", "enabled": true, ` + pattern + `}`, `==`},
		"PutAccountPolicy policyDocument":                        {`{"policyName": "p", "policyType": "FIELD_INDEX_POLICY", "policyDocument": "{\"Fields\": [1]}"}`, `1`},
		"PutAccountPolicy selectionCriteria":                     {`{"policyName": "p", "policyType": "FIELD_INDEX_POLICY", "policyDocument": "{\"Fields\": [\"a\"]}", "selectionCriteria": "all"}`, `"all"`},
		"PutDataProtectionPolicy policyDocument":                 {`{"logGroupIdentifier": "g", "policyDocument": "{\"Statement\": []}"}`, `[`},
		"PutIndexPolicy policyDocument":                          {`{"logGroupIdentifier": "g", "policyDocument": "{\"Fields\": [1]}"}`, `1`},
		"PutDestinationPolicy accessPolicy":                      {`{"destinationName": "d", "accessPolicy": "` + statement + `"}`, `\"allow\"`},
		"PutResourcePolicy policyDocument":                       {`{"policyName": "p", "policyDocument": "` + strings.Replace(statement, "AWS", "Service", 1) + `"}`, `\"allow\"`},
		"PutDeliveryDestinationPolicy deliveryDestinationPolicy": {`{"deliveryDestinationName": "d", "deliveryDestinationPolicy": "` + statement + `"}`, `\"allow\"`},
		"PutTransformer transformerConfig":                       {`{"logGroupIdentifier": "g", ` + grok + `}`, `NOPE`},
		"TestTransformer transformerConfig":                      {`{"logEventMessages": ["x"], ` + grok + `}`, `NOPE`},
	}
}

// searchTexts are shapes that are called patterns and are compared with names:
// there is nothing to parse.
var searchTexts = []string{"LogGroupNamePattern", "LogGroupNameRegexPattern"}

// membersThatSpeak are the members of requests that hold a language of their
// own: the model calls their shape a pattern, criteria, a policy or a document,
// or a list of processors.
func membersThatSpeak(t *testing.T) (list []string) {
	for _, op := range request.Operations(request.Latest) {
		text, err := request.Schema(op, request.Request, request.Latest)
		if err != nil {
			t.Fatal(err)
		}
		schema, err := request.Decode(text)
		if err != nil {
			t.Fatal(err)
		}
		definition := func(v *request.Value) (string, *request.Value) {
			name := strings.TrimPrefix(v.Get("$ref").Str(), "#/$defs/")
			return name, schema.Get("$defs").Get(name)
		}
		_, root := definition(schema)
		for _, m := range root.Get("properties").Members() {
			name, shape := definition(m.Value)
			ends := func(suffix string) bool { return strings.HasSuffix(name, suffix) }
			speaks := name == "Processors" ||
				shape.Get("type").Str() == "string" && !shape.Has("enum") && (ends("Pattern") || ends("Criteria") || ends("Policy") || ends("Document"))
			if speaks && !op.Paginator && !slices.Contains(searchTexts, name) {
				list = append(list, op.Name+" "+m.Name)
			}
		}
	}
	return list
}

// TestMembersThatSpeak holds that both commands judge what is inside every such
// member, and at the same place.
func TestMembersThatSpeak(t *testing.T) {
	examples := spokenMembers()
	members := membersThatSpeak(t)
	if len(members) != len(examples) {
		t.Errorf("%d members in the model, %d examples", len(members), len(examples))
	}
	for _, name := range members {
		c, ok := examples[name]
		if !ok {
			t.Errorf("no example for %s", name)
			continue
		}
		operation, member, _ := strings.Cut(name, " ")
		op := request.Operation{Service: request.Logs, Name: operation}
		r, err := request.Validate(op, request.Request, request.Latest, []byte(c.input), request.Options{})
		if err != nil {
			t.Fatal(err)
		}
		inside := slices.ContainsFunc(r.Findings, func(f request.Finding) bool {
			return f.Severity == request.Error && f.Path[0].Name == member && c.input[f.Span.Start:f.Span.End] == c.at
		})
		if r.Valid || !inside {
			t.Errorf("validate says nothing of %s in %s: %+v", c.at, name, r.Findings)
		}
		line := fmt.Sprintf(`{"operation": %q, "input": %s}`, operation, c.input)
		inside = slices.ContainsFunc(Check([]*source.File{requestFile(t, "f.json", line)}, Options{}), func(f Finding) bool {
			return f.Severity == request.Error && line[f.Span.Start:f.Span.End] == c.at
		})
		if !inside {
			t.Errorf("lint says nothing of %s in %s", c.at, name)
		}
	}
}

// TestPatternsThatAreNotTexts holds that both commands say of every filter
// pattern that it is a number, a list or an object.
func TestPatternsThatAreNotTexts(t *testing.T) {
	for name, c := range spokenMembers() {
		operation, member, _ := strings.Cut(name, " ")
		op := request.Operation{Service: request.Logs, Name: operation}
		if !slices.Contains(request.PatternMembers(op), member) {
			continue
		}
		for _, value := range []string{`404`, `["a"]`, `{"a": 1}`, `true`} {
			input := strings.Replace(c.input, `"{ $.a == 1 }"`, value, 1)
			r, err := request.Validate(op, request.Request, request.Latest, []byte(input), request.Options{})
			if err != nil || r.Valid || len(r.Findings) != 1 || input[r.Findings[0].Span.Start:r.Findings[0].Span.End] != value {
				t.Errorf("%s = %s: validate says %+v, %v", name, value, r, err)
			}
			line := fmt.Sprintf(`{"operation": %q, "input": %s}`, operation, input)
			found := Check([]*source.File{requestFile(t, "f.json", line)}, Options{})
			if len(found) != 1 || found[0].Severity != request.Error || line[found[0].Span.Start:found[0].Span.End] != value {
				t.Errorf("%s = %s: lint says %+v", name, value, found)
			}
		}
	}
}
