package conformance_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/conformance"
)

// reportOf makes a report from lines: topic, id, grade, status and detail.
func reportOf(t testing.TB, name string, lines ...string) *conformance.Report {
	t.Helper()
	r := &conformance.Report{Name: name}
	for _, line := range lines {
		f := strings.SplitN(line, " ", 5)
		c := &conformance.Case{
			ID: f[1], Evidence: conformance.Evidence(f[2]), Rules: []string{"T1"}, Source: "page " + f[1],
			Request: json.RawMessage(`{"filterPattern": "<b>"}`),
		}
		r.Results = append(r.Results, conformance.Result{Suite: f[0], Case: c, Status: conformance.Status(f[3]), Detail: strings.Join(f[4:], "")})
	}
	return r
}

func twoReports(t testing.TB) []*conformance.Report {
	return []*conformance.Report{
		reportOf(t, "one", "terms t/1 recorded passed", "terms t/2 chosen passed", "terms t/3 recorded passed", "json j/1 documented passed"),
		reportOf(t, "other & <i>", "terms t/1 recorded failed not <b>this</b>", "terms t/2 chosen passed", "json j/1 documented skipped it knows no JSON", "regex r/1 recorded failed none"),
	}
}

func TestMatrix(t *testing.T) {
	m := conformance.NewMatrix(twoReports(t))
	type row struct {
		Topic string
		Cells []string
	}
	rows := func(m *conformance.Matrix) (out []row) {
		for _, topic := range m.Topics {
			r := row{Topic: topic.Name}
			for _, c := range topic.Cells() {
				r.Cells = append(r.Cells, fmt.Sprintf("%s %d/%d/%d -%d", c.Percent(), c.Passed, c.Failed, c.Skipped, c.Missing))
			}
			out = append(out, r)
		}
		return out
	}
	want := []row{
		{"terms", []string{"100% 3/0/0 -0", "50% 1/1/0 -1"}},
		{"json", []string{"100% 1/0/0 -0", "0% 0/0/1 -0"}},
		{"regex", []string{"– 0/0/0 -1", "0% 0/1/0 -0"}},
	}
	if d := cmp.Diff(want, rows(m)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	want = []row{{"terms", []string{"– 0/0/0 -0"}}}
	want[0].Cells = []string{"100% 1/0/0 -0", "100% 1/0/0 -0"}
	if d := cmp.Diff(want, rows(conformance.NewMatrix(twoReports(t), conformance.Chosen))); d != "" {
		t.Errorf("chosen only (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]conformance.Evidence{"recorded", "documented", "chosen"}, m.Grades()); d != "" {
		t.Errorf("grades (-want +got):\n%s", d)
	}
	total := m.Cells(conformance.Recorded)
	if total[0].Passed != 2 || total[0].Missing != 1 || total[1].Failed != 2 || total[1].Missing != 1 {
		t.Errorf("recorded: %+v", total)
	}
}

// 100% means every case, and some are not 0%.
func TestPercentRoundsDown(t *testing.T) {
	for want, c := range map[string]conformance.Totals{
		"99%": {Passed: 999, Failed: 1}, "<1%": {Passed: 1, Failed: 999}, "0%": {Skipped: 1}, "100%": {Passed: 7}, "–": {},
	} {
		if got := (conformance.Cell{Totals: c}).Percent(); got != want {
			t.Errorf("%+v: %s, want %s", c, got, want)
		}
	}
}

func TestMatrixFiles(t *testing.T) {
	m := conformance.NewMatrix(twoReports(t))
	for name, write := range map[string]func(io.Writer) error{"matrix.txt": m.WriteText, "matrix.json": m.WriteJSON} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		golden(t, name, b.String())
	}
}

// What a report says is text in the page, never markup, and the page needs
// nothing beside itself.
func TestMatrixPageIsSafe(t *testing.T) {
	var b bytes.Buffer
	if err := conformance.NewMatrix(twoReports(t)).WriteHTML(&b, ""); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, bad := range []string{"<b>this", "<i>", "<pre><b>", "src=", "<link", "@import", "url(", "http:", "https:"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %s", bad)
		}
	}
	for _, want := range []string{"not &lt;b&gt;this&lt;/b&gt;", "other &amp; &lt;i&gt;", `<th scope="col">one</th>`, `<th scope="row">terms</th>`, "default-src 'none'"} {
		if !strings.Contains(page, want) && !strings.Contains(page, strings.ReplaceAll(want, "'", "&#39;")) {
			t.Errorf("the page lacks %s", want)
		}
	}
}
