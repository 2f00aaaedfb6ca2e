package policy

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
	"github.com/logsieve/logsieve/internal/source/terraform"
)

// read makes an estate of Terraform files.
func read(t *testing.T, files ...string) *Estate {
	t.Helper()
	var list []*source.File
	for i, text := range files {
		f := languages.Read(source.Input{Name: string(rune('a'+i)) + "/main.tf", Data: []byte(text)}, languages.Options{})
		for _, p := range f.Problems {
			t.Fatalf("%s", p.Reason)
		}
		list = append(list, f)
	}
	return NewEstate(list)
}

// filter is a metric filter of the log group trail, with a metric of its name.
func filter(name, pattern, more string) string {
	return `
resource "aws_cloudwatch_log_metric_filter" "` + name + `" {
  name           = "` + name + `"
  log_group_name = "trail"
  pattern        = ` + pattern + `
  metric_transformation {
    name      = "` + name + `"
    namespace = "CIS"
    value     = "1"
  }
` + more + `
}
`
}

func alarm(name, metric, more string) string {
	return `
resource "aws_cloudwatch_metric_alarm" "` + name + `" {
  alarm_name          = "` + name + `"
  namespace           = "CIS"
  metric_name         = ` + metric + `
  statistic           = "Sum"
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 1
  period              = 300
` + more + `
}
`
}

const acts = "alarm_actions = [aws_sns_topic.security.arn]"

const (
	stopOrDelete = `"{ $.eventName = StopLogging || $.eventName = DeleteTrail }"`
	onlyStop     = `"{ $.eventName = StopLogging }"`
	onlyDelete   = `"{ $.eventName = \"DeleteTrail\" }"`
	both2        = `"{ $.eventName = StopLogging && $.eventName = DeleteTrail }"`
	anything     = `""`
)

func TestRequire(t *testing.T) {
	p, err := grammar.Parse("{ $.eventName = DeleteTrail || $.eventName = StopLogging }")
	if err != nil {
		t.Fatal(err)
	}
	trail := &Rule{ID: "trail", Title: "Trail", Require: &Requirement{Pattern: p,
		Match:   []string{`{"eventName":"DeleteTrail"}`, `{"eventName":"StopLogging"}`},
		NoMatch: []string{`{"eventName":"DescribeTrails"}`}}}
	for _, test := range []struct {
		name    string
		tf      string
		change  func(*Requirement)
		opts    Options
		status  Status
		gap     Gap
		filters string // names
		reason  string // part of one
	}{
		{name: "one filter", tf: filter("a", stopOrDelete, ""), status: Covered, filters: "a"},
		{name: "none", tf: alarm("x", `"x"`, acts), status: NotCovered, gap: GapFilter},
		{name: "two of a group", tf: filter("a", onlyStop, "") + filter("b", onlyDelete, ""), status: Covered, filters: "a b"},
		{name: "two of two groups", tf: filter("a", onlyStop, "") + strings.Replace(filter("b", onlyDelete, ""), `"trail"`, `"other"`, 1), status: NotCovered, gap: GapFilter, filters: "a"},
		{name: "half", tf: filter("a", onlyStop, ""), status: NotCovered, gap: GapFilter, filters: "a"},
		{name: "mostly about something else", tf: filter("a", `"{ $.eventName = a || $.eventName = b || $.eventName = c || $.eventName = StopLogging }"`, ""), status: NotCovered, gap: GapFilter},
		{name: "and", tf: filter("a", both2, ""), status: NotCovered, gap: GapFilter, filters: "a"},
		{name: "everything", tf: filter("a", anything, ""), status: TooBroad, gap: GapBroad, filters: "a", reason: "nothing to do"},
		{name: "everything and exact", tf: filter("a", anything, "") + filter("b", stopOrDelete, ""), status: Covered, filters: "b"},
		{name: "no pattern", tf: filter("a", `"{ $.eventName = StopLogging || $.eventName = DeleteTrail"`, ""), status: NotCovered, gap: GapFilter, filters: "a", reason: "never deployed"},
		{name: "unknown pattern", tf: filter("a", "var.pattern", ""), status: Undecided, gap: GapUnknown, filters: "a", reason: "var.pattern"},
		{name: "condition", tf: filter("a", stopOrDelete, "count = var.on ? 1 : 0"), status: Undecided, gap: GapUnknown, filters: "a", reason: "condition"},
		{name: "condition that holds", tf: filter("a", stopOrDelete, "count = var.on ? 1 : 0"), opts: Options{AssumeDeployed: true}, status: Covered, filters: "a"},
		{name: "condition that holds by default", tf: "variable \"on\" { default = true }\n" + filter("a", stopOrDelete, "count = var.on ? 1 : 0"), status: Covered, filters: "a"},
		{name: "condition that fails by default", tf: "variable \"on\" { default = false }\n" + filter("a", stopOrDelete, "count = var.on ? 1 : 0"), status: Undecided, gap: GapUnknown, filters: "a", reason: "condition"},
		{name: "for each of nothing known", tf: filter("a", stopOrDelete, "for_each = var.regions"), status: Undecided, gap: GapUnknown, filters: "a", reason: "condition"},
		{name: "half on condition", tf: filter("a", onlyStop, "") + filter("b", onlyDelete, "count = var.on ? 1 : 0"), status: Undecided, gap: GapUnknown, filters: "a b", reason: "condition"},
		{name: "unknown part of a value", tf: filter("a", `"{ $.eventName = StopLogging && $.region = \"${var.region}\" }"`, ""), status: NotCovered, gap: GapFilter, filters: "a"},
		{name: "unknown part that may cover", tf: filter("a", `"{ $.eventName = \"${var.names}\" }"`, ""), status: Undecided, gap: GapUnknown, filters: "a", reason: "var.names"},
		{name: "unknown part beside what covers", tf: filter("a", `"{ $.eventName != \"${var.names}\" || $.eventName = StopLogging }"`, ""), status: Undecided, gap: GapUnknown, filters: "a", reason: "var.names"},
		{name: "unknown part and a half", tf: filter("a", `"{ $.eventName = StopLogging && $.eventName != \"${var.x}\" }"`, "") + filter("b", onlyDelete, ""), status: Undecided, gap: GapUnknown, filters: "a b", reason: "var.x"},
		{name: "computed part", tf: filter("a", `"{ $.region = \"${join("\" || $.eventName = \"", var.names)}\" }"`, ""), status: Undecided, gap: GapUnknown, filters: "a", reason: "join"},
		{name: "publishes 0", tf: strings.Replace(filter("a", stopOrDelete, ""), `= "1"`, `= "0"`, 1), status: NotCovered, gap: GapMetric, filters: "a", reason: "publishes 0"},
		{name: "publishes a value", tf: strings.Replace(filter("a", stopOrDelete, ""), `= "1"`, `= "$.n"`, 1), status: Undecided, gap: GapUnknown, filters: "a", reason: "$.n"},

		{name: "alarm", tf: filter("a", stopOrDelete, "") + alarm("x", `"a"`, acts), status: Covered, filters: "a"},
		{name: "alarm by reference", tf: filter("a", stopOrDelete, "") + alarm("x", "aws_cloudwatch_log_metric_filter.a.metric_transformation[0].name", acts), status: Covered, filters: "a"},
		{name: "alarm by the filter's name", tf: filter("a", stopOrDelete, "") + alarm("x", "aws_cloudwatch_log_metric_filter.a.name", acts), status: Covered, filters: "a"},
		{name: "alarm on another metric", tf: filter("a", stopOrDelete, "") + alarm("x", `"b"`, acts), status: NotCovered, gap: GapAlarm, filters: "a", reason: "No alarm"},
		{name: "alarm not asked for", tf: filter("a", stopOrDelete, "") + alarm("x", `"b"`, acts), change: func(q *Requirement) { q.Alarm = AlarmNotAsked }, status: Covered, filters: "a"},
		{name: "alarm asked for", tf: filter("a", stopOrDelete, ""), change: func(q *Requirement) { q.Alarm = AlarmRequired }, status: NotCovered, gap: GapAlarm, filters: "a"},
		{name: "alarm without action", tf: filter("a", stopOrDelete, "") + alarm("x", `"a"`, ""), status: NotCovered, gap: GapAction, filters: "a", reason: "The alarm x has no action"},
		{name: "alarm switched off", tf: filter("a", stopOrDelete, "") + alarm("x", `"a"`, acts+"\nactions_enabled = false"), status: NotCovered, gap: GapAction, filters: "a", reason: "not enabled"},
		{name: "alarm on a series", tf: filter("a", stopOrDelete, "") + alarm("x", `"a"`, acts+"\ndimensions = { user = \"u\" }"), status: NotCovered, gap: GapAlarm, filters: "a"},
		{name: "unknown alarm", tf: filter("a", stopOrDelete, "") + alarm("x", "var.metric", acts), status: Undecided, gap: GapUnknown, filters: "a", reason: "not known in full"},
		{name: "unknown actions", tf: filter("a", stopOrDelete, "") + alarm("x", `"a"`, "alarm_actions = var.actions"), status: Undecided, gap: GapUnknown, filters: "a", reason: "actions of the alarm"},

		{name: "actions of which none is known", tf: filter("a", stopOrDelete, "") + alarm("x", `"a"`, "alarm_actions = []"), status: NotCovered, gap: GapAction, filters: "a", reason: "no action"},
		{name: "the name of a topic", tf: filter("a", stopOrDelete, "") + alarm("x", `"a"`, "alarm_actions = [aws_sns_topic.t.name]"), status: NotCovered, gap: GapAction, filters: "a", reason: "is the name of the topic"},
		{name: "the name of a topic and the ARN of another", tf: filter("a", stopOrDelete, "") + alarm("x", `"a"`, "alarm_actions = [aws_sns_topic.t.name, aws_sns_topic.u.arn]"), status: Covered, filters: "a"},
		{name: "actions for the end of it only", tf: filter("a", stopOrDelete, "") + alarm("x", `"a"`, "ok_actions = [aws_sns_topic.t.arn]"), status: NotCovered, gap: GapAction, filters: "a", reason: "no action"},
		{name: "whether actions are on", tf: filter("a", stopOrDelete, "") + alarm("x", `"a"`, acts+"\nactions_enabled = var.on"), status: Undecided, gap: GapUnknown, filters: "a", reason: "are enabled is not known"},
		{name: "one letter", tf: filter("alert", stopOrDelete, "") + alarm("x", `"alart"`, acts), status: NotCovered, gap: GapAlarm, filters: "alert", reason: "The alarm x watches the metric CIS/alart, which is another one"},
		{name: "another namespace", tf: filter("a", stopOrDelete, "") + strings.Replace(alarm("x", `"a"`, acts), `"CIS"`, `"CISBenchmark"`, 1), status: NotCovered, gap: GapAlarm, filters: "a", reason: "No alarm watches the metric CIS/a"},
		{name: "never reached", tf: filter("a", stopOrDelete, "") + strings.Replace(strings.Replace(alarm("x", `"a"`, acts), `"Sum"`, `"Maximum"`, 1), "= 1", "= 2", 1), status: NotCovered, gap: GapAlarm, filters: "a", reason: "the Maximum is never >= 2"},
		{name: "reached by several", tf: filter("a", stopOrDelete, "") + strings.Replace(alarm("x", `"a"`, acts), "= 1", "= 3", 1), status: Covered, filters: "a"},
		{name: "at silence only", tf: filter("a", stopOrDelete, "") + strings.Replace(strings.Replace(alarm("x", `"a"`, acts+"\ntreat_missing_data = \"breaching\""), "GreaterThanOrEqualTo", "LessThan", 1), `"Sum"`, `"SampleCount"`, 1), status: NotCovered, gap: GapAlarm, filters: "a", reason: "the SampleCount is never < 1 then"},
		{name: "at other log events only", tf: strings.Replace(filter("a", stopOrDelete, ""), `= "1"`, "= \"1\"\ndefault_value = 0", 1) + strings.Replace(alarm("x", `"a"`, acts), "GreaterThanOrEqualTo", "LessThan", 1), status: NotCovered, gap: GapAlarm, filters: "a", reason: "at a match of the filter a: the Sum is never < 1 then"},
		{name: "unknown threshold", tf: filter("a", stopOrDelete, "") + strings.Replace(alarm("x", `"a"`, acts), "= 1", "= var.n", 1), status: Undecided, gap: GapUnknown, filters: "a", reason: "Whether the alarm x rings is not known"},
		{name: "unknown period", tf: filter("a", stopOrDelete, "") + strings.Replace(alarm("x", `"a"`, acts), "= 300", "= var.n", 1), status: Undecided, gap: GapUnknown, filters: "a", reason: "period"},
		{name: "a threshold by default", tf: "variable \"n\" { default = 1 }\n" + filter("a", stopOrDelete, "") + strings.Replace(alarm("x", `"a"`, acts), "= 1", "= var.n", 1), status: Covered, filters: "a"},
		{name: "alarm under a condition", tf: filter("a", stopOrDelete, "") + alarm("x", `"a"`, acts+"\ncount = var.on"), status: Undecided, gap: GapUnknown, filters: "a", reason: "The alarm x is deployed under a condition"},
		{name: "alarm under a condition that holds", tf: filter("a", stopOrDelete, "") + alarm("x", `"a"`, acts+"\ncount = var.on"), opts: Options{AssumeDeployed: true}, status: Covered, filters: "a"},
		{name: "one of two alarms", tf: filter("a", stopOrDelete, "") + alarm("x", `"a"`, "") + alarm("y", `"a"`, acts), status: Covered, filters: "a"},
		{name: "a dimension", tf: strings.Replace(filter("a", stopOrDelete, ""), `= "1"`, "= \"1\"\ndimensions = { user = \"$.userIdentity.arn\" }", 1) + alarm("x", `"a"`, acts), status: NotCovered, gap: GapAlarm, filters: "a", reason: "omits the dimension user"},
		{name: "the alarm of another filter", tf: filter("a", stopOrDelete, "") + filter("b", `"{ $.x = 1 }"`, "") + alarm("x", "aws_cloudwatch_log_metric_filter.b.id", acts), status: NotCovered, gap: GapAlarm, filters: "a", reason: "No alarm watches"},
		{name: "the alarm of a filter whose name is not known", tf: filter("a", stopOrDelete, "") + strings.Replace(filter("b", `"{ $.x = 1 }"`, ""), `= "b"`, "= var.name", 1) + alarm("x", "aws_cloudwatch_log_metric_filter.b.id", acts), status: Undecided, gap: GapUnknown, filters: "a", reason: "not known in full"},
		{name: "metric math", tf: filter("a", stopOrDelete, "") + "resource \"aws_cloudwatch_metric_alarm\" \"x\" {\n alarm_name = \"x\"\n threshold = 1\n comparison_operator = \"GreaterThanOrEqualToThreshold\"\n evaluation_periods = 1\n" + acts + "\n metric_query {\n id = \"e\"\n expression = \"m*2\"\n return_data = true\n }\n metric_query {\n id = \"m\"\n metric {\n metric_name = \"a\"\n namespace = \"CIS\"\n period = 60\n stat = \"Sum\"\n }\n }\n}\n", status: Undecided, gap: GapUnknown, filters: "a", reason: "uses metric math"},
		{name: "a group that does not support filters", tf: "resource \"aws_cloudwatch_log_group\" \"g\" {\n name = \"trail\"\n log_group_class = \"INFREQUENT_ACCESS\"\n}\n" + filter("a", stopOrDelete, "") + alarm("x", `"a"`, acts), status: NotCovered, gap: GapFilter, filters: "a", reason: "does not support filters"},
		{name: "two halves, one alarm", tf: filter("a", onlyStop, "") + filter("b", onlyDelete, "") + alarm("x", `"a"`, acts), status: NotCovered, gap: GapAlarm, filters: "b", reason: "No alarm watches the metric CIS/b"},
		{name: "two halves, two alarms", tf: filter("a", onlyStop, "") + filter("b", onlyDelete, "") + alarm("x", `"a"`, acts) + alarm("y", `"b"`, acts), status: Covered, filters: "a b"},

		{name: "unknown actions, assumed", tf: filter("a", stopOrDelete, "") + alarm("x", `"a"`, "alarm_actions = var.actions"), opts: Options{AssumeDeployed: true}, status: Covered, filters: "a"},
		{name: "refused", tf: strings.Replace(filter("a", stopOrDelete, ""), `= "1"`, "= \"1\"\ndefault_value = 0\ndimensions = { a = \"$.a\" }", 1), status: NotCovered, gap: GapFilter, filters: "a", reason: "never deployed"},
		{name: "other unit", tf: filter("a", stopOrDelete, "") + alarm("x", `"a"`, acts+"\nunit = \"Bytes\""), status: NotCovered, gap: GapAlarm, filters: "a", reason: "looks at Bytes"},
		{name: "unit none", tf: filter("a", stopOrDelete, "") + alarm("x", `"a"`, acts+"\nunit = \"None\""), status: Covered, filters: "a"},
		{name: "group", tf: filter("a", stopOrDelete, ""), change: func(q *Requirement) { q.Groups = []string{"tra*"} }, status: Covered, filters: "a"},
		{name: "other group", tf: filter("a", stopOrDelete, ""), change: func(q *Requirement) { q.Groups = []string{"*cloud*"} }, status: NotCovered, gap: GapFilter},
		{name: "unknown group", tf: strings.Replace(filter("a", stopOrDelete, ""), `"trail"`, "var.group", 1), change: func(q *Requirement) { q.Groups = []string{"tra*"} }, status: Undecided, gap: GapUnknown, filters: "a", reason: "log group"},
		{name: "events only", tf: filter("a", stopOrDelete, ""), change: func(q *Requirement) { q.Pattern = nil }, status: Covered, filters: "a"},
		{name: "events only, half", tf: filter("a", onlyStop, ""), change: func(q *Requirement) { q.Pattern = nil }, status: NotCovered, gap: GapFilter, filters: "a"},
		// What the samples do not show, analysis does.
		{name: "no samples", tf: filter("a", onlyStop, ""), change: func(q *Requirement) { q.Match = nil }, status: NotCovered, gap: GapFilter, filters: "a"},
		{name: "no samples, covered", tf: filter("a", onlyStop, "") + filter("b", onlyDelete, ""), change: func(q *Requirement) { q.Match = nil }, status: Covered, filters: "a b"},
	} {
		t.Run(test.name, func(t *testing.T) {
			rule, require := *trail, *trail.Require
			rule.Require = &require
			if test.change != nil {
				test.change(&require)
			}
			e := read(t, test.tf)
			list, err := e.Judge([]*Rule{&rule}, test.opts)
			if err != nil {
				t.Fatal(err)
			}
			v := list[0]
			var names []string
			for _, f := range v.Filters {
				names = append(names, f.Name)
			}
			if v.Status != test.status || v.Gap != test.gap || strings.Join(names, " ") != test.filters {
				t.Errorf("%s, gap %q, filters %q; %q", v.Status, v.Gap, names, v.Reasons)
			}
			if !strings.Contains(strings.Join(v.Reasons, "\n"), test.reason) {
				t.Errorf("the reasons %q do not say %q", v.Reasons, test.reason)
			}
			if v.Status == NotCovered {
				checkWitness(t, &require, v, e)
			}
			if (v.Status == Covered) != (len(e.Findings([]*Verdict{v}, ".")) == 0) {
				t.Error("what is not covered makes a finding, and nothing else does")
			}
		})
	}
}

func TestRemarks(t *testing.T) {
	p, err := grammar.Parse("{ $.eventName = DeleteTrail || $.eventName = StopLogging }")
	if err != nil {
		t.Fatal(err)
	}
	lowered := strings.Replace(filter("a", stopOrDelete, ""), `= "1"`, "= \"1\"\ndefault_value = 0", 1)
	for _, test := range []struct{ tf, want string }{
		{filter("a", stopOrDelete, "") + alarm("x", `"a"`, acts), ""},
		{filter("a", stopOrDelete, "") + strings.Replace(alarm("x", `"a"`, acts), "= 1", "= 5", 1), "The alarm x rings at Sum >= 5, not at a single log event."},
		{filter("a", stopOrDelete, "") + strings.Replace(alarm("x", `"a"`, acts), "evaluation_periods  = 1", "evaluation_periods  = 3", 1), "The alarm x rings after 3 periods that breach."},
		{lowered + strings.Replace(alarm("x", `"a"`, acts), `"Sum"`, `"Average"`, 1), "lowers with each log event"},
		{lowered + alarm("x", `"a"`, acts), ""},
	} {
		list, err := read(t, test.tf).Judge([]*Rule{{ID: "x", Title: "X", Require: &Requirement{Pattern: p}}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		notes := strings.Join(list[0].Notes, "\n")
		if list[0].Status != Covered || (test.want == "") != (notes == "") || !strings.Contains(notes, test.want) {
			t.Errorf("%s: %q, want %q", list[0].Status, notes, test.want)
		}
	}
}

// checkWitness runs a witness: it must be noticed, and no filter with a metric
// and an alarm matches it.
func checkWitness(t *testing.T, q *Requirement, v *Verdict, e *Estate) {
	t.Helper()
	for _, event := range []string{v.Witness, v.Brief()} {
		if q.Pattern != nil {
			f, err := engine.Compile(q.Pattern)
			if err != nil || !f.Match([]byte(event)) {
				t.Errorf("the witness %q is no log event of the rule", event)
			}
		}
		for _, f := range e.Filters {
			if v.Gap == GapFilter && len(q.Groups) == 0 && f.compiled != nil && f.Refused == "" && f.Group.Name == "trail" && f.compiled.Match([]byte(event)) {
				t.Errorf("%s matches the witness %q", f.Name, event)
			}
		}
	}
}

func TestBrief(t *testing.T) {
	parse := func(text string) grammar.Pattern {
		p, err := grammar.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	event := `{"a":{"b":1,"c":[1,2]},"d":"x","e":null}`
	for pattern, want := range map[string]string{
		"{ $.d = x }":                           `{"d":"x"}`,
		"{ $.a.b = 1 }":                         `{"a":{"b":1}}`,
		"{ $.a.c[0] = 1 && $.d = x }":           `{"a":{"c":[1,2]},"d":"x"}`,
		"{ $.z NOT EXISTS && $.d = x }":         `{"d":"x"}`,
		"{ $.e IS NULL || $.a = 1 || $.a.b=1 }": `{"a":{"b":1,"c":[1,2]},"e":null}`,
		"x":                                     event, // is in what would be cut
	} {
		if d := cmp.Diff(want, brief(event, []grammar.Pattern{parse(pattern)})); d != "" {
			t.Errorf("%s (-want +got)\n%s", pattern, d)
		}
	}
}

func TestGlob(t *testing.T) {
	for _, test := range []struct {
		glob, name string
		want       bool
	}{
		{"a", "a", true}, {"a", "ab", false}, {"*", "/aws/x", true}, {"*trail*", "/aws/cloudtrail/x", true},
		{"a*a", "a", false}, {"a*b*c", "a/b/x/c", true}, {"a*b*b", "ab", false},
	} {
		if got := globMatches(test.glob, test.name); got != test.want {
			t.Errorf("%s on %s: %v", test.glob, test.name, got)
		}
	}
}

// TestCalledModule holds that the filters of a module count where it is called,
// unless the service would refuse them, and in the Region of the call.
func TestCalledModule(t *testing.T) {
	module := strings.Replace(filter("m", "var.pattern", ""), `"trail"`, "var.group", 1) + "variable \"pattern\" {}\nvariable \"group\" {}\n"
	refused := strings.Replace(module, `= "1"`, "= \"1\"\ndefault_value = 0\ndimensions = { a = \"$.a\" }", 1)
	call := "module \"c\" {\n  source  = \"./m\"\n  group   = \"trail\"\n  pattern = " + stopOrDelete + "\n"
	p, err := grammar.Parse("{ $.eventName = DeleteTrail || $.eventName = StopLogging }")
	if err != nil {
		t.Fatal(err)
	}
	rule := &Rule{ID: "trail", Title: "Trail", Require: &Requirement{Pattern: p}}
	for _, c := range []struct {
		name, module, main string
		want               Status
	}{
		{"called", module, call + "}\n", Covered},
		{"refused", refused, call + "}\n", NotCovered},
		{"called under a condition", module, "variable \"on\" {}\n" + call + "  count = var.on\n}\n", Undecided},
	} {
		f := languages.Read(source.Input{Name: "main.tf", Data: []byte(c.main)}, languages.Options{Terraform: terraform.Options{
			Module: func(string) []source.Input { return []source.Input{{Name: "m/main.tf", Data: []byte(c.module)}} },
		}})
		own := languages.Read(source.Input{Name: "m/main.tf", Data: []byte(c.module)}, languages.Options{})
		verdicts, err := NewEstate([]*source.File{own, f}).Judge([]*Rule{rule}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := verdicts[0].Status; got != c.want {
			t.Errorf("%s: %v: %s", c.name, got, verdicts[0].Reasons)
		}
	}
	two := NewEstate(read(t, filter("a", onlyStop, ""), strings.Replace(filter("b", onlyDelete, ""), "{\n", "{\n  provider = aws.other\n", 1)).Files)
	if len(two.Groups) != 2 {
		t.Errorf("%d log groups of two Regions", len(two.Groups))
	}
}
