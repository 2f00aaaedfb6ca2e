package languages

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document/documenttest"
	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// TestReadBounds reads small files that stand for endless ones, and files that
// nest without end.
func TestReadBounds(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x, x]\n")
	for i := range 60 {
		fmt.Fprintf(&bomb, "a%d: &a%d [*a%d, *a%d]\n", i+1, i+1, i, i)
	}
	filter := func(pattern string) string {
		return "Resources:\n  A:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      FilterPattern: " + pattern + "\n"
	}
	subs := "Resources:\n"
	for i := range 60 {
		subs += fmt.Sprintf("  A%d: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: &b%d [!Sub [\"${a}${a}\", {a: *b%d}]]}}\n", i, i, max(i-1, 0))
	}
	for name, src := range map[string]string{
		"bomb.yaml":              bomb.String() + filter("*a60"),
		"join.yaml":              bomb.String() + filter("!Join ['', *a60]"),
		"subs.yaml":              strings.Replace(subs, "*b0", "x", 1),
		"itself.yaml":            "Resources: &r\n  A: {Type: AWS::Logs::LogGroup, Properties: *r}\n",
		"merge.yaml":             bomb.String() + "Resources: {A: {Type: AWS::Logs::LogGroup, Properties: {<<: *a60}}}",
		"brackets.yaml":          filter(strings.Repeat("[", 1e5)),
		"dashes.yaml":            filter("\n" + strings.Repeat(" -", 1e5)),
		"keys.yaml":              filter("\n" + strings.Repeat(" ?", 1e5)),
		"tags.yaml":              filter(strings.Repeat("!Sub ", 1e5)),
		"deep.template.json":     `{"Resources": {"A": {"Type": "AWS::Logs::LogGroup", "Properties": ` + strings.Repeat(`{"a": `, 1e5),
		"lines.ndjson":           strings.Repeat(`{"filterPattern": "a", "destinationArn": "b"}`+"\n", 2000),
		"put-metric-filter.yaml": bomb.String(),
		"serverless.yml":         "service: a\nprovider: {name: aws, logRetentionInDays: '${self:a}'}\na: ${self:a}\n",
		"Pulumi.yaml":            bomb.String() + "resources: {a: {type: 'aws:cloudwatch:LogGroup', properties: {tags: *a60}}}\n",
		"nothing.yaml":           "# AWS::Logs::",
		"zero.yaml":              "AWS::Logs::\x00: \x00\n",
		"many.yaml":              "Resources:\n" + strings.Repeat("  AWS::Logs::: }\n", 5000),
		"quotes.yaml":            strings.Repeat("a: \"AWS::Logs::\nb: [\nc: {\n", 20000),
		"unclosed.yaml":          filter(`"` + strings.Repeat("a\n", 50000)),
		"onlytags.yaml":          "AWS::Logs::: !a\n--- !b\n--- &c\n...\n%YAML 1.2\n---\n",
		"stack.nested.template":  `{"Resources": {"A": {"Type": "AWS::Logs::LogGroup"}}}`,
		"trailing.template.json": `{"Resources": {"A": {"Type": "AWS::Logs::LogGroup"}}} x`,
		"comments.template":      "{# a comment\n\"Resources\": {\"A\": {\"Type\": \"AWS::Logs::LogGroup\"},}}",
		"comments-behind.yml":    "{\"Resources\": {\"A\": {\"Type\": \"AWS::Logs::LogGroup\"}, # c\n}}",
		"windows.template.json":  "\xef\xbb\xbf{\"Resources\": {\"A\": {\"Type\": \"AWS::Logs::LogGroup\", \"Properties\": {\"LogGroupName\": \"\\u0061b\"}}}}",
	} {
		f := Read(source.Input{Name: name, Data: []byte(src)}, Options{})
		sourcetest.CheckFile(t, f)
		for _, r := range f.Resources {
			if values := countValues(r.Input); values > 2*source.MaxSteps {
				t.Errorf("%s: %d values", name, values)
			}
		}
	}
}

func countValues(v *source.Value) int {
	n := 1
	for _, item := range v.Items {
		n += countValues(item)
	}
	for _, m := range v.Members {
		n += countValues(m.Value)
	}
	return n
}

// TestProbeMissesNothing holds the probe to the files that hold something, and
// to escapes that hide it.
func TestProbeMissesNothing(t *testing.T) {
	for _, path := range sourcetest.Surfaces(t, ".yaml", ".yml", ".json") {
		in := sourcetest.Surface(t, filepath.Base(path))
		checkProbe(t, in.Name, in.Data)
	}
	for _, src := range []string{
		"Resources:\n  A:\n    Type: \"AWS\\u003a:Logs::LogGroup\"\n",
		"Resources:\n  A:\n    Type: \"\\x41WS::Logs::LogGroup\"\n",
		"Resources:\n  A:\n    Type: \"\\U00000041WS::Logs::LogGroup\"\n",
		"Resources:\n  A:\n    Type: \"AWS::Lo\\\n      gs::LogGroup\"\n",
		"Resources:\r\n  A:\r\n    Type: \"AWS::Lo\\\r\n      gs::LogGroup\"\r\n",
		`{"Resources": {"A": {"Type": "AWS::Lo\u0067s::LogGroup"}}}`,
		`{"\u006fperation": "PutRetentionPolicy", "input": {}}`,
		"? operation\n: PutRetentionPolicy\n? input\n: {}\n",
		"'operation' : PutRetentionPolicy\ninput: {}\n",
		"{operation : CreateLogGroup, input: {}}",
	} {
		f := source.NewReader(source.Input{Name: "x.yaml", Data: []byte(src)})
		readAny(f, "x.yaml", request.Operation{})
		if len(f.Resources) == 0 {
			t.Errorf("nothing is read of\n%s", src)
		}
		checkProbe(t, "x.yaml", []byte(src))
	}
}

// checkProbe fails when the probe skips a file that holds something.
func checkProbe(t documenttest.Failer, name string, data []byte) {
	t.Helper()
	if mayHold(data, path.Ext(name) == ".json") {
		return
	}
	f := source.NewReader(source.Input{Name: name, Data: data})
	readAny(f, strings.ToLower(name), request.Operation{})
	readEmbedded(f, Options{}, 0)
	// Links alone, such as a function that nothing of ours leads to, are nothing
	// to judge.
	if own := f.File().Resources; len(own) > 0 {
		t.Fatalf("the probe skips %s, which holds %s", name, own[0].Address)
	}
}

func FuzzYAML(f *testing.F) {
	sourcetest.Seed(f, ".yaml", ".yml")
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzbound.Watch(t, data)
		names := []string{"x.yaml", "serverless.yml", "put-metric-filter.yaml"}
		sourcetest.CheckFile(t, Read(source.Input{Name: names[len(data)%len(names)], Data: data}, Options{}))
		checkProbe(t, "x.yaml", data)
	})
}

func FuzzJSON(f *testing.F) {
	sourcetest.Seed(f, ".json", ".ndjson")
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzbound.Watch(t, data)
		names := []string{"x.json", "x.ndjson", "create-log-group.json", "x.template"}
		sourcetest.CheckFile(t, Read(source.Input{Name: names[len(data)%len(names)], Data: data}, Options{}))
		checkProbe(t, "x.json", data)
	})
}
