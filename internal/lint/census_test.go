package lint

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/quota"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// filterLine is a metric filter's request on a log group that is written as JSON.
func filterLine(group, name, pattern, metric string) string {
	return fmt.Sprintf(`{"operation": "PutMetricFilter", "input": {"logGroupName": %s, "filterName": "%s", "filterPattern": %s, `+
		`"metricTransformations": [{"metricName": "%s", "metricNamespace": "n", "metricValue": "1"}]}}`, group, name, quoteJSON(pattern), metric)
}

func lines(n int, line func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(line(i) + "\n")
	}
	return b.String()
}

// toldOf lists findings as file, code, severity and resource.
func toldOf(files []*source.File, opts Options) []string {
	var got []string
	for _, f := range Check(files, opts) {
		got = append(got, fmt.Sprintf("%s %s %s %s", f.File, f.Code, f.Severity, f.Resource))
	}
	return got
}

func TestLogGroups(t *testing.T) {
	regex := func(group, name string) func(int) string {
		return func(i int) string {
			return filterLine(group, fmt.Sprint(name, i), fmt.Sprintf("%%x%d%%", i), fmt.Sprint(name, "m", i))
		}
	}
	plain := func(i int) string {
		return filterLine(`"g"`, fmt.Sprint("f", i), fmt.Sprintf("w%dw", i), fmt.Sprint("m", i))
	}
	terraform := func(f *source.File) *source.File { f.Format = source.Terraform; return f }
	for _, c := range []struct {
		name  string
		files func() []*source.File
		opts  Options
		want  []string
	}{
		{"100 metric filters", func() []*source.File { return []*source.File{requestFile(t, "a", lines(100, plain))} }, Options{}, nil},
		{"102 metric filters", func() []*source.File { return []*source.File{requestFile(t, "a", lines(102, plain))} }, Options{},
			[]string{"a FS102 error request 101", "a FS102 error request 102"}},
		{"regular expressions in two files", func() []*source.File {
			return []*source.File{requestFile(t, "a", lines(3, regex(`"g"`, "f"))), requestFile(t, "b", lines(3, regex(`"g"`, "g")))}
		}, Options{}, []string{"b FS101 warning request 3"}},
		{"the same filters in two files", func() []*source.File {
			return []*source.File{requestFile(t, "a", lines(4, regex(`"g"`, "f"))), requestFile(t, "b", lines(4, regex(`"g"`, "f")))}
		}, Options{}, nil},
		{"one folder of Terraform", func() []*source.File {
			return []*source.File{terraform(requestFile(t, "m/a.tf", lines(3, regex(`{"unknown": "aws_cloudwatch_log_group.g"}`, "f")))),
				terraform(requestFile(t, "m/b.tf", lines(3, regex(`{"unknown": "aws_cloudwatch_log_group.g"}`, "g"))))}
		}, Options{}, []string{"m/b.tf FS101 error request 3"}},
		{"one name in two folders", func() []*source.File {
			return []*source.File{terraform(requestFile(t, "m/a.tf", lines(3, regex(`{"unknown": "aws_cloudwatch_log_group.g"}`, "f")))),
				terraform(requestFile(t, "n/b.tf", lines(3, regex(`{"unknown": "aws_cloudwatch_log_group.g"}`, "g"))))}
		}, Options{}, nil},
		{"a resource and its name", func() []*source.File {
			return []*source.File{requestFile(t, "a", `{"operation": "CreateLogGroup", "address": "G", "input": {"logGroupName": "g"}}`+"\n"+
				`{"operation": "PutRetentionPolicy", "address": "G", "input": {"logGroupName": "g", "retentionInDays": 1}}`+"\n"+
				lines(3, regex(`{"unknown": "G"}`, "f"))+lines(3, regex(`"g"`, "g")))}
		}, Options{}, []string{"a FS101 error request 8"}},
		{"the only instance of a log group", func() []*source.File {
			return []*source.File{requestFile(t, "a", `{"operation": "CreateLogGroup", "address": "G[0]", "input": {"logGroupName": "g"}}`+"\n"+
				`{"operation": "PutRetentionPolicy", "address": "G[0]", "input": {"logGroupName": "g", "retentionInDays": 1}}`+"\n"+
				lines(3, regex(`{"unknown": "G"}`, "f"))+lines(3, regex(`"g"`, "g")))}
		}, Options{}, []string{"a FS101 error request 8"}},
		{"a log group without a name keeps its retention", func() []*source.File {
			f := requestFile(t, "a", `{"operation": "CreateLogGroup", "address": "G", "input": {}}`+"\n"+
				`{"operation": "PutRetentionPolicy", "address": "G", "input": {"retentionInDays": {"unknown": ""}}}`+"\n"+
				`{"operation": "CreateLogGroup", "address": "H", "input": {}}`)
			f.Format = source.CloudFormation
			return []*source.File{f}
		}, Options{}, []string{"a FS107 info H"}},
		{"log groups from elsewhere", func() []*source.File {
			return []*source.File{requestFile(t, "a", filterLine(`"g"`, "f", "x", "m")+"\n"+filterLine(`{"unknown": "G"}`, "f", "x", "m"))}
		}, Options{Enabled: map[string]bool{"undefined-log-group": true}}, []string{"a FS108 info request 1"}},
		{"conditional filters", func() []*source.File {
			f := requestFile(t, "a", filterLine(`"g"`, "f", "x", "m")+"\n"+filterLine(`"g"`, "f", "x", "m")+"\n"+filterLine(`"g"`, "e", "x", "m"))
			f.Resources[1].Conditional = true
			f.Resources[2].Conditional = true
			return []*source.File{f}
		}, Options{}, nil},
		{"one pattern for two metrics", func() []*source.File {
			return []*source.File{requestFile(t, "a", filterLine(`"g"`, "a", "x", "m")+"\n"+filterLine(`"g"`, "b", "x", "o"))}
		}, Options{}, nil},
		{"the wider filter comes later", func() []*source.File {
			return []*source.File{requestFile(t, "a", filterLine(`"g"`, "a", `{ $.a = 1 && $.b = 2 }`, "m")+"\n"+filterLine(`"g"`, "b", `{$.b=2}`, "m"))}
		}, Options{}, []string{"a FS105 warning request 1"}},
		{"three alike", func() []*source.File {
			return []*source.File{requestFile(t, "a", filterLine(`"g"`, "a", "x y", "m")+"\n"+filterLine(`"g"`, "b", "y x", "m")+"\n"+filterLine(`"g"`, "c", `"x" y`, "m"))}
		}, Options{}, []string{"a FS104 warning request 2", "a FS104 warning request 3"}},
		{"two files may be two accounts", func() []*source.File {
			return []*source.File{requestFile(t, "dev", filterLine(`"g"`, "a", "x", "m")), requestFile(t, "prod", filterLine(`"g"`, "a", "x", "m"))}
		}, Options{}, nil},
	} {
		if diff := cmp.Diff(c.want, toldOf(c.files(), c.opts)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestOptions(t *testing.T) {
	for _, c := range []struct {
		opts Options
		want []string
	}{
		{Options{}, []string{"example.txt FS005 warning example"}},
		{Options{Disabled: map[string]bool{"ineffective-optional": true}}, nil},
		{Options{Disabled: map[string]bool{"FS005": true}}, nil},
		{Options{Severity: map[string]Severity{"FS005": 2}}, []string{"example.txt FS005 error example"}},
		{Options{Severity: map[string]Severity{"ineffective-optional": 0}}, []string{"example.txt FS005 info example"}},
		{Options{Disabled: map[string]bool{"FS005": true}, Enabled: map[string]bool{"FS005": true}}, nil},
	} {
		if diff := cmp.Diff(c.want, toldOf([]*source.File{patternFile(`?ERROR timeout`)}, c.opts)); diff != "" {
			t.Errorf("%+v: %s", c.opts, diff)
		}
	}
}

// TestOrder holds that findings come by file and place, whatever the order of
// the files.
func TestOrder(t *testing.T) {
	a := requestFile(t, "a", filterLine(`"g"`, "a", `{ $.a == 1 && $.b == 2 }`, "AWS:m")+"\n"+filterLine(`"g"`, "a", `?x y ?z`, "m"))
	b := requestFile(t, "b", filterLine(`"g"`, "b", `"*x*"`, "m"))
	first := Check([]*source.File{a, b}, Options{})
	if len(first) < 5 {
		t.Fatalf("%d findings", len(first))
	}
	if diff := cmp.Diff(first, Check([]*source.File{b, a}, Options{})); diff != "" {
		t.Error(diff)
	}
}

// TestInstances holds that a finding about a text that several resources share
// is told once.
func TestInstances(t *testing.T) {
	f := requestFile(t, "a", filterLine(`"g"`, "a", `{ $.a == 1 }`, "m"))
	again := *f.Resources[0]
	again.Address = "request 1[1]"
	f.Resources = append(f.Resources, &again)
	if diff := cmp.Diff([]string{"a FS106 warning request 1[1]", "a FP010 error request 1"}, toldOf([]*source.File{f}, Options{})); diff != "" {
		t.Error(diff)
	}
}

// TestRepeatedNames: however often a name is repeated, it is told once, with
// the count and the first places.
func TestRepeatedNames(t *testing.T) {
	same := func(i int) string { return filterLine(`"g"`, "f", fmt.Sprintf("w%dw", i), fmt.Sprint("m", i)) }
	for n, want := range map[int]string{
		1:    "",
		2:    "The log group g already has a filter named f, at a:1.",
		3:    "The log group g has 3 filters named f, at a:1, a:2, a:3.",
		2000: "The log group g has 2000 filters named f, at a:1, a:2, a:3 and 1997 more places.",
	} {
		var got []string
		for _, f := range Check([]*source.File{requestFile(t, "a", lines(n, same))}, Options{}) {
			if f.Code == "FS106" {
				got = append(got, f.Resource+" "+f.Message)
			}
		}
		if want != "" {
			want = "request 2 " + want
		}
		if strings.Join(got, "\n") != want {
			t.Errorf("%d filters: %q", n, got)
		}
	}
	// A name is of one folder, one kind and one log group.
	apart := []*source.File{requestFile(t, "a", same(0)), requestFile(t, "b", same(0)),
		requestFile(t, "c", filterLine(`"h"`, "f", "x", "m")+"\n"+filterLine(`"i"`, "f", "x", "m")+"\n"+filterLine(`"h"`, "g", "y", "n"))}
	for _, f := range Check(apart, Options{}) {
		if f.Code == "FS106" {
			t.Errorf("%s: %s", f.File, f.Message)
		}
	}
}

// countingAnalyzer counts what it is asked about pairs.
type countingAnalyzer struct {
	unproved
	asked *int
}

func (a countingAnalyzer) Implies(grammar.Pattern, grammar.Pattern) (Answer, string) {
	*a.asked++
	return Unsure, ""
}

// TestPairsAreBounded: a log group does not take more filters than are
// compared.
func TestPairsAreBounded(t *testing.T) {
	asked := map[int]int{}
	for _, n := range []int{50, 400, 800} {
		f := requestFile(t, "a", lines(n, func(i int) string { return filterLine(`"g"`, fmt.Sprint("f", i), fmt.Sprintf("w%dw", i), "m") }))
		count := 0
		Check([]*source.File{f}, Options{Analyzer: countingAnalyzer{unproved{testShare()}, &count}})
		asked[n] = count
	}
	if asked[50] == 0 || asked[400] != asked[800] || asked[800] < asked[50] {
		t.Errorf("asked by number of filters: %v", asked)
	}
}

// TestCopiesOfATemplate holds that variants of one template are not counted
// together: nobody deploys them side by side.
func TestCopiesOfATemplate(t *testing.T) {
	template := "Resources:\n"
	for i := range quota.SubscriptionFilters {
		template += fmt.Sprintf(`  One%[1]d: {Type: "AWS::Logs::SubscriptionFilter", Properties: {LogGroupName: app, FilterPattern: x%[1]d, DestinationArn: "arn:aws:lambda:eu-west-1:111122223333:function:f"}}`+"\n", i)
	}
	var files []*source.File
	for _, name := range []string{"aws/t.yaml", "aws-cn/t.yaml", "aws-gov/t.yaml"} {
		files = append(files, languages.Read(source.Input{Name: name, Data: []byte(template)}, languages.Options{}))
	}
	for _, f := range Check(files, Options{}) {
		if f.Code == "FS103" {
			t.Errorf("%s: %s", f.File, f.Message)
		}
	}
	more := languages.Read(source.Input{Name: "other.yaml", Data: []byte(strings.ReplaceAll(template, "One", "More"))}, languages.Options{})
	if !slices.ContainsFunc(Check(append(files, more), Options{}), func(f Finding) bool { return f.Code == "FS103" }) {
		t.Error("a filter too many is not reported")
	}
}
