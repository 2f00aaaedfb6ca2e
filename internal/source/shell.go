package source

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
)

// readShell reads the aws logs commands of a script or makefile.
func readShell(f *File) {
	f.Format = Shell
	if !bytes.Contains(f.Data, []byte("logs")) {
		return
	}
	s := newShellScanner(f, func(words []shellWord) {
		if r := awsCommand(f, words); r != nil {
			f.Resources = append(f.Resources, r)
		}
	})
	for s.pos < len(s.src) {
		s.script(0)
	}
	// A command in a substitution ends before the one around it.
	slices.SortStableFunc(f.Resources, func(a, b *Resource) int { return a.Body.Start - b.Body.Start })
	seen := map[string]int{}
	for _, r := range f.Resources {
		if seen[r.Address]++; seen[r.Address] > 1 {
			r.Address += fmt.Sprintf(" #%d", seen[r.Address])
		}
	}
	slices.SortStableFunc(f.Comments, func(a, b Comment) int { return a.Span.Start - b.Span.Start })
}

// shellOperation is the operation of an aws logs command and the members it
// needs, false for one that is not read.
func shellOperation(command string) (name string, required []string, ok bool) {
	switch command {
	case "put-metric-filter":
		return "PutMetricFilter", []string{"logGroupName", "filterName", "filterPattern", "metricTransformations"}, true
	case "put-subscription-filter":
		return "PutSubscriptionFilter", []string{"logGroupName", "filterName", "filterPattern", "destinationArn"}, true
	case "test-metric-filter":
		return "TestMetricFilter", []string{"filterPattern", "logEventMessages"}, true
	case "filter-log-events", "tail":
		return "FilterLogEvents", nil, true
	case "start-live-tail":
		return "StartLiveTail", []string{"logGroupIdentifiers"}, true
	case "create-log-group":
		return "CreateLogGroup", []string{"logGroupName"}, true
	case "create-log-stream":
		return "CreateLogStream", []string{"logGroupName", "logStreamName"}, true
	case "put-retention-policy":
		return "PutRetentionPolicy", []string{"logGroupName", "retentionInDays"}, true
	case "put-destination":
		return "PutDestination", []string{"destinationName", "targetArn", "roleArn"}, true
	case "put-destination-policy":
		return "PutDestinationPolicy", []string{"destinationName", "accessPolicy"}, true
	case "put-resource-policy":
		return "PutResourcePolicy", nil, true
	case "put-data-protection-policy":
		return "PutDataProtectionPolicy", []string{"logGroupIdentifier", "policyDocument"}, true
	case "put-index-policy":
		return "PutIndexPolicy", []string{"logGroupIdentifier", "policyDocument"}, true
	case "put-delivery-destination-policy":
		return "PutDeliveryDestinationPolicy", []string{"deliveryDestinationName", "deliveryDestinationPolicy"}, true
	case "put-account-policy":
		return "PutAccountPolicy", []string{"policyName", "policyDocument", "policyType"}, true
	}
	return "", nil, false
}

// awsCommand is the request that a command makes, nil when it makes none of
// ours. The program itself may have any name: aws, awslocal, a variable.
func awsCommand(f *File, words []shellWord) *Resource {
	logs, operation := logsCommand(words)
	if operation < 0 {
		return nil
	}
	command := words[operation].text.Decoded
	name, required, _ := shellOperation(command)
	args := words[operation+1:]
	if len(args) > 0 && args[0].is("help") {
		return nil
	}
	at := Span{Start: words[logs].at.Start, End: words[operation].at.End}
	body := Span{Start: words[0].at.Start, End: words[len(words)-1].at.End}
	r := &Resource{
		Address: "aws logs " + command, Type: "aws logs " + command, At: at, Body: body,
		Operation: request.Operation{Service: request.Logs, Name: name},
		Input:     &Value{Kind: Map, Span: body},
	}
	a := &awsArguments{f: f, input: r.Input, tail: command == "tail"}
	a.read(args)
	if a.skip {
		return nil
	}
	if a.open {
		for _, member := range required {
			if r.Input.Get(member) == nil {
				r.Input.Members = append(r.Input.Members, &Member{Name: member, Key: at, Value: &Value{Kind: Unknown, Span: at, What: "aws logs " + command}})
			}
		}
	}
	if v, ok := r.Input.Get("filterName").Str(); ok {
		r.Address += " " + v
	}
	return r
}

// logsCommand finds the words logs and its operation; options may stand
// between them. The operation is -1 when there is none.
func logsCommand(words []shellWord) (logs, operation int) {
	for logs = 1; logs+1 < len(words); logs++ {
		if !words[logs].is("logs") {
			continue
		}
		operation = logs + 1
		for operation+2 < len(words) && isOption(words[operation]) {
			if strings.Contains(words[operation].text.Decoded, "=") || isFlag(words[operation].text.Decoded[2:]) {
				operation++
			} else {
				operation += 2
			}
		}
		if _, _, ok := shellOperation(words[operation].text.Decoded); ok && words[operation].text.Known() {
			return logs, operation
		}
	}
	return -1, -1
}

// is reports whether a word is a text.
func (w shellWord) is(s string) bool { return w.text.Known() && w.text.Decoded == s }

// option splits a word at its =, if it is an option.
func (w shellWord) option(src []byte) (name string, value *shellWord, ok bool) {
	d := w.text.Decoded
	if !strings.HasPrefix(d, "--") || len(d) < 3 {
		return "", nil, false
	}
	i := strings.IndexByte(d, '=')
	if i < 0 {
		return d[2:], nil, w.text.Known()
	}
	for _, h := range w.text.Holes {
		if h.Offset <= i {
			return "", nil, false
		}
	}
	v := shellWord{text: w.text.cut(i+1, len(d)), at: w.at, splits: w.splits}
	v.at.Start = w.text.Span(i, i+1).End
	v.text.Style = shellStyle(src[v.at.Start:v.at.End])
	return d[2:i], &v, true
}
