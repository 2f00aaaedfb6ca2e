package serverless

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// TestIsConfig holds which documents configure the framework.
func TestIsConfig(t *testing.T) {
	for _, c := range []struct {
		name, doc string
		want      bool
	}{
		{"serverless.yml", "service: a\nfunctions: {}\n", true},
		{"serverless.yml", "provider: {name: google}\n", true},
		{"serverless.yml", "resources: {}\n", true},
		{"serverless.yml", "service: a\n", false},
		{"serverless.yml", "Resources: {}\nfunctions: {}\n", false},
		{"serverless.prod.yml", "functions: {}\n", true},
		{"app.yml", "service: a\nfunctions: {}\n", true},
		{"app.yml", "functions: {}\n", false},
		{"app.yml", "service: a\nresources: {}\n", false},
		{"app.yml", "provider: {name: aws}\n", true},
		{"app.yml", "provider: {name: google}\nresources: {}\n", false},
	} {
		f := source.NewReader(source.Input{Name: c.name, Data: []byte(c.doc)})
		if got := IsConfig(f, c.name, f.Documents(c.name)[0]); got != c.want {
			t.Errorf("%s: %q: %t", c.name, c.doc, got)
		}
	}
}

// shown is what a file's resources ask for, one line each, with ? for what is
// not known.
func shown(f *source.Reader) string {
	var lines []string
	for _, r := range f.File().Resources {
		line := r.Address + " " + r.Operation.Name
		for _, m := range r.Input.Members {
			s, ok := m.Value.AsKnown()
			if !ok {
				s = "?"
			}
			line += fmt.Sprintf(" %s=%q", m.Name, s)
		}
		if len(r.References) > 0 {
			line += " -> " + strings.Join(r.References, " ")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// TestRead holds log events of functions as the framework sends them: breaks
// are left out, and where a backslash stands before the first quote it
// escapes quotes; an empty filter takes everything.
func TestRead(t *testing.T) {
	event := func(filter string) string {
		return "functions:\n  f:\n    handler: h\n    events:\n      - http: x\n      - cloudwatchLog:\n          logGroup: g\n          filter: " + filter + "\n"
	}
	sent := func(pattern string) string {
		return fmt.Sprintf("functions.f.events[1] PutSubscriptionFilter logGroupName=\"g\" filterPattern=%q destinationArn=\"?\"", pattern)
	}
	for _, c := range []struct{ doc, want string }{
		{event("ERROR"), sent("ERROR")},
		{event("'{$.a = \"b\"}'"), sent(`{$.a = "b"}`)},
		{event(`'{$.a = \"b\"}'`), sent(`{$.a = "b"}`)},
		{event(`'\"a\\b\'''`), sent(`"a\b'`)},
		{event(`'"a\\b"'`), sent(`"a\\b"`)},
		{event(`'a\b'`), sent(`a\b`)},
		{event(`'a\\b'`), sent(`a\\b`)}, // no quote at all
		{event("|-\n            a\n            b"), sent("ab")},
		{event("''"), sent("")},
		{event("~"), sent("")},
		{event("5"), sent("5")},
		{"functions:\n  f:\n    handler: h\n    events:\n      - cloudwatchLog: '/a/b'\n", "functions.f.events[0] PutSubscriptionFilter logGroupName=\"/a/b\" filterPattern=\"\" destinationArn=\"?\""},
		{"functions:\n  f:\n    handler: h\n    events:\n      - cloudwatchLog: {filter: a}\n", "functions.f.events[0] PutSubscriptionFilter filterPattern=\"a\" destinationArn=\"?\""},
		{"functions:\n  f:\n    handler: h\n    events: [{cloudwatchLog: {filter: a, logGroup: n}}, {cloudwatchLog: b}]\nresources:\n  Resources:\n    G: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: n}}\n",
			"functions.f.events[0] PutSubscriptionFilter logGroupName=\"n\" filterPattern=\"a\" destinationArn=\"?\"\nfunctions.f.events[1] PutSubscriptionFilter logGroupName=\"b\" filterPattern=\"\" destinationArn=\"?\"\nresources.Resources.G CreateLogGroup logGroupName=\"n\""},
		// Groups of functions, and what stands first comes first.
		{"resources:\n  - Resources:\n      G: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: n}}\n  - Resources:\n      H: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: m}}\nfunctions:\n  - f: {handler: h, logRetentionInDays: 7}\n  - g: {handler: h, events: [{cloudwatchLog: g}]}\nprovider: {name: aws, logRetentionInDays: '30'}\n",
			"resources.Resources.G CreateLogGroup logGroupName=\"n\"\nresources.Resources.H CreateLogGroup logGroupName=\"m\"\nfunctions.f PutRetentionPolicy logGroupName=\"?\" retentionInDays=\"7\"\nfunctions.g.events[0] PutSubscriptionFilter logGroupName=\"g\" filterPattern=\"\" destinationArn=\"?\"\nprovider PutRetentionPolicy logGroupName=\"?\" retentionInDays=\"30\""},
		{"functions:\n  f: {handler: h}\n  g: {image: i, events: [{cloudwatchLog: g}]}\n  h: ~\n", "functions.g.events[0] PutSubscriptionFilter logGroupName=\"g\" filterPattern=\"\" destinationArn=\"?\""},
	} {
		f := source.NewReader(source.Input{Name: "serverless.yml", Data: []byte(c.doc)})
		Read(f, f.Documents("serverless.yml")[0])
		sourcetest.CheckFile(t, f.File())
		if d := cmp.Diff(c.want, shown(f)); d != "" {
			t.Errorf("%s(-want +got):\n%s", c.doc, d)
		}
	}
}

// TestParts holds what a file of functions or of events is, which a
// configuration includes.
func TestParts(t *testing.T) {
	const sent = "PutSubscriptionFilter logGroupName=\"g\" filterPattern=\"\" destinationArn=\"?\""
	for _, c := range []struct {
		doc, want string
		read      func(*source.Reader, *document.Node)
	}{
		{"other: {events: [{cloudwatchLog: g}]}\nf: {handler: h}\ng: {handler: h, events: [{cloudwatchLog: g}]}\nh: {image: i, events: [{cloudwatchLog: g}]}\n", "g.events[0] " + sent + "\nh.events[0] " + sent, ReadFunctions},
		{"f: {handler: h, logRetentionInDays: 3}\n", "f PutRetentionPolicy logGroupName=\"?\" retentionInDays=\"3\"", ReadFunctions},
		{"f: {handler: h}\n", "", ReadFunctions},
		{"[a]", "", ReadFunctions},
		{"- http: x\n- cloudwatchLog: g\n", "events[1] " + sent, ReadEvents},
		{"- http: x\n", "", ReadEvents},
	} {
		f := source.NewReader(source.Input{Name: "f.yml", Data: []byte(c.doc)})
		c.read(f, f.Documents("f.yml")[0])
		sourcetest.CheckFile(t, f.File())
		if d := cmp.Diff(c.want, shown(f)); d != "" {
			t.Errorf("%s(-want +got):\n%s", c.doc, d)
		}
		if (f.Format == source.Serverless) != (c.want != "") {
			t.Errorf("%s: format %v", c.doc, f.Format)
		}
	}
}

// TestBody holds that a log event reaches from its key to the end of its
// value.
func TestBody(t *testing.T) {
	const doc = "- cloudwatchLog:\n    logGroup: g\n    filter: a\n"
	f := source.NewReader(source.Input{Name: "f.yml", Data: []byte(doc)})
	ReadEvents(f, f.Documents("f.yml")[0])
	body := f.Resources[0].Body
	if got := doc[body.Start:body.End]; got != strings.TrimSuffix(doc[2:], "\n") {
		t.Errorf("%q", got)
	}
}
