package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/cli"
)

// served starts an endpoint, and returns what sends it a request and gives its
// answer.
func served(t *testing.T) func(operation, body string) string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	read, write := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- cli.Main(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--state", "memory", "--region", "eu-west-1"}, cli.Streams{Out: write, Err: io.Discard})
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != cli.ExitOK {
			t.Errorf("serve ended with exit code %d", code)
		}
	})
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	url := strings.TrimPrefix(strings.TrimSpace(line), "listening on ")
	return func(operation, body string) string {
		t.Helper()
		r, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Header.Set("X-Amz-Target", "Logs_20140328."+operation)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		answer, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s %s %v", operation, res.Status, answer, err)
		}
		return string(answer)
	}
}

// pages are all pages of an answer, one after another, as they are when each is
// asked for by itself.
func pages(t *testing.T, send func(operation, body string) string, operation string, body map[string]any) string {
	t.Helper()
	all := ""
	for {
		data, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		answer := send(operation, string(data))
		var indented bytes.Buffer
		if err := json.Indent(&indented, []byte(answer), "", "    "); err != nil {
			t.Fatal(err)
		}
		all += indented.String() + "\n"
		var page struct{ NextToken string }
		if err := json.Unmarshal([]byte(answer), &page); err != nil {
			t.Fatal(err)
		}
		if page.NextToken == "" {
			return all
		}
		body["nextToken"] = page.NextToken
	}
}

// TestLive follows alarms over what an endpoint answers: filters are put, described
// page by page, and judged beside the alarms of CloudWatch.
func TestLive(t *testing.T) {
	send := served(t)
	for _, group := range []string{"/app/orders", "/app/web"} {
		send("CreateLogGroup", `{"logGroupName": "`+group+`"}`)
		send("PutRetentionPolicy", `{"logGroupName": "`+group+`", "retentionInDays": 30}`)
	}
	for _, f := range []struct{ group, name, pattern, transformation string }{
		{"/app/orders", "failed", `{ $.outcome = \"failed\" }`, `{"metricName": "Failed", "metricNamespace": "Orders", "metricValue": "1"}`},
		{"/app/orders", "large", `{ $.items > 100 }`, `{"metricName": "Items", "metricNamespace": "Orders", "metricValue": "$.items"}`},
		{"/app/web", "refused", `[ip, user, time, request, status = 4*, bytes]`, `{"metricName": "Refused", "metricNamespace": "Web", "metricValue": "1", "defaultValue": 0}`},
	} {
		send("PutMetricFilter", `{"logGroupName": "`+f.group+`", "filterName": "`+f.name+`", "filterPattern": "`+f.pattern+`", "metricTransformations": [`+f.transformation+`]}`)
	}
	send("PutSubscriptionFilter", `{"logGroupName": "/app/orders", "filterName": "ship", "filterPattern": "", "destinationArn": "arn:aws:lambda:eu-west-1:123456789012:function:ship"}`)

	dir := filepath.Join(t.TempDir(), "eu-west-1")
	t.Chdir(filepath.Dir(dir))
	filters := pages(t, send, "DescribeMetricFilters", map[string]any{"limit": 1})
	writeFile(t, filepath.Join(dir, "metric-filters.json"), filters)
	writeFile(t, filepath.Join(dir, "log-groups.json"), pages(t, send, "DescribeLogGroups", map[string]any{"limit": 1}))
	writeFile(t, filepath.Join(dir, "subscriptions.json"), pages(t, send, "DescribeSubscriptionFilters", map[string]any{"logGroupName": "/app/orders"}))
	alarm := func(region, name, namespace, metric string, threshold string) string {
		return `{"AlarmName": "` + name + `", "AlarmArn": "arn:aws:cloudwatch:` + region + `:123456789012:alarm:` + name + `", "ActionsEnabled": true, "OKActions": [], ` +
			`"AlarmActions": ["arn:aws:sns:` + region + `:123456789012:on-call"], "StateValue": "INSUFFICIENT_DATA", "Namespace": "` + namespace + `", "MetricName": "` + metric + `", ` +
			`"Statistic": "Sum", "Dimensions": [], "Period": 300, "EvaluationPeriods": 1, "Threshold": ` + threshold + `, "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching"}`
	}
	writeFile(t, filepath.Join(dir, "alarms.json"), `{"MetricAlarms": [`+strings.Join([]string{
		alarm("eu-west-1", "orders", "Orders", "Failed", "2.0"),
		alarm("eu-west-1", "orders-case", "orders", "Failed", "1.0"),
		alarm("eu-west-1", "queue", "Queue", "Length", "1.0"),
		alarm("us-east-1", "web-us", "Web", "Refused", "1.0"),
		alarm("eu-west-1", "web", "Web", "Refused", "1.0"),
		`{"AlarmName": "share", "AlarmArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:share", "ActionsEnabled": true, "AlarmActions": ["arn:aws:sns:eu-west-1:123456789012:on-call"],
		  "EvaluationPeriods": 1, "Threshold": 0.1, "ComparisonOperator": "GreaterThanThreshold", "Metrics": [{"Id": "e", "Expression": "m * 2", "ReturnData": true},
		  {"Id": "m", "MetricStat": {"Metric": {"Namespace": "Web", "MetricName": "Refused", "Dimensions": []}, "Period": 60, "Stat": "Sum"}, "ReturnData": false}]}`,
	}, ",\n")+`], "CompositeAlarms": []}`)

	verdicts := func(args ...string) string {
		t.Helper()
		_, out, stderr := run(t.Context(), nil, append([]string{"alarms", "-o", "json"}, args...)...)
		var report struct {
			Alarms []struct {
				Name, Whole string
				Links       []struct{ Kind, Reason string }
				Reason      string
			}
		}
		if err := json.Unmarshal([]byte(out), &report); err != nil {
			t.Fatalf("%v: %s%s", err, out, stderr)
		}
		var b strings.Builder
		for _, a := range report.Alarms {
			b.WriteString(a.Name + " " + a.Whole)
			if a.Reason != "" {
				b.WriteString(": " + a.Reason)
			}
			for _, l := range a.Links {
				if l.Reason != "" {
					b.WriteString(": " + l.Reason)
				}
			}
			b.WriteString("\n")
		}
		return b.String()
	}
	const want = `orders proven
orders-case broken: no filter publishes it; metricFilters.failed at eu-west-1/metric-filters.json:4 publishes Orders/Failed
queue undecided: no filter in the files publishes it; none of the account does, so something else must
web-us undecided: no filter in the files publishes it; metricFilters.refused at eu-west-1/metric-filters.json:42 does in eu-west-1 of account 123456789012, and the alarm is in us-east-1 of account 123456789012
web proven
share undecided: it uses metric math, which is not judged
`
	if d := cmp.Diff(want, verdicts(".")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	code, out, stderr := run(t.Context(), nil, "lint", ".")
	if want := "eu-west-1/alarms.json:2:258: warning: No filter publishes the namespace orders; metricFilters.failed at eu-west-1/metric-filters.json:4 publishes Failed in Orders."; code != cli.ExitFindings || !strings.Contains(out, want) || strings.Count(out, "warning:")+strings.Count(out, "error:") != 1 {
		t.Errorf("lint: exit code %d\n%s%s", code, out, stderr)
	}

	// Without its last page nothing is said of what no filter publishes.
	first, _, _ := strings.Cut(filters, "\n}\n")
	writeFile(t, filepath.Join(dir, "metric-filters.json"), first+"\n}\n")
	const cut = `orders proven
orders-case undecided: no filter in the files publishes it; the metric filters of the account are not all in the files
queue undecided: no filter in the files publishes it; the metric filters of the account are not all in the files
web-us undecided: no filter in the files publishes it
web undecided: no filter in the files publishes it; the metric filters of the account are not all in the files
share undecided: it uses metric math, which is not judged: no filter in the files publishes it; the metric filters of the account are not all in the files
`
	if d := cmp.Diff(cut, verdicts(".")); d != "" {
		t.Errorf("without the last page (-want +got):\n%s", d)
	}
	if _, out, _ := run(t.Context(), nil, "lint", "."); !strings.Contains(out, "Pages are missing: metricFilters go on after this one") || strings.Contains(out, "No filter publishes") {
		t.Errorf("lint without the last page:\n%s", out)
	}
}

// TestLivePolicy holds the permissions that the page asks for to the commands that
// it runs.
func TestLivePolicy(t *testing.T) {
	page, err := os.ReadFile("../../docs/live.md")
	if err != nil {
		t.Fatal(err)
	}
	want, got := map[string]bool{}, map[string]bool{}
	for _, b := range fences(string(page)) {
		switch b.info {
		case "sh":
			for _, m := range regexp.MustCompile(`\baws ([a-z]+) ([a-z-]+)`).FindAllStringSubmatch(b.text, -1) {
				name := ""
				for _, word := range strings.Split(m[2], "-") {
					name += strings.ToUpper(word[:1]) + word[1:]
				}
				want[m[1]+":"+name] = true
			}
		case "json file=policy.json":
			var policy struct {
				Statement []struct{ Action []string }
			}
			if err := json.Unmarshal([]byte(b.text), &policy); err != nil {
				t.Fatal(err)
			}
			for _, s := range policy.Statement {
				for _, action := range s.Action {
					got[action] = true
				}
			}
		}
	}
	if d := cmp.Diff(want, got); d != "" || len(got) == 0 {
		t.Errorf("(-commands +permissions):\n%s", d)
	}
}
