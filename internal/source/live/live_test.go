package live_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
	"github.com/logsieve/logsieve/internal/source/live"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// read reads files given as name, text, name, text.
func read(t *testing.T, texts ...string) []*source.File {
	t.Helper()
	var files []*source.File
	for i := 0; i < len(texts); i += 2 {
		f := languages.Read(source.Input{Name: texts[i], Data: []byte(texts[i+1])}, languages.Options{})
		sourcetest.CheckFile(t, f)
		files = append(files, f)
	}
	live.Settle(files)
	return files
}

// told are the resources of files with their places, and the pages with what they
// lack.
func told(files []*source.File) string {
	var b strings.Builder
	for _, f := range files {
		for _, r := range append(f.Resources, f.Links...) {
			fmt.Fprintf(&b, "%s %s %s/%s", r.Operation.Name, r.Address, r.Account, r.Region)
			if r.Mixed {
				b.WriteString(" mixed")
			}
			b.WriteString("\n")
		}
		for _, l := range f.Listings {
			fmt.Fprintf(&b, "  %s %s/%s %d", l.Member, l.Account, l.Region, l.Items)
			for what, is := range map[string]bool{" missing": l.Missing, " mixed": l.Mixed, " bare": l.Bare} {
				if is {
					b.WriteString(what)
				}
			}
			b.WriteString("\n")
		}
		for _, p := range f.Problems {
			fmt.Fprintf(&b, "  %s: %s\n", f.Name, p.Reason)
		}
	}
	return b.String()
}

func filters(names string, more string) string {
	var items []string
	for _, name := range strings.Fields(names) {
		name, group, _ := strings.Cut(name, "@")
		items = append(items, fmt.Sprintf(`{"filterName": %q, "filterPattern": "ERROR", "metricTransformations": [], "creationTime": 1, "logGroupName": %q}`, name, group))
	}
	return `{"metricFilters": [` + strings.Join(items, ", ") + `]` + more + "}\n"
}

func group(region, name string) string {
	return fmt.Sprintf(`{"logGroups": [{"logGroupName": %q, "arn": "arn:aws:logs:%s:111122223333:log-group:%s:*", "storedBytes": 0}]}`+"\n", name, region, name)
}

func alarms(region string) string {
	return fmt.Sprintf(`{"MetricAlarms": [{"AlarmName": "a", "AlarmArn": "arn:aws:cloudwatch:%s:111122223333:alarm:a", "StateValue": "OK"}], "CompositeAlarms": []}`+"\n", region)
}

const token = `, "nextToken": "t"`

// TestSettle holds what files tell of each other's places and pages.
func TestSettle(t *testing.T) {
	for _, c := range []struct {
		what  string
		files []string
		want  string
	}{
		{"the ARNs of a folder tell the place of a filter", []string{"a/f.json", filters("f@g", ""), "a/g.json", group("eu-west-1", "h")}, `
PutMetricFilter metricFilters.f 111122223333/eu-west-1
  metricFilters 111122223333/eu-west-1 1
CreateLogGroup logGroups.h 111122223333/eu-west-1
  logGroups 111122223333/eu-west-1 1
`},
		{"and so does a name on the path, before them", []string{"us-east-1/f.json", filters("f@g", ""), "us-east-1/g.json", alarms("eu-west-1")}, `
PutMetricFilter metricFilters.f 111122223333/us-east-1
  metricFilters 111122223333/us-east-1 1
PutMetricAlarm MetricAlarms.a 111122223333/eu-west-1
  MetricAlarms 111122223333/eu-west-1 1
  CompositeAlarms 111122223333/us-east-1 0
`},
		{"and an account on it", []string{"444455556666/filters-ap-southeast-2.json", filters("f@g", "")}, `
PutMetricFilter metricFilters.f 444455556666/ap-southeast-2
  metricFilters 444455556666/ap-southeast-2 1
`},
		{"a word that looks like none", []string{"my-west-2024/eu-west.json", filters("f@g", "")}, `
PutMetricFilter metricFilters.f /
  metricFilters / 1
`},
		{"of several Regions the log group tells", []string{"a/f.json", filters("f@g", ""), "a/g.json", group("eu-west-1", "g") + group("us-east-1", "h")}, `
PutMetricFilter metricFilters.f 111122223333/eu-west-1
  metricFilters 111122223333/eu-west-1 1
CreateLogGroup logGroups.g 111122223333/eu-west-1
CreateLogGroup logGroups.h 111122223333/us-east-1
  logGroups 111122223333/eu-west-1 1
  logGroups 111122223333/us-east-1 1
`},
		{"unless it is in both", []string{"a/f.json", filters("f@g", ""), "a/g.json", group("eu-west-1", "g") + group("us-east-1", "g")}, `
PutMetricFilter metricFilters.f 111122223333/ mixed
  metricFilters 111122223333/ 1 mixed
CreateLogGroup logGroups.g 111122223333/eu-west-1
CreateLogGroup logGroups.g #2 111122223333/us-east-1
  logGroups 111122223333/eu-west-1 1
  logGroups 111122223333/us-east-1 1
`},
		{"a next page follows in the file", []string{"a.json", filters("f@g", token) + filters("h@g", token) + filters("i@g", "")}, `
PutMetricFilter metricFilters.f /
PutMetricFilter metricFilters.h /
PutMetricFilter metricFilters.i /
  metricFilters / 1
  metricFilters / 1
  metricFilters / 1
`},
		{"or in the next file of its series, by number", []string{"p-1.json", filters("f@g", token), "p-10.json", filters("h@g", ""), "p-2.json", filters("i@g", token)}, `
PutMetricFilter metricFilters.f /
  metricFilters / 1
PutMetricFilter metricFilters.h /
  metricFilters / 1
PutMetricFilter metricFilters.i /
  metricFilters / 1
`},
		{"or nowhere: not in the file of another Region, nor of another sort", []string{"eu-west-1.json", filters("f@g", token) + group("eu-west-1", "g"), "eu-west-2.json", filters("f@g", "")}, `
PutMetricFilter metricFilters.f 111122223333/eu-west-1
CreateLogGroup logGroups.g 111122223333/eu-west-1
  metricFilters 111122223333/eu-west-1 1 missing
  logGroups 111122223333/eu-west-1 1
PutMetricFilter metricFilters.f 111122223333/eu-west-2
  metricFilters 111122223333/eu-west-2 1
`},
		{"the CLI's own token counts, and null is none", []string{"a.json", filters("f@g", `, "NextToken": "t"`), "b.json", filters("f@g", `, "nextToken": null`)}, `
PutMetricFilter metricFilters.f /
  metricFilters / 1 missing
PutMetricFilter metricFilters.f /
  metricFilters / 1
`},
		{"an array of pages, and lines", []string{"a.json", "[" + filters("f@g", token) + "," + filters("h@g", "") + "]", "b.ndjson", filters("i@g", token) + filters("j@g", "")}, `
PutMetricFilter metricFilters.f /
PutMetricFilter metricFilters.h /
  metricFilters / 1
  metricFilters / 1
PutMetricFilter metricFilters.i /
PutMetricFilter metricFilters.j /
  metricFilters / 1
  metricFilters / 1
`},
		{"YAML", []string{"a.yaml", "metricFilters:\n- creationTime: 1\n  filterName: f\n  filterPattern: '{ $.a = 1 }'\n  logGroupName: g\n  metricTransformations: []\n"}, `
PutMetricFilter metricFilters.f /
  metricFilters / 1
`},
		{"a list alone does not say whether it is all", []string{"a.json", `[{"filterName": "f", "filterPattern": "", "metricTransformations": [], "creationTime": 1, "logGroupName": "g"}]`}, `
PutMetricFilter metricFilters.f /
  metricFilters / 1 bare
`},
		{"what is answered twice counts once", []string{"eu-west-1/a.json", filters("f@g h@g", "") + filters("h@g f@g f@i", "")}, `
PutMetricFilter metricFilters.f /eu-west-1
PutMetricFilter metricFilters.h /eu-west-1
PutMetricFilter metricFilters.f #3 /eu-west-1
  metricFilters /eu-west-1 2
  metricFilters /eu-west-1 3
`},
		{"a function tells the place of its filter, whatever the alarms beside it", []string{"a.json", `{"subscriptionFilters": [{"filterName": "s", "logGroupName": "g", "filterPattern": "", "destinationArn": "arn:aws:lambda:eu-west-1:111122223333:function:f"}]}` + alarms("us-east-1")}, `
PutSubscriptionFilter subscriptionFilters.s 111122223333/eu-west-1
PutMetricAlarm MetricAlarms.a 111122223333/us-east-1
  subscriptionFilters 111122223333/eu-west-1 1
  MetricAlarms 111122223333/us-east-1 1
  CompositeAlarms 111122223333/ 0
`},
		{"a trail is where its log group is, and tells nobody's place", []string{"a.json", `{"trailList": [{"Name": "t", "TrailARN": "arn:aws:cloudtrail:us-east-1:111122223333:trail/t", "CloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:111122223333:log-group:g:*"}]}` + filters("f@g", "")}, `
PutMetricFilter metricFilters.f /
CreateTrail trailList.t 111122223333/us-east-1
  trailList / 1
  metricFilters / 1
`},
		{"the policy of a function", []string{"a.json", `{"Policy": "{\"Statement\": [{\"Sid\": \"x\", \"Effect\": \"Allow\", \"Principal\": {\"Service\": [\"logs.amazonaws.com\", \"events.amazonaws.com\"]}, \"Action\": \"lambda:InvokeFunction\", \"Resource\": \"arn:aws:lambda:eu-west-1:111122223333:function:ship:live\"}]}", "RevisionId": "1"}`}, `
CreateFunction Policy.ship 111122223333/eu-west-1
AddPermission Policy.ship.x 111122223333/eu-west-1
AddPermission Policy.ship.x 111122223333/eu-west-1
  Policy 111122223333/eu-west-1 0
`},
		{"topics and who has subscribed", []string{"a.json", `{"Topics": [{"TopicArn": "arn:aws:sns:eu-west-1:111122223333:t"}]}{"Subscriptions": [{"SubscriptionArn": "PendingConfirmation", "Protocol": "email", "Endpoint": "a@example.com", "TopicArn": "arn:aws:sns:eu-west-1:111122223333:t"}], "NextToken": "x"}`}, `
CreateTopic Topics.t 111122223333/eu-west-1
Subscribe Subscriptions.t 111122223333/eu-west-1
  Topics 111122223333/eu-west-1 1
  Subscriptions 111122223333/eu-west-1 1 missing
`},
		{"an answer that is cut off is read up to there", []string{"a.json", filters("f@g", "") + `{"metricFilters": [{"filterName"`, "b.json", `{"metricFilters": [{"filterName"`}, `
PutMetricFilter metricFilters.f /
  metricFilters / 1
  a.json: The file is not JSON: expected : after a member name.
  b.json: The file is not JSON: expected : after a member name.
`},
	} {
		if d := cmp.Diff(strings.TrimPrefix(c.want, "\n"), told(read(t, c.files...))); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, d)
		}
	}
}

// TestNoAnswer holds what looks like an answer and is none.
func TestNoAnswer(t *testing.T) {
	for name, text := range map[string]string{
		"streams":          `{"logStreams": [{"logStreamName": "a", "arn": "arn:aws:logs:eu-west-1:111122223333:log-group:g"}]}`,
		"names":            `{"logGroups": ["a", "b"]}`,
		"other items":      `{"destinations": [{"url": "x"}]}`,
		"other members":    `{"destinations": [], "color": "red"}`,
		"a bucket":         `{"Policy": "{\"Statement\": [{\"Effect\": \"Allow\", \"Resource\": \"arn:aws:s3:::b/*\"}]}"}`,
		"a broken policy":  `{"Policy": "{"}`,
		"a managed policy": `{"Policy": {"PolicyName": "x", "Arn": "arn:aws:iam::111122223333:policy/x"}}`,
		"an error":         `{"__type": "AccessDeniedException", "message": "metricFilters"}`,
		"requests":         `[{"filterName": "f", "logGroupName": "g", "filterPattern": "", "metricTransformations": []}]`,
	} {
		f := languages.Read(source.Input{Name: "a.json", Data: []byte(text)}, languages.Options{})
		if f.Format == source.Live || len(f.Listings) > 0 {
			t.Errorf("%s is read as an answer", name)
		}
	}
}

// TestOtherItems: what no account answers is told, and the rest goes on.
func TestOtherItems(t *testing.T) {
	const filter = `{"filterName": "a", "filterPattern": "x", "metricTransformations": [], "logGroupName": "/app"}`
	const alarm = `{"AlarmName": "x", "AlarmArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:x", "Period": 60}`
	for _, c := range []struct{ text, want string }{
		{`{"metricFilters": [` + filter + `, 5, null], "MetricAlarms": [` + alarm + `]}`, `PutMetricFilter metricFilters.a 111122223333/eu-west-1
PutMetricAlarm MetricAlarms.x 111122223333/eu-west-1
  metricFilters 111122223333/eu-west-1 3 bare
  MetricAlarms 111122223333/eu-west-1 1
  f.json: This item of metricFilters is not an object.
  f.json: This item of metricFilters is not an object.
`},
		{`{"metricFilters": [{"x": 1}, ` + filter + `]}`, `PutMetricFilter metricFilters.a /
  metricFilters / 2 bare
  f.json: This item of metricFilters has no filterName.
`},
		{`{"metricFilters": "x", "MetricAlarms": [` + alarm + `]}`, `PutMetricAlarm MetricAlarms.x 111122223333/eu-west-1
  metricFilters 111122223333/eu-west-1 0 bare
  MetricAlarms 111122223333/eu-west-1 1
  f.json: metricFilters is not a list.
`},
		{`{"metricFilters": "x"}`, ""},
		{`{"metricFilters": [1]}`, ""},
		{`{"metricFilters": [` + filter + `], "more": 1}`, ""},
	} {
		files := read(t, "f.json", c.text)
		got := ""
		if files[0].Format == source.Live {
			got = told(files)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.text, diff)
		}
	}
}
