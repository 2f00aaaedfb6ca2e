package request

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/position"
)

func TestPathDialects(t *testing.T) {
	for _, test := range []struct {
		path                    Path
		service, boto3, pointer string
	}{
		{nil, "", "input", ""},
		{pathAt(atName("logEvents"), atPosition(0), atName("timestamp")), "logEvents.1.member.timestamp", "logEvents[0].timestamp", "/logEvents/0/timestamp"},
		{pathAt(atName("tags"), atKey("a/b~c")), "tags.a/b~c.member", "tags.a/b~c", "/tags/a~1b~0c"},
		{pathAt(atName("tags")).then(Step{Name: "k", Kind: KeyStep}), "tags.k", "tags (key: k)", "/tags/k"},
	} {
		got := []string{test.path.Service(), test.path.Boto3(), test.path.Pointer()}
		if diff := cmp.Diff([]string{test.service, test.boto3, test.pointer}, got); diff != "" {
			t.Errorf("%v (-want +got)\n%s", test.path, diff)
		}
	}
}

func TestSpans(t *testing.T) {
	const doc = "{\n \"filterPattern\": \"é [\",\n \"logEventMessages\": [\"a\", 1],\n \"x\": {}\n}"
	op := Operation{Service: Logs, Name: "TestMetricFilter"}
	result, err := Validate(op, Request, Latest, []byte(doc), Options{})
	if err != nil {
		t.Fatal(err)
	}
	type place struct {
		Code, Text   string
		Line, Column int
	}
	var got []place
	for _, f := range result.Findings {
		at := position.Of(doc, f.Span.Start)
		got = append(got, place{f.Code, doc[f.Span.Start:f.Span.End], at.Line, at.Column})
	}
	want := []place{{codeType.code, "1", 3, 28}, {codeUnknown.code, `"x"`, 4, 2}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestPatternSpans: an error inside a filter pattern points into the member,
// through the escapes of the JSON string.
func TestPatternSpans(t *testing.T) {
	for _, doc := range []string{
		`{"filterPattern":"é ok [","logEventMessages":["m"]}`,
		`{"filterPattern":"\u00e9 \"quoted\\\" \uD83D\uDE00\" ok [","logEventMessages":["m"]}`,
	} {
		op := Operation{Service: Logs, Name: "TestMetricFilter"}
		result, err := Validate(op, Request, Latest, []byte(doc), Options{})
		if err != nil || result.Code != "InvalidParameterException" || len(result.Findings) == 0 {
			t.Fatalf("%s: %v, %+v", doc, err, result)
		}
		f := result.Findings[0]
		if got := doc[f.Span.Start:f.Span.End]; got != "[" || f.Rule != filterPatternRule || f.Path.Pointer() != "/filterPattern" {
			t.Errorf("%s: the span is %q, %+v", doc, got, f)
		}
		if want := "Invalid character(s) in term '['"; result.Message != want {
			t.Errorf("%s: message %q, want %q", doc, result.Message, want)
		}
	}
}

func TestDecodeErrors(t *testing.T) {
	for doc, offset := range map[string]int{
		"": 0, "{": 1, `{"a"`: 4, `{"a":`: 5, `{"a":1,}`: 7, `[1,]`: 3, `{"a" 1}`: 5, "tru": 0, "01": 1, "1.": 2, "-": 1, "1e": 2,
		`"a`: 2, `"\x"`: 1, "\"\n\"": 1, "{} {}": 3, `{a:1}`: 1, `"\u12g4"`: 1, "[1 2]": 3,
		strings.Repeat("[", 1000): jsontext.MaxDepth + 1,
	} {
		_, err := Decode([]byte(doc))
		syntax, ok := err.(*JSONError)
		if !ok || syntax.Offset != offset || syntax.Reason == "" {
			t.Errorf("%.20s: %v, want offset %d", doc, err, offset)
		}
	}
}

// FuzzDecode holds Decode against encoding/json: both accept the same
// documents and read the same values, and every span holds its value.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,-0.5e+3,"x\u00e9\n\ud83d\ude00\ud800",true,false,null],"":{}}`, `"\ud800\u0041"`, `[`, `{"a":1,"a":2}`, "1e999", "\"\xff\"", " 1 ",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		fuzzbound.Watch(t, doc)
		v, err := Decode([]byte(doc))
		if strings.Count(doc, "[")+strings.Count(doc, "{") > jsontext.MaxDepth {
			return
		}
		if (err == nil) != json.Valid([]byte(doc)) {
			t.Fatalf("Decode says %v, encoding/json %t", err, json.Valid([]byte(doc)))
		}
		if err != nil {
			return
		}
		d := json.NewDecoder(strings.NewReader(doc))
		d.UseNumber()
		var want any
		if err := d.Decode(&want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, plain(v)); diff != "" {
			t.Fatalf("(-want +got)\n%s", diff)
		}
		again, err := Decode([]byte(doc[v.Span().Start:v.Span().End]))
		if err != nil || !cmp.Equal(plain(again), plain(v)) {
			t.Fatalf("the span holds another value: %v", err)
		}
	})
}

// plain is a value as encoding/json decodes it.
func plain(v *Value) any {
	switch v.Kind() {
	case Object:
		out := map[string]any{}
		for _, m := range v.Members() {
			out[m.Name] = plain(m.Value)
		}
		return out
	case Array:
		out := []any{}
		for _, item := range v.Items() {
			out = append(out, plain(item))
		}
		return out
	case String:
		return v.Str()
	case Number:
		return json.Number(v.Literal())
	case Bool:
		flag, _ := v.Flag()
		return flag
	}
	return nil
}

// FuzzValidate: no document makes validation panic or fail.
func FuzzValidate(f *testing.F) {
	for _, r := range recorded {
		f.Add(r.operation, r.request, false)
	}
	f.Add("TestMetricFilter", `{"matches":[{"eventNumber":1}]}`, true)
	f.Add("CreateIngestionDestination", `{"tags":[{"key":"a"}],"destinationConfiguration":{"auditLog":{"destination":{}}}}`, false)
	f.Add("CreateLogGroup", `{"tags":{"":1,"":""},"tags":{"":""}}`, false)
	f.Add("GetLogEvents", `{"limit":1e9999999,"startTime":-1e400,"logGroupName":{"":[]}}`, false)
	for _, c := range documentCases() {
		f.Add(c.operation, c.bad, false)
	}
	f.Fuzz(func(t *testing.T, operation, doc string, response bool) {
		fuzzbound.Watch(t, operation, doc, response)
		op, err := LookupOperation("", operation, Latest)
		if err != nil {
			return
		}
		dir := Request
		if response {
			dir = Response
		}
		for _, style := range []Style{StyleAWS, StyleBoto3} {
			result, err := Validate(op, dir, Latest, []byte(doc), Options{Style: style})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range result.Findings {
				if f.Span.Start < 0 || f.Span.End > len(doc) || f.Span.Start > f.Span.End {
					t.Fatalf("span %v beyond the document: %+v", f.Span, f)
				}
				if f.Inner != (Span{}) && !insideText(doc, f) {
					t.Fatalf("%v is not in a text: %+v", f.Inner, f)
				}
			}
		}
	})
}

// insideText reports whether the inner place of a finding lies in the text that
// its path leads to.
func insideText(doc string, f Finding) bool {
	root, err := Decode([]byte(doc))
	if err != nil {
		return false
	}
	held, _ := f.Path.resolve(root)
	return held.Kind() == String && 0 <= f.Inner.Start && f.Inner.Start <= f.Inner.End && f.Inner.End <= len(held.Str())
}
