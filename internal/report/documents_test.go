package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/position"
	"github.com/logsieve/logsieve/internal/report"
)

// document is the verdict on a request with a member of several lines, which
// starts in the middle of a line of the file.
func document(t *testing.T, text string) *report.Document {
	t.Helper()
	op, err := request.LookupOperation("", "PutMetricFilter", request.Latest)
	if err != nil {
		t.Fatal(err)
	}
	result, err := request.Validate(op, request.Request, request.Latest, []byte(text), request.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &report.Document{File: "a b.json", Start: position.Position{Line: 7, Column: 3}, Text: []byte(text), Operation: op, Result: result}
}

func written(t *testing.T, format string, documents ...*report.Document) string {
	t.Helper()
	var b bytes.Buffer
	d := report.NewDocuments(&b, format, "1.2.3", "/work")
	for _, doc := range documents {
		if err := d.Write(doc); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const start = `{"logGroupName": "g", "filterName": "f", "filterPattern": "p", "metricTransformations": [{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}], `

// TestDocumentPlaces holds that places are those of the file, and that GitHub
// gets no columns of what has several lines, which it would drop.
func TestDocumentPlaces(t *testing.T) {
	got := written(t, "github", document(t, start+"\"x\": 1}"), document(t, "{\"logGroupName\": {\n  \"a\": 1\n}}"))
	var places []string
	for line := range strings.Lines(got) {
		_, place, _ := strings.Cut(line, "file=a b.json,")
		place, _, _ = strings.Cut(place, ",title=")
		places = append(places, place)
	}
	want := []string{"line=7,endLine=7,col=158,endColumn=161", "line=7,endLine=9"}
	if diff := cmp.Diff(want, places); diff != "" {
		t.Errorf("%s\n%s", diff, got)
	}
}

func TestDocumentText(t *testing.T) {
	got := written(t, "text", document(t, start+"\n \"\\u001b[31m\\u202e\": 1}"))
	const want = `a b.json:7: valid
a b.json:8:2: warning: �[31m� is not a member here; the service ignores it. [RQ011 unknown-member]
     "\u001b[31m\u202e": 1}
     ^^^^^^^^^^^^^^^^^^
`
	if !strings.HasPrefix(got, want) {
		t.Errorf("%s", cmp.Diff(want, got))
	}
}

func TestNoDocuments(t *testing.T) {
	if got := written(t, "json"); got != "{\"version\": 1, \"results\": []}\n" {
		t.Error(got)
	}
}
