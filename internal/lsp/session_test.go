package lsp_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/lsp"
)

// editor is a client of the server.
type editor struct {
	t     *testing.T
	in    io.WriteCloser
	out   *bufio.Reader
	next  int
	err   chan error
	root  string
	heard []message // notifications that nobody has waited for
}

type message struct {
	ID     *int            `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

type diagnostics struct {
	URI         string `json:"uri"`
	Version     int    `json:"version"`
	Diagnostics []struct {
		Range   span   `json:"range"`
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"diagnostics"`
}

type place struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

type span struct {
	Start place `json:"start"`
	End   place `json:"end"`
}

type edit struct {
	Range   span   `json:"range"`
	NewText string `json:"newText"`
}

// start starts a server over a folder of files.
func start(t *testing.T, files map[string]string, encodings ...string) *editor {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	inReader, in := io.Pipe()
	out, outWriter := io.Pipe()
	e := &editor{t: t, in: in, out: bufio.NewReader(out), err: make(chan error, 1), root: filepath.ToSlash(root)}
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		e.err <- lsp.Serve(ctx, inReader, outWriter, "v1")
		_ = outWriter.Close()
	}()
	t.Cleanup(func() {
		stop()
		_ = in.Close()
		_, _ = io.Copy(io.Discard, e.out)
	})
	if m := e.call("initialize", map[string]any{
		"rootUri":      e.uri(""),
		"capabilities": map[string]any{"general": map[string]any{"positionEncodings": encodings}},
	}); m.Error != nil {
		t.Fatal(m.Error.Message)
	}
	e.notify("initialized", map[string]any{})
	return e
}

func (e *editor) uri(name string) string {
	return "file://" + strings.TrimSuffix("/"+strings.TrimPrefix(e.root, "/")+"/"+name, "/")
}

func (e *editor) send(m map[string]any) {
	e.t.Helper()
	m["jsonrpc"] = "2.0"
	b, err := json.Marshal(m)
	if err != nil {
		e.t.Fatal(err)
	}
	e.raw(fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(b), b))
}

func (e *editor) raw(text string) {
	e.t.Helper()
	if _, err := io.WriteString(e.in, text); err != nil {
		e.t.Fatal(err)
	}
}

func (e *editor) notify(method string, params any) {
	e.t.Helper()
	e.send(map[string]any{"method": method, "params": params})
}

func (e *editor) read() message {
	e.t.Helper()
	header, err := textproto.NewReader(e.out).ReadMIMEHeader()
	if err != nil {
		e.t.Fatal(err)
	}
	n, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		e.t.Fatal(err)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(e.out, b); err != nil {
		e.t.Fatal(err)
	}
	var m message
	if err := json.Unmarshal(b, &m); err != nil {
		e.t.Fatal(err)
	}
	return m
}

func (e *editor) call(method string, params any) message {
	e.t.Helper()
	e.next++
	e.send(map[string]any{"id": e.next, "method": method, "params": params})
	for {
		m := e.read()
		if m.Method == "" {
			return m
		}
		e.heard = append(e.heard, m)
	}
}

// found waits for the diagnostics of a version of a document.
func (e *editor) found(name string, version int) diagnostics {
	e.t.Helper()
	for {
		var m message
		if len(e.heard) > 0 {
			m, e.heard = e.heard[0], e.heard[1:]
		} else {
			m = e.read()
		}
		var d diagnostics
		if m.Method != "textDocument/publishDiagnostics" {
			continue
		}
		if err := json.Unmarshal(m.Params, &d); err != nil {
			e.t.Fatal(err)
		}
		if d.URI == e.uri(name) && d.Version == version {
			return d
		}
	}
}

func (e *editor) open(name, text string) {
	e.t.Helper()
	e.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": e.uri(name), "version": 1, "text": text}})
}

// about are the parameters of a request about a place, counted from 0.
func (e *editor) about(name string, line, character int) map[string]any {
	at := place{line, character}
	return map[string]any{
		"textDocument": map[string]any{"uri": e.uri(name)},
		"position":     at, "range": span{at, at}, "context": map[string]any{},
	}
}

func (d diagnostics) codes() []string {
	codes := []string{}
	for _, one := range d.Diagnostics {
		codes = append(codes, fmt.Sprintf("%s %d:%d-%d:%d", one.Code, one.Range.Start.Line, one.Range.Start.Character, one.Range.End.Line, one.Range.End.Character))
	}
	return codes
}

// filter is a template with a pattern on its sixth line, after 20 characters.
func filter(pattern string) string {
	return `Resources:
  é:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: g
      FilterPattern: '` + pattern + `'
      MetricTransformations: [{MetricName: m, MetricNamespace: n, MetricValue: "1", Unit: Count}]
`
}

func TestDiagnosticsFollowTheText(t *testing.T) {
	e := start(t, nil)
	e.open("t.yaml", filter(`{ $.a == "𝄞é" && $.b == 1 }`))
	if diff := cmp.Diff([]string{"FP010 5:28-5:30", "FP010 5:44-5:46"}, e.found("t.yaml", 1).codes()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	// One = goes, counted in units of UTF-16.
	e.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": e.uri("t.yaml"), "version": 2},
		"contentChanges": []any{map[string]any{"range": span{place{5, 44}, place{5, 45}}, "text": ""}},
	})
	if diff := cmp.Diff([]string{"FP010 5:28-5:30"}, e.found("t.yaml", 2).codes()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	e.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": e.uri("t.yaml"), "version": 3},
		"contentChanges": []any{map[string]any{"text": filter("ERROR")}},
	})
	if codes := e.found("t.yaml", 3).codes(); len(codes) != 0 {
		t.Error(codes)
	}
	e.notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": e.uri("t.yaml")}})
	if codes := e.found("t.yaml", 0).codes(); len(codes) != 0 {
		t.Error(codes)
	}
}

// TestOtherLanguages opens what lint reads beside configurations.
func TestOtherLanguages(t *testing.T) {
	e := start(t, nil)
	for name, text := range map[string]string{
		"stack.ts":   "const p = logs.FilterPattern.literal('{ $.a == 1 }');\n",
		"README.md":  "```yaml\n" + filter("{ $.a == 1 }") + "```\n",
		"t.patterns": "{ $.a == 1 }\n",
	} {
		e.open(name, text)
		if d := e.found(name, 1); len(d.Diagnostics) != 1 || d.Diagnostics[0].Code != "FP010" {
			t.Errorf("%s: %s", name, d.codes())
		}
	}
}

func TestPositionsInBytes(t *testing.T) {
	e := start(t, nil, "utf-32", "utf-8")
	e.open("t.yaml", filter(`{ $.a = "𝄞é" && $.b == 1 }`))
	if diff := cmp.Diff([]string{"FP010 5:46-5:48"}, e.found("t.yaml", 1).codes()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// module is Terraform whose filter pattern is in a variable p.
const module = `resource "aws_cloudwatch_log_metric_filter" "f" {
  name           = "f"
  log_group_name = "g"
  pattern        = var.p
  metric_transformation {
    name      = "m"
    namespace = "n"
    value     = "1"
  }
}
`

// TestFolder judges a file with those beside it, as they are in the editor.
func TestFolder(t *testing.T) {
	variable := func(pattern string) string { return "variable \"p\" {\n  default = \"" + pattern + "\"\n}\n" }
	e := start(t, map[string]string{
		"variables.tf":     variable("ERROR"),
		".logsieve.yaml":   "rules:\n  RQ007: off\n",
		"other/outside.tf": "",
	})
	e.open("main.tf", module)
	if codes := e.found("main.tf", 1).codes(); len(codes) != 0 {
		t.Error(codes)
	}
	e.open("variables.tf", variable("{ $.a == 1 }"))
	d := e.found("main.tf", 1)
	for len(d.Diagnostics) == 0 {
		d = e.found("main.tf", 1)
	}
	if d.Diagnostics[0].Code != "FP010" {
		t.Error(d.codes())
	}
}

func TestConfigurationThatIsWrong(t *testing.T) {
	e := start(t, map[string]string{".logsieve.yaml": "rulez: {}\n"})
	e.open("t.yaml", filter("ERROR"))
	d := e.found("t.yaml", 1)
	if len(d.Diagnostics) != 1 || d.Diagnostics[0].Code != "configuration" || !strings.Contains(d.Diagnostics[0].Message, "rulez") {
		t.Errorf("%+v", d)
	}
}

// apply makes edits that do not overlap, given by place.
func apply(t *testing.T, text string, edits []edit) string {
	t.Helper()
	lines := strings.SplitAfter(text, "\n")
	offset := func(p place) int {
		n := 0
		for _, l := range lines[:p.Line] {
			n += len(l)
		}
		return n + p.Character
	}
	for i := len(edits) - 1; i >= 0; i-- {
		text = text[:offset(edits[i].Range.Start)] + edits[i].NewText + text[offset(edits[i].Range.End):]
	}
	return text
}

func TestCodeActions(t *testing.T) {
	e := start(t, nil, "utf-8")
	text := filter(`{ ($.a == 1) && $.b == 2 }`)
	e.open("t.yaml", text)
	actions := func(line, character int, only ...string) (titles []string, results []string) {
		p := e.about("t.yaml", line, character)
		p["context"] = map[string]any{"only": only}
		m := e.call("textDocument/codeAction", p)
		var list []struct {
			Title string `json:"title"`
			Kind  string `json:"kind"`
			Edit  struct {
				Changes map[string][]edit `json:"changes"`
			} `json:"edit"`
		}
		if err := json.Unmarshal(m.Result, &list); err != nil {
			t.Fatalf("%v: %+v", err, m)
		}
		for _, a := range list {
			titles = append(titles, a.Kind+": "+a.Title)
			results = append(results, apply(t, text, a.Edit.Changes[e.uri("t.yaml")]))
		}
		return titles, results
	}
	titles, results := actions(5, 31)
	if diff := cmp.Diff([]string{"quickfix: Write ="}, titles); diff != "" || results[0] != filter(`{ ($.a = 1) && $.b == 2 }`) {
		t.Errorf("(-want +got)\n%s%s", diff, results)
	}
	titles, results = actions(0, 0, "source.fixAll")
	if len(titles) != 1 || results[0] != filter(`{ ($.a = 1) && $.b = 2 }`) {
		t.Errorf("%s %s", titles, results)
	}
	if titles, _ := actions(0, 0); len(titles) != 0 {
		t.Errorf("nothing stands there: %s", titles)
	}
	text = filter(`{ (($.a = 1)) }`)
	e.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": e.uri("t.yaml"), "version": 2},
		"contentChanges": []any{map[string]any{"text": text}},
	})
	for _, only := range []string{"refactor", "source"} {
		if titles, results = actions(5, 31, only); len(titles) != 1 || results[0] != filter(`{ $.a = 1 }`) {
			t.Errorf("%s %s", titles, results)
		}
	}
}

func TestHover(t *testing.T) {
	e := start(t, nil)
	e.open("t.yaml", filter("{ $.level = \"ERROR\" || $.x = \"```\" }"))
	ask := func(line, character int) string {
		m := e.call("textDocument/hover", e.about("t.yaml", line, character))
		var h struct {
			Contents struct{ Kind, Value string }
			Range    span
		}
		if err := json.Unmarshal(m.Result, &h); err != nil {
			t.Fatal(err)
		}
		if h.Contents.Value != "" && h.Range != (span{place{5, 22}, place{5, 58}}) {
			t.Errorf("%+v", h.Range)
		}
		return h.Contents.Value
	}
	if got := ask(5, 30); !strings.HasPrefix(got, "````text\n") || !strings.Contains(got, `$.level`) || !strings.HasSuffix(got, "\n````") {
		t.Error(got)
	}
	if got := ask(1, 2); got != "" {
		t.Error(got)
	}
}

func TestCompletion(t *testing.T) {
	e := start(t, map[string]string{"o.yaml": filter(`{ $.user.name = "x" && $.level IS TRUE }`)})
	ask := func(pattern string, line, character int) (labels []string, results []string) {
		text := filter(pattern)
		e.open("t.yaml", text)
		m := e.call("textDocument/completion", e.about("t.yaml", line, character))
		var list []struct {
			Label    string `json:"label"`
			TextEdit edit   `json:"textEdit"`
		}
		if err := json.Unmarshal(m.Result, &list); err != nil {
			t.Fatalf("%v: %+v", err, m)
		}
		for _, one := range list {
			labels = append(labels, one.Label)
			lines := strings.Split(text, "\n")
			at := one.TextEdit.Range
			lines[line] = lines[line][:at.Start.Character] + one.TextEdit.NewText + lines[line][at.End.Character:]
			results = append(results, strings.Join(lines, "\n"))
		}
		return labels, results
	}
	const start = 22 // of the pattern in its line
	for _, tt := range []struct {
		pattern string // with | where the cursor is
		want    []string
		first   string // the pattern with the first of them
	}{
		{"{ $.u| }", []string{"$.user.name"}, "{ $.user.name }"},
		{"{ $.level = 1 && | }", []string{"$.level", "$.user.name"}, "{ $.level = 1 && $.level }"},
		{"{ $.a is| }", []string{"IS TRUE", "IS FALSE", "IS NULL"}, "{ $.a IS TRUE }"},
		{"{ $.a NOT E| }", []string{"EXISTS"}, "{ $.a NOT EXISTS }"},
		{"{ $.a N| }", []string{"NOT EXISTS"}, "{ $.a NOT EXISTS }"},
		{`{ $.a = "$.|" }`, nil, ""},
		{"ERROR |", nil, ""},
	} {
		at := strings.Index(tt.pattern, "|")
		pattern := strings.Replace(tt.pattern, "|", "", 1)
		labels, results := ask(pattern, 5, start+at)
		if diff := cmp.Diff(tt.want, labels); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.pattern, diff)
		} else if len(labels) > 0 && results[0] != filter(tt.first) {
			t.Errorf("%s: %s", tt.pattern, results[0])
		}
	}
	line := strings.Split(filter("x"), "\n")[6]
	labels, results := ask("x", 6, strings.Index(line, "Count")+2)
	if len(labels) != 27 || !strings.Contains(results[0], "Unit: "+labels[0]+"}") {
		t.Errorf("%s", results)
	}
}

// TestBadInput sends what no editor should, and asks whether the session goes
// on.
func TestBadInput(t *testing.T) {
	e := start(t, nil)
	e.raw("Content-Length: 3\r\n\r\n{ x")
	if m := e.read(); m.Error == nil || m.Error.Code != -32700 {
		t.Errorf("%+v", m)
	}
	for method, code := range map[string]int{
		"textDocument/hover":      -32602, // of a document that is not open
		"textDocument/rename":     -32601,
		"textDocument/codeAction": -32602,
	} {
		if m := e.call(method, e.about("nowhere.yaml", 1, 1)); m.Error == nil || m.Error.Code != code {
			t.Errorf("%s: %+v", method, m)
		}
	}
	if m := e.call("textDocument/hover", 5); m.Error == nil || m.Error.Code != -32602 {
		t.Errorf("%+v", m)
	}
	e.notify("textDocument/didChange", e.about("nowhere.yaml", 0, 0))
	e.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": "untitled:1", "text": filter("{")}})
	if m := e.call("textDocument/hover", map[string]any{"textDocument": map[string]any{"uri": "untitled:1"}}); m.Error != nil || string(m.Result) != "null" {
		t.Errorf("%+v", m)
	}
	// A buffer of 10 MB, and places that are in none of its lines.
	e.open("t.yaml", filter("{ $.a == 1 }")+"#"+strings.Repeat("x", 10<<20))
	if codes := e.found("t.yaml", 1).codes(); len(codes) != 1 {
		t.Error(codes)
	}
	for _, at := range []place{{-1, -1}, {1 << 30, 1 << 30}, {5, 1 << 30}} {
		if m := e.call("textDocument/hover", e.about("t.yaml", at.Line, at.Character)); m.Error != nil {
			t.Errorf("%+v", m)
		}
	}
}

func TestEnd(t *testing.T) {
	ended := func(sent ...string) error {
		var in bytes.Buffer
		for _, m := range sent {
			m = `{"jsonrpc":"2.0",` + m + `}`
			fmt.Fprintf(&in, "Content-Length: %d\r\n\r\n%s", len(m), m)
		}
		return lsp.Serve(t.Context(), &in, io.Discard, "v1")
	}
	const initialize = `"id":1,"method":"initialize","params":{"capabilities":{}}`
	if err := ended(initialize, `"id":2,"method":"shutdown"`, `"method":"exit"`); err != nil {
		t.Error(err)
	}
	if err := ended(initialize, `"method":"exit"`); err != lsp.ErrNoShutdown {
		t.Error(err)
	}
	if err := ended(initialize); err != nil {
		t.Error(err)
	}
	if err := ended(`"id":1,"method":"textDocument/hover"`, `"method":"exit"`); err != lsp.ErrNoShutdown {
		t.Error(err)
	}
}
