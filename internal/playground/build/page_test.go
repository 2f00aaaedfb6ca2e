//go:build devtools

package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/page/pagetest"
	"github.com/logsieve/logsieve/internal/playground"
)

// driver is what a person does, and writes down what the page shows. The
// times of keystrokes are told and decide nothing.
const driver = `
<script>
(async () => {
  const made = "MADE";
  const byId = (id) => document.getElementById(id);
  const until = (ready) => new Promise((done) => {
    const look = () => { if (ready()) { watch.disconnect(); done(); } };
    const watch = new MutationObserver(look);
    watch.observe(document.body, { attributes: true });
    look();
  });
  const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent);
  const look = () => ({
    state: byId("state").textContent, summary: byId("summary").textContent,
    verdicts: texts(".verdict"), marks: texts("#verdicts mark"), values: texts("#verdicts dd"),
    near: texts(".near code"), relation: texts("#relation p"),
  });
  let last = 0;
  const asked = async (act) => {
    const before = Number(document.body.dataset.shown || 0);
    act();
    await until(() => Number(document.body.dataset.shown || 0) > before);
    last = Number(document.body.dataset.shown);
  };
  const type = (id, text) => asked(() => { byId(id).value = text; byId(id).dispatchEvent(new Event("input")); });
  await until(() => document.body.dataset.shown);
  const seen = { start: look(), ready: Math.round(performance.now()) };
  await type("pattern", '{ $.level = "ERRO');
  seen.broken = look();
  seen.suggested = texts("#state .near code");
  await type("pattern", '{ $.level = "ERROR" }');
  seen.mended = look();
  await asked(() => { document.querySelector("#verdicts .near button")?.click(); });
  seen.taken = { pattern: byId("pattern").value, ...look() };
  await asked(() => { byId("comparison").open = true; });
  await type("other", '{ $.level = "ERROR" && $.latency > 100 }');
  seen.compared = look();
  byId("link").click();
  const link = location.hash;
  await asked(() => { byId("example").value = "5"; byId("example").dispatchEvent(new Event("change")); });
  seen.example = look();
  byId("link").click(); // the address follows at once
  await asked(() => { location.hash = link; });
  seen.link = { pattern: byId("pattern").value, ...look() };
  await asked(() => { location.hash = made; });
  seen.made = { pattern: byId("pattern").value, ...look() };
  seen.width = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const unlabelled = [...document.querySelectorAll("textarea, select, button")].filter((one) => !(one.labels?.length || one.ariaLabel || one.textContent.trim()));
  seen.unlabelled = unlabelled.length;
  workers.at(-1).terminate();
  await type("pattern", "?é");
  seen.killed = look();
  workers.at(-1).dispatchEvent(new ErrorEvent("error"));
  await type("pattern", "?b");
  seen.failed = look();
  seen.workers = workers.length;
  await type("events", "a" + "x".repeat(10 << 20) + "b\n" + "b");
  seen.large = { ...look(), pattern: document.querySelector("#verdicts .message").textContent.slice(-20) };
  byId("link").click();
  seen.tooLong = byId("copied").textContent;
  byId("comparison").open = false;
  const time = async (times, id, text) => {
    const from = performance.now();
    await type(id, text);
    times.push(performance.now() - from);
  };
  const shares = (times) => [0.5, 0.95].map((share) => Math.round(times.sort((a, b) => a - b)[Math.floor(times.length * share)] * 10) / 10);
  const lines = Array.from({ length: 50 }, (_, i) => JSON.stringify({ level: i % 2 ? "ERROR" : "INFO", latency: i, text: "x".repeat(1150) })).join("\n");
  await type("events", lines);
  const pattern = '{ $.level = "ERROR" && $.latency > 40 }';
  const typed = [], changed = [], inEvents = [];
  for (let n = 0; n < 3; n++) for (let i = 1; i <= pattern.length; i++) await time(typed, "pattern", pattern.slice(0, i));
  for (let n = 0; n < 60; n++) await time(changed, "pattern", '{ $.level = "ERROR" && $.latency > ' + n + " }");
  for (let n = 0; n < 60; n++) await time(inEvents, "events", lines + "y".repeat(n));
  seen.times = { typed: shares(typed), changed: shares(changed), events: shares(inEvents) };
  await fetch("/done", { method: "POST", body: JSON.stringify(seen) });
})().catch((error) => fetch("/done", { method: "POST", body: JSON.stringify({ failure: String(error) }) }));
</script>
`

// workers keeps the workers of the page.
const workers = `<script>
const workers = [];
const Plain = Worker;
Worker = class extends Plain { constructor(...args) { super(...args); workers.push(this); } };
</script>`

type look struct {
	State, Summary, Pattern                 string
	Verdicts, Marks, Values, Near, Relation []string
}

// TestPlayground opens the page in a browser, types, and follows a link. It
// has no request to make but for the page itself.
func TestPlayground(t *testing.T) {
	browser := pagetest.Browser()
	if browser == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("CI needs Chromium; .ci/browser installs it")
		}
		t.Skip("Chromium is not installed; see .ci/browser")
	}
	page, err := build()
	if err != nil {
		t.Fatal(err)
	}
	_, engine, _ := strings.Cut(string(page), `<script id="engine" type="text/plain">`)
	engine, _, _ = strings.Cut(engine, "</script>")
	if n := base64.StdEncoding.DecodedLen(len(engine)); n < 1_000_000 || n > 2_000_000 {
		t.Errorf("the engine has %d bytes, compressed", n)
	}
	const policy = "default-src 'none';"
	if strings.Count(string(page), policy) != 1 || strings.Contains(string(page), "connect-src") || strings.Contains(string(page), "{{") {
		t.Fatal("the page may send something, or is not filled")
	}
	// The page has a way out for what is seen, and its workers can be reached.
	driven := strings.Replace(string(page), policy, policy+" connect-src 'self';", 1) +
		strings.Replace(driver, "MADE", playground.Fragment("?é ?b", "a é", "b", "c"), 1)
	driven = strings.Replace(driven, "<body>", "<body>"+workers, 1)
	done := make(chan string, 1)
	others := make(chan string, 100)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, driven)
		case "/favicon.ico":
			http.NotFound(w, r)
		case "/done":
			text, _ := io.ReadAll(r.Body)
			done <- string(text)
		default:
			others <- r.URL.Path
		}
	}))
	defer site.Close()
	profile, err := os.MkdirTemp("", "logsieve-browser-")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(profile) }() // the browser's own processes may still be writing
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-proxy-server", "--window-size=500,900",
		"--user-data-dir="+profile, "--remote-debugging-port=0", site.URL+"/")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var text string
	select {
	case text = <-done:
	case <-ctx.Done():
		t.Fatal("the page has not come to its end")
	}
	cancel()
	_ = cmd.Wait() // it reports the kill
	var seen struct {
		Failure, TooLong                                            string
		Suggested                                                   []string
		Start, Broken, Mended, Taken, Compared, Example, Link, Made look
		Killed, Failed, Large                                       look
		Ready, Width, Unlabelled, Workers                           int
		Times                                                       struct{ Typed, Changed, Events []float64 }
	}
	if err := json.Unmarshal([]byte(text), &seen); err != nil || seen.Failure != "" {
		t.Fatalf("%v: %s", err, text)
	}
	t.Logf("ready after %d ms; over 50 log events of 1.2 KB, milliseconds of a keystroke, median and 95 of 100:", seen.Ready)
	t.Logf("typing a pattern %v, changing a valid pattern %v, typing in the log events %v", seen.Times.Typed, seen.Times.Changed, seen.Times.Events)
	if diff := cmp.Diff([]string{"match", "no match", "no match", "no match"}, seen.Start.Verdicts); diff != "" || seen.Start.Summary != "1 of 4 log events match." {
		t.Errorf("at the start: %+v\n%s", seen.Start, diff)
	}
	if diff := cmp.Diff([]string{`"ERROR"`, "250"}, seen.Start.Marks); diff != "" {
		t.Errorf("marked (-want +got)\n%s", diff)
	}
	if len(seen.Broken.Verdicts) != 0 || !strings.Contains(seen.Broken.State, "FP") {
		t.Errorf("a broken pattern: %+v", seen.Broken)
	}
	if diff := cmp.Diff([]string{`{ $.level = "ERRO"}`}, seen.Suggested); diff != "" {
		t.Errorf("suggested (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"match", "match", "no match", "no match"}, seen.Mended.Verdicts); diff != "" || len(seen.Mended.Near) == 0 {
		t.Errorf("after it: %+v\n%s", seen.Mended, diff)
	}
	if len(seen.Mended.Near) > 0 && seen.Taken.Pattern != seen.Mended.Near[0] || seen.Taken.Verdicts[2] != "match" {
		t.Errorf("a suggestion that is taken: %+v", seen.Taken)
	}
	if diff := cmp.Diff([]string{"Some log events match both, some only one of them."}, seen.Compared.Relation); diff != "" {
		t.Errorf("compared (-want +got)\n%s", diff)
	}
	if len(seen.Example.Values) != 7 || seen.Example.Verdicts[0] != "match" {
		t.Errorf("an example: %+v", seen.Example)
	}
	seen.Compared.Pattern = seen.Taken.Pattern
	if diff := cmp.Diff(seen.Compared, seen.Link); diff != "" {
		t.Errorf("a link shows what it was made of (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"match", "match", "no match"}, seen.Made.Verdicts); diff != "" || seen.Made.Pattern != "?é ?b" {
		t.Errorf("a link that the program has made: %+v\n%s", seen.Made, diff)
	}
	// A worker that does not answer and one that fails are replaced.
	if diff := cmp.Diff([]string{"match", "no match", "no match"}, seen.Killed.Verdicts); diff != "" {
		t.Errorf("after the worker was killed: %+v\n%s", seen.Killed, diff)
	}
	if diff := cmp.Diff([]string{"no match", "match", "no match"}, seen.Failed.Verdicts); diff != "" || seen.Workers != 3 {
		t.Errorf("after the worker failed, %d workers: %+v\n%s", seen.Workers, seen.Failed, diff)
	}
	if diff := cmp.Diff([]string{"match", "match"}, seen.Large.Verdicts); diff != "" || !strings.HasSuffix(seen.Large.Pattern, " more bytes") || !strings.Contains(seen.TooLong, "too long for a link") {
		t.Errorf("a log event of 10 MB: %s, %v\n%s", seen.TooLong, seen.Large.Pattern, diff)
	}
	if seen.Width > 0 || seen.Unlabelled > 0 {
		t.Errorf("%d pixels wider than the window, %d controls without a label", seen.Width, seen.Unlabelled)
	}
	select {
	case path := <-others:
		t.Errorf("the page asks for %s", path)
	default:
	}
}
