package policy

import (
	"strings"
	"testing"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// ruleFor requires what a pattern matches.
func ruleFor(t *testing.T, pattern string, match ...string) *Rule {
	t.Helper()
	p, err := grammar.Parse(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return &Rule{ID: "x", Title: "X", Require: &Requirement{Pattern: p, Match: match}}
}

func judgeOne(t *testing.T, e *Estate, r *Rule, opts Options) *Verdict {
	t.Helper()
	list, err := e.Judge([]*Rule{r}, opts)
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

func member(name, text string) *source.Member {
	v := document.NewText(document.Raw)
	v.AppendUnit(text, source.Span{})
	return &source.Member{Name: name, Value: &source.Value{Kind: source.String, Text: v}}
}

// handmade is an estate of one metric filter as a reader of a format gives it.
func handmade(format *source.Format, members ...*source.Member) *Estate {
	metric := &source.Value{Kind: source.Map, Members: []*source.Member{member("metricName", "m"), member("metricNamespace", "n"), member("metricValue", "1")}}
	members = append(members, member("filterName", "f"), member("logGroupName", "g"),
		&source.Member{Name: "metricTransformations", Value: &source.Value{Kind: source.List, Items: []*source.Value{metric}}})
	r := &source.Resource{Address: "f", Operation: estate.PutMetricFilter, Input: &source.Value{Kind: source.Map, Members: members}}
	return NewEstate([]*source.File{{Input: source.Input{Name: "x"}, Format: format, Resources: []*source.Resource{r}}})
}

// Terraform takes blanks off before it sends a pattern; others do not (L2).
func TestTrims(t *testing.T) {
	for format, valid := range map[*source.Format]bool{source.TerraformPlan: true, source.Pulumi: true, source.CloudFormation: false} {
		e := handmade(format, member("filterPattern", " { $.a = 1 }\n"))
		if got := e.Filters[0].Pattern != nil; got != valid {
			t.Errorf("%s: valid is %v; %s", format.Name, got, e.Filters[0].Invalid)
		}
	}
}

// A filter that does not look at all log events as they are covers nothing for
// sure.
func TestPartialFilters(t *testing.T) {
	all := member("filterPattern", "{ $.a = 1 }")
	flag := &source.Member{Name: "applyOnTransformedLogs", Value: &source.Value{Kind: source.Bool, Bool: true}}
	for name, e := range map[string]*Estate{
		"some accounts or regions": handmade(source.CLI, all, member("fieldSelectionCriteria", `@aws.region = "eu-west-1"`)),
		"transformed":              handmade(source.CLI, all, flag),
	} {
		v := judgeOne(t, e, ruleFor(t, "{ $.a = 1 }"), Options{})
		if v.Status != Undecided || !strings.Contains(strings.Join(v.Reasons, " "), name) {
			t.Errorf("%s: %s %q", name, v.Status, v.Reasons)
		}
	}
	if v := judgeOne(t, handmade(source.CLI, all), ruleFor(t, "{ $.a = 1 }"), Options{}); v.Status != Covered {
		t.Errorf("%s %q", v.Status, v.Reasons)
	}
}

// The same expression over an instance is not the same log group.
func TestInstancesAreApart(t *testing.T) {
	each := func(name, pattern string) string {
		return strings.Replace(filter(name, pattern, "for_each = var.groups"), `"trail"`, "each.value", 1)
	}
	e := read(t, each("a", onlyStop)+each("b", onlyDelete))
	v := judgeOne(t, e, ruleFor(t, "{ $.eventName = StopLogging || $.eventName = DeleteTrail }"), Options{AssumeDeployed: true})
	if v.Status != NotCovered {
		t.Errorf("%s by %d filters", v.Status, len(v.Filters))
	}
	shared := strings.ReplaceAll(filter("a", onlyStop, "")+filter("b", onlyDelete, ""), `"trail"`, "var.group")
	if v := judgeOne(t, read(t, shared), ruleFor(t, "{ $.eventName = StopLogging || $.eventName = DeleteTrail }"), Options{}); v.Status != Covered {
		t.Errorf("one variable is one log group: %s %q", v.Status, v.Reasons)
	}
}

// An address names a resource of its own folder.
func TestFoldersAreApart(t *testing.T) {
	watch := alarm("x", "aws_cloudwatch_log_metric_filter.a.metric_transformation[0].name", acts)
	r := ruleFor(t, "{ $.eventName = StopLogging || $.eventName = DeleteTrail }")
	if v := judgeOne(t, read(t, filter("a", stopOrDelete, ""), watch), r, Options{}); v.Status != Undecided {
		t.Errorf("%s %q", v.Status, v.Reasons)
	}
	if v := judgeOne(t, read(t, filter("a", stopOrDelete, "")+watch), r, Options{}); v.Status != Covered {
		t.Errorf("%s %q", v.Status, v.Reasons)
	}
}

// A witness is a log event that not even a filter in doubt would notice.
func TestWitnessOfDoubt(t *testing.T) {
	e := read(t, filter("a", onlyDelete, "count = var.on ? 1 : 0"))
	v := judgeOne(t, e, ruleFor(t, "{ $.eventName = StopLogging || $.eventName = DeleteTrail }", `{"eventName":"DeleteTrail"}`, `{"eventName":"StopLogging"}`), Options{})
	if v.Status != NotCovered || v.Witness != `{"eventName":"StopLogging"}` {
		t.Errorf("%s, %s", v.Status, v.Witness)
	}
}
