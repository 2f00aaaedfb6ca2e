package project

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source/languages"
)

// TestScope reads a folder of all kinds of files: what is judged of them, and
// why nothing is of the others.
func TestScope(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	const filters = `Resources:
  G: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 3}}
  M: {Type: AWS::Logs::MetricFilter, Properties: {FilterPattern: a}}
  N: {Type: AWS::Logs::MetricFilter, Properties: {FilterPattern: a}}
  S: {Type: AWS::Logs::SubscriptionFilter, Properties: {FilterPattern: a}}
  A: {Type: AWS::CloudWatch::Alarm, Properties: {MetricName: a}}
  D: {Type: AWS::Logs::Destination, Properties: {DestinationName: a}}
`
	unlikely := []string{"hello.py", "a.logsieve.yaml"} // to hold anything
	files := map[string]struct{ text, reason string }{
		"all.yaml":        {filters, ""},
		"caller.tf":       {"module \"m\" {\n  source = \"./m\"\n}\n", ""},
		"m/main.tf":       {"resource \"aws_cloudwatch_log_group\" \"g\" {\n  name = \"g\"\n}\n", ""},
		"list.patterns":   {"ERROR\nWARN\n", ""},
		"a.json":          {`{"a": 1}`, "JSON without a resource or request that logsieve judges"},
		"a.yaml":          {"a: 1\n", "YAML without a resource or request that logsieve judges"},
		"empty.yaml":      {" \n", "it is empty"},
		"utf16.yaml":      {"\xff\xfea\x00", "it is written in UTF-16: write it in UTF-8"},
		"ours16.yaml":     {"\xff\xfeA\x00W\x00S\x00:\x00:\x00L\x00o\x00g\x00s\x00:\x00:\x00", "it could not be read: The file is written in UTF-16."},
		"t.json.gz":       {"\x1f\x8b\x08", "it is compressed with gzip: decompress it"},
		"t.zip":           {"PK\x03\x04", "it is a zip archive: unpack it"},
		"program":         {"\x7fELF\x00", "it is a program"},
		"stack.ts":        {"const a = 'AWS::Logs::MetricFilter'", "a program that contains no literal filter pattern; programs are not run: give what it writes, such as the templates of cdk synth"},
		"stack.test.ts":   {"FilterPattern.literal('[a')", "a test of a program: what is wrong in it may be meant"},
		"stack.kt":        {"FilterPattern.literal(\"[a\")", "a program in a language that is not read: give what it writes, such as the templates of cdk synth"},
		"hello.py":        {"print('hello')\n", "a program that mentions no filter"},
		"a.logsieve.yaml": {"tests: []\n", "it contains tests of filters: run logsieve test"},
		"bucket.tf":       {"resource \"aws_s3_bucket\" \"b\" {}\n", "Terraform without a resource that logsieve judges"},
		"topic.tf":        {"resource \"aws_sns_topic\" \"t\" {\n  name = \"t\"\n}\n", "it contains only what filters and alarms lead to, such as functions and roles"},
		"prod.tfvars":     {"a = 1\n", ""},
		"run.sh":          {"ls\n", "a script without a command of aws logs"},
		"notes.patterns":  {"# none\n", "a list without a pattern"},
		"notes.txt":       {"hello\n", "its format is not one that logsieve reads"},
		"large.snap":      {"exports[`a`] = `\n{\n  \"Type\": \"AWS::Logs::LogGroup\",\n}\n`;\n" + strings.Repeat("\n", languages.MaxShown), "it is larger than 8 MiB, the most that is read of a program, Markdown or a snapshot"},
		"large.md":        {strings.Repeat("\n", languages.MaxShown+1), "it is empty"},
	}
	var names []string
	var want []NotJudged
	for name, f := range files {
		writeFile(t, filepath.Join(dir, name), f.text)
		names = append(names, name)
		if f.reason != "" {
			want = append(want, NotJudged{File: name, Reason: f.reason, told: name == "ours16.yaml", unlikely: slices.Contains(unlikely, name), tooLarge: name == "large.snap"})
		}
	}
	slices.Sort(names)
	l := &Loader{}
	read, failed := l.Read(context.Background(), append(names, "zz.yaml"))
	got := Scoped{Count(read), l.NotJudged()}
	for _, err := range failed {
		if one, ok := NotOpened(err); ok {
			got.NotJudged = append(got.NotJudged, one)
		}
	}
	expected := Scoped{Judged{
		Files: 5, MetricFilters: 2, SubscriptionFilters: 1, Alarms: 1, LogGroups: 2, Patterns: 2, OtherRequests: 1, MoreInstances: 2,
	}, append(want, NotJudged{File: "zz.yaml", Reason: "no such file or directory", told: true})}
	got.Sort()
	expected.Sort()
	if diff := cmp.Diff(expected, got, cmp.AllowUnexported(NotJudged{})); diff != "" {
		t.Error(diff)
	}
	const text = "2 metric filters, 1 subscription filter, 1 alarm, 2 log groups, 2 patterns, 1 other request, 2 more instances in 5 files; 18 files hold nothing to judge"
	if got.String() != text {
		t.Error(got.String())
	}
	if s := (Scoped{NotJudged: want[:1]}).String(); s != "nothing to judge; 1 file holds nothing to judge" && !want[0].Told() && !want[0].TooLarge() {
		t.Error(s)
	}
	if _, ok := NotOpened(errors.New("another")); ok {
		t.Error("an error without a file names one")
	}
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
