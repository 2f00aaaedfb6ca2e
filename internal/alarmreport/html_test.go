package alarmreport_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/alarmreport"
	"github.com/logsieve/logsieve/internal/chain"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/page/pagetest"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// chains are those of testdata/stack.yaml, over some log events.
func chains(t *testing.T, changes ...string) []*chain.Alarm {
	t.Helper()
	data, err := os.ReadFile("testdata/stack.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(changes...).Replace(string(data))
	f := languages.Read(source.Input{Name: "stack.yaml", Data: []byte(text)}, languages.Options{})
	list := chain.Of(estate.New([]*source.File{f}), chain.Options{})
	logs := chain.NewLogs(list, nil)
	e := logs.Evaluator("")
	const start = 1772323200000
	for i, message := range strings.Split("fine ERROR ERROR fine fine ERROR fine fine fine fine", " ") {
		e.Evaluate([]byte(`{"level": "` + message + `", "ms": "` + message + `"}`))
		e.Publish(start + int64(i)*60000)
	}
	logs.Replay(start, start+15*60000, "")
	return list
}

func html(t *testing.T, list []*chain.Alarm) string {
	t.Helper()
	var b bytes.Buffer
	if err := alarmreport.WriteHTML(&b, list, nil, 1, "1.2.3", ""); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHTML(t *testing.T) {
	page := html(t, chains(t))
	for _, want := range []string{
		"logsieve 1.2.3", "Judged from 1 configuration file,", `<b class="broken">2</b>broken`, `<b class="proven">1</b>proven`, `<b class="undecided">1</b>undecided`,
		"log group <code>/app</code> <span class=\"soft\">stack.yaml:2</span>", "Rings with", "{&#34;level&#34;:&#34;ERROR&#34;}",
		"Use the metric Errors in the namespace App.", "Add an action for the state ALARM",
		"10 log events from 2026-03-01T00:00:00Z to 2026-03-01T00:16:00Z: 3 matched.", "It rings: OK at 2026-03-01T00:00:00Z, ALARM at 2026-03-01T00:01:00Z",
		">threshold &gt;= 1<", ">ALARM<", "It does not ring: INSUFFICIENT_DATA throughout",
		"3 of 3 matches of filter slow published nothing: $.ms is text that is not a number in 3.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if n := strings.Count(page, "<svg"); n != 2 {
		t.Errorf("%d plots, want one for each alarm with datapoints", n)
	}
	if links := pagetest.Check(t, page); len(links) != 4 {
		t.Errorf("%d links into the page, want one for each alarm", len(links))
	}
}

// What a configuration or a log event says is text in the page, never markup,
// also in the plot.
func TestHTMLEscapes(t *testing.T) {
	const mark = `x</code><script>alert(1)</script><img src=x>`
	list := chains(t, "AlarmName: errors", "AlarmName: '"+mark+"'", "FilterName: errors", "FilterName: '"+mark+"'")
	list[0].Witness.Events[0].Message = mark
	page := html(t, list)
	if strings.Contains(page, "<script") || strings.Contains(page, "<img") || strings.Count(page, "script&gt;") < 5 {
		t.Error("markup of a configuration reaches the page")
	}
}

// TestHTMLInBrowser looks at the page as people do.
func TestHTMLInBrowser(t *testing.T) {
	pagetest.Look(t, html(t, chains(t, "AlarmName: silent", "AlarmName: "+strings.Repeat("silent-or-", 20))))
}

// TestSubscriptions holds that both forms show what is delivered, and which link
// is broken.
func TestSubscriptions(t *testing.T) {
	data, err := os.ReadFile("testdata/ship.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f := languages.Read(source.Input{Name: "ship.yaml", Data: data}, languages.Options{})
	list := chain.Subscriptions(estate.New([]*source.File{f}), chain.Options{})
	var b, page bytes.Buffer
	if err := alarmreport.WriteText(&b, nil, list, false); err != nil {
		t.Fatal(err)
	}
	const want = `subscription filter errors  proven  ship.yaml:10
  log group /app
  destination !GetAtt Ship.Arn  ship.yaml:16
    permission Resources.MayShip  ship.yaml:4
  delivers
    {"level":"<b>"}

subscription filter none  broken  ship.yaml:17
  log group /app
  destination !GetAtt Shop.Arn  ship.yaml:23
    permission  ship.yaml:23  broken: no permission lets CloudWatch Logs invoke the function
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
	if err := alarmreport.WriteHTML(&page, nil, list, 1, "1.2.3", ""); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Do these subscription filters deliver?", `<b class="broken">1</b>broken`, `<b class="proven">1</b>proven`, "<dt>Delivers</dt><dd><pre>{&#34;level&#34;:&#34;&lt;b&gt;&#34;}</pre>",
		"<dt>Why</dt><dd>no permission lets CloudWatch Logs invoke the function</dd>", "Permit logs.amazonaws.com to invoke the function",
	} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	pagetest.Look(t, page.String())
}

func TestText(t *testing.T) {
	var b bytes.Buffer
	list := chains(t)
	if err := alarmreport.WriteText(&b, list[:1], nil, false); err != nil {
		t.Fatal(err)
	}
	const want = `errors  proven  stack.yaml:18
  metric App/Errors  stack.yaml:22
    metric filter errors  stack.yaml:4
      log group /app  stack.yaml:2
  action arn:aws:sns:eu-west-1:111122223333:told  stack.yaml:30
  rings with
    2026-01-01T00:00:00Z  {"level":"ERROR"}
    ALARM at 2026-01-01T00:00:00Z
  replayed 10 log events from 2026-03-01T00:00:00Z to 2026-03-01T00:16:00Z: 3 matched
    Sum per minute  ▁██▁▁█▁▁▁▁  threshold >= 1
    It rings: OK at 2026-03-01T00:00:00Z, ALARM at 2026-03-01T00:01:00Z, OK at 2026-03-01T00:03:00Z, ALARM at 2026-03-01T00:05:00Z, OK at 2026-03-01T00:06:00Z
`
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
}

// TestArrivals holds what is said of log events that were read for subscription
// filters, as text and on the page.
func TestArrivals(t *testing.T) {
	at := func(ms int64) *int64 { return &ms }
	link := chain.Chain{Link: chain.Link{Kind: "subscription filter", Name: "ship", Verdict: chain.Proven}, Whole: chain.Proven}
	for _, c := range []struct {
		arrivals chain.Arrivals
		want     string
	}{
		{chain.Arrivals{Reason: "its filter pattern is not known"}, "not replayed: its filter pattern is not known"},
		{chain.Arrivals{Events: 1}, "replayed 1 log event: none matches"},
		{chain.Arrivals{Events: 2, Matched: 1, Delivered: at(1), First: at(1772323210000), Last: at(1772323210000), Example: "ERROR", Cut: true}, "replayed 2 log events: 1 arrives, at 2026-03-01T00:00:10Z\n    ERROR…"},
		{chain.Arrivals{Events: 9, Matched: 2, Delivered: at(2), First: at(1772323210000), Last: at(1772323211000)}, "9 log events: 2 arrive, the first at 2026-03-01T00:00:10Z, the last at 2026-03-01T00:00:11Z"},
		{chain.Arrivals{Events: 9, Matched: 2, Delivered: at(0)}, "9 log events: 2 match; none arrives"},
		{chain.Arrivals{Events: 9, Matched: 1}, "9 log events: 1 matches; whether they arrive is undecided"},
	} {
		list := []*chain.Subscription{{Chain: link, Arrivals: &c.arrivals}}
		var text, page bytes.Buffer
		if err := alarmreport.WriteText(&text, nil, list, false); err != nil {
			t.Fatal(err)
		}
		if err := alarmreport.WriteHTML(&page, nil, list, 1, "1.2.3", ""); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(text.String(), c.want) {
			t.Errorf("%s\nlacks %s", text.String(), c.want)
		}
		line, _, _ := strings.Cut(c.want, "\n")
		_, line, _ = strings.Cut(line, ": ")
		if !strings.Contains(page.String(), line) || !strings.Contains(page.String(), "subscription filter <code>ship") {
			t.Errorf("the page lacks %s", line)
		}
	}
}
