package change_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/logsieve/logsieve/internal/change"
	"github.com/logsieve/logsieve/internal/fuzzbound"
)

// putFilter is a PutMetricFilter as a line of NDJSON.
func putFilter(group, name, pattern, metric string) string {
	quote := func(text string) string {
		b, _ := json.Marshal(text)
		return string(b)
	}
	return fmt.Sprintf(`{"operation":"PutMetricFilter","input":{"logGroupName":%s,"filterName":%s,"filterPattern":%s,"metricTransformations":[{"metricName":%s,"metricNamespace":"App","metricValue":"1"}]}}`+"\n",
		quote(group), quote(name), quote(pattern), quote(metric))
}

func written(t testing.TB, write func(*bytes.Buffer) error) string {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func markdownOf(t testing.TB, d *change.Diff) string {
	return written(t, func(b *bytes.Buffer) error { return d.WriteMarkdown(b) })
}

// breakouts are texts that mean something to Markdown, to GitHub or to a
// terminal.
var breakouts = []string{
	"`", "``` x", "a`b``c", "`` ` ``", "|a|b|", "@octocat", "<img src=x onerror=alert(1)>", "</code></li><script>", "<!-- x -->", "[a](javascript:x)", "![a](https://example.com/x.png)",
	"https://example.com", "#1", "$`x`$", "$", "$x$", "\\`", "a\n\n# head", "a\r\n- b", "\u202eevil", "a\u2028b", "\x1b[31m", "##[error]x", "::error::x", "&#64;octocat", "*b* _i_ ~~s~~", strings.Repeat("`", 5000),
}

// TestMarkdownKeepsTexts puts texts that break out of Markdown at every place
// where an author writes one, and sees each in a code span only.
func TestMarkdownKeepsTexts(t *testing.T) {
	for _, text := range breakouts {
		files := map[string]string{
			"old/a.ndjson": putFilter("g"+text, "n"+text, `"`+text+`"`, "M"+text) + putFilter("x", "removed"+text, text, "R"),
			"new/a.ndjson": putFilter("g"+text, "n"+text, `"`+text+`" b`, "N"+text) + putFilter("x", "added"+text, text+" x", "A"),
		}
		file := strings.NewReplacer("/", "", ".", "").Replace(text[:min(len(text), 50)]) + ".ndjson"
		for _, side := range []string{"old/", "new/"} {
			files[side+file] = strings.ReplaceAll(files[side+"a.ndjson"], `"n`, `"other`)
		}
		d := change.Of(sideOf(t, files, "old"), sideOf(t, files, "new"), change.Options{})
		if !d.Different() {
			t.Fatalf("%q: no difference", text)
		}
		out := markdownOf(t, d)
		for line := range strings.Lines(out) {
			rest := outside(t, strings.TrimSuffix(line, "\n"))
			if strings.ContainsAny(rest, "`|@<>[]\\&*_~#$") && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "**") {
				t.Errorf("%q stands bare in %q", text, line)
			}
			if strings.ContainsFunc(strings.TrimSuffix(line, "\n"), func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' }) {
				t.Errorf("%q leaves a control character in %q", text, line)
			}
		}
	}
}

// outside is a line without its code spans, as CommonMark finds them: a run of
// backticks ends at the next run of the same length.
func outside(t *testing.T, line string) string {
	t.Helper()
	var out strings.Builder
	for {
		i := strings.IndexByte(line, '`')
		if i < 0 {
			out.WriteString(line)
			return out.String()
		}
		out.WriteString(line[:i])
		line = line[i:]
		n := len(line) - len(strings.TrimLeft(line, "`"))
		end := -1
		for at := n; at < len(line); {
			if line[at] != '`' {
				at++
				continue
			}
			run := len(line[at:]) - len(strings.TrimLeft(line[at:], "`"))
			if run == n {
				end = at + run
				break
			}
			at += run
		}
		if end < 0 {
			t.Errorf("a code span does not end in %q", line)
			return out.String()
		}
		line = line[end:]
	}
}

// TestMarkdownIsShort writes comments on changes of every size.
func TestMarkdownIsShort(t *testing.T) {
	for _, tt := range []struct {
		what     string
		n        int
		old, new func(i int) string
		left     string
	}{
		{"changed", 3000, func(i int) string { return putFilter("g", fmt.Sprintf("f%d", i), fmt.Sprintf("ERROR%d", i), "M") },
			func(i int) string {
				return putFilter("g", fmt.Sprintf("f%d", i), fmt.Sprintf("ERROR%d timeout", i), "M")
			}, " changed"},
		{"added and removed", 4000, func(i int) string { return putFilter("g", fmt.Sprintf("old%d", i), fmt.Sprintf("O%d", i), "M") },
			func(i int) string { return putFilter("g", fmt.Sprintf("new%d", i), fmt.Sprintf("N%d", i), "M") }, " removed; 4,000 added"},
		{"long texts", 20, func(i int) string {
			return putFilter(strings.Repeat("g", 10_000), fmt.Sprintf("f%d", i)+strings.Repeat("é", 50_000), strings.Repeat("a", 1000), "M")
		}, func(i int) string {
			return putFilter(strings.Repeat("g", 10_000), fmt.Sprintf("f%d", i)+strings.Repeat("é", 50_000), strings.Repeat("b", 1000), strings.Repeat("`", 30_000))
		}, ""},
	} {
		files := map[string]string{"old/a.ndjson": "", "new/a.ndjson": ""}
		var a, b strings.Builder
		for i := range tt.n {
			a.WriteString(tt.old(i))
			b.WriteString(tt.new(i))
		}
		files["old/a.ndjson"], files["new/a.ndjson"] = a.String(), b.String()
		out := markdownOf(t, change.Of(sideOf(t, files, "old"), sideOf(t, files, "new"), change.Options{}))
		if len(out) >= 60_000 {
			t.Errorf("%s: %d bytes", tt.what, len(out))
		}
		if tt.left != "" && (len(out) < 40_000 || !strings.Contains(out, "\nOmitted here: ") || !strings.Contains(out, tt.left+". `logsieve diff` shows all.")) {
			t.Errorf("%s: %d bytes, and it does not say what is left out: %q", tt.what, len(out), out[max(0, len(out)-200):])
		}
	}
}

// FuzzOf compares what may be anything, writes it in all formats, and finds that
// each side is the same as itself.
func FuzzOf(f *testing.F) {
	for _, text := range breakouts {
		f.Add(putFilter("g", text, text, "M"), putFilter("g", text, "x", text), ".ndjson")
	}
	f.Add("resource \"aws_cloudwatch_log_group\" \"a\" {\n  name = var.x\n}\n", "resource \"aws_cloudwatch_log_metric_filter\" \"a\" {\n  pattern = \"{ $.a = \\\"${var.x}\\\" }\"\n}\n", ".tf")
	f.Add("Resources:\n  A: {Type: AWS::Logs::MetricFilter, Properties: {FilterPattern: !Sub '${X}'}}\n", "Resources: {}\n", ".yaml")
	f.Fuzz(func(t *testing.T, old, new, ext string) {
		fuzzbound.Watch(t, old, new)
		if len(old)+len(new) > 1<<16 || strings.ContainsAny(ext, "/\x00") {
			return
		}
		files := map[string]string{"old/a" + ext: old, "new/a" + ext: new}
		a, b := sideOf(t, files, "old"), sideOf(t, files, "new")
		d := change.Of(a, b, change.Options{})
		if out := markdownOf(t, d); len(out) >= 60_000 {
			t.Errorf("a comment of %d bytes", len(out))
		}
		written(t, func(w *bytes.Buffer) error { return d.WriteText(w, true) })
		if text := written(t, func(w *bytes.Buffer) error { return d.WriteJSON(w) }); !json.Valid([]byte(text)) {
			t.Error("no JSON")
		}
		for _, s := range []*change.Side{a, b} {
			if same := change.Of(s, s, change.Options{}); len(same.Changes) > 0 {
				t.Errorf("it differs from itself: %s", same.Summary())
			}
		}
	})
}
