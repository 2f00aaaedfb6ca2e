package conformance_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/conformance"
	"github.com/logsieve/logsieve/internal/page/pagetest"
)

// TestMatrixInBrowser reads the page after its script has run: the figures
// that people see are those of the reports. .ci/browser installs the browser.
func TestMatrixInBrowser(t *testing.T) {
	browser := pagetest.Browser()
	if browser == "" {
		t.Skip("Chromium is not installed: the page is not looked at; see .ci/browser")
	}
	if testing.Short() {
		t.Skip("starts a browser")
	}
	dir := t.TempDir()
	page := filepath.Join(dir, "matrix.html")
	var b bytes.Buffer
	if err := conformance.NewMatrix(twoReports(t)).WriteHTML(&b, "1.2.3"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(page, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		query string
		rows  []string // of the topics that are shown
		cases []string // that are shown as failed
	}{
		{"", []string{
			"All topics 100% 4 passed 1 missing 25% 1 passed 2 failed 1 skipped 1 missing",
			"terms 100% 3 passed 50% 1 passed 1 failed 1 missing",
			"json 100% 1 passed 0% 1 skipped",
			"regex – 1 missing 0% 1 failed",
		}, []string{"t/1", "r/1"}},
		{"?evidence=recorded&of=1", []string{
			"All topics 100% 2 passed 1 missing 0% 2 failed 1 missing",
			"terms 100% 2 passed 0% 1 failed 1 missing",
			"regex – 1 missing 0% 1 failed",
		}, []string{"t/1", "r/1"}},
		{"?evidence=chosen,documented", []string{
			"All topics 100% 2 passed 50% 1 passed 1 skipped",
			"terms 100% 1 passed 100% 1 passed",
			"json 100% 1 passed 0% 1 skipped",
		}, nil},
		{"?of=0", []string{
			"All topics 100% 4 passed 1 missing 25% 1 passed 2 failed 1 skipped 1 missing",
			"terms 100% 3 passed 50% 1 passed 1 failed 1 missing",
			"json 100% 1 passed 0% 1 skipped",
			"regex – 1 missing 0% 1 failed",
		}, nil},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
			"--user-data-dir="+filepath.Join(dir, "profile"), "--dump-dom", "file://"+page+tt.query)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		dom, err := cmd.Output()
		cancel()
		if err != nil {
			t.Fatalf("%v\n%s", err, stderr.Bytes())
		}
		rows, cases := shown(t, dom)
		if d := cmp.Diff(tt.rows, rows); d != "" {
			t.Errorf("%q: rows (-want +shown):\n%s", tt.query, d)
		}
		if d := cmp.Diff(tt.cases, cases); d != "" {
			t.Errorf("%q: failed cases (-want +shown):\n%s", tt.query, d)
		}
	}
}

// shown reads the rows of the table of topics, and the headings of the cases,
// without what is hidden.
func shown(t *testing.T, dom []byte) (rows, cases []string) {
	t.Helper()
	dom, _, _ = bytes.Cut(dom, []byte("<script>")) // it stands last, and is no XML
	d := xml.NewDecoder(bytes.NewReader(dom))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	type element struct {
		name   string
		hidden bool
	}
	var open []element
	var table bool
	var row, heading []string
	for {
		token, err := d.Token()
		var unclosed *xml.SyntaxError
		switch {
		case errors.Is(err, io.EOF), errors.As(err, &unclosed) && len(open) == 2: // html and body, for want of the end
			return rows, cases
		case err != nil:
			t.Fatal(err)
		}
		hidden := len(open) > 0 && open[len(open)-1].hidden
		switch token := token.(type) {
		case xml.StartElement:
			for _, a := range token.Attr {
				hidden = hidden || a.Name.Local == "hidden"
				table = table || a.Name.Local == "id" && a.Value == "topics"
			}
			open = append(open, element{token.Name.Local, hidden})
		case xml.EndElement:
			switch {
			case token.Name.Local == "tr" && table && len(row) > 0:
				rows = append(rows, strings.Join(row, " "))
				row = nil
			case token.Name.Local == "table":
				table = false
			case token.Name.Local == "h3" && len(heading) > 0:
				cases = append(cases, strings.Join(heading, " "))
				heading = nil
			}
			open = open[:max(len(open)-1, 0)]
		case xml.CharData:
			text := strings.Fields(string(token))
			if hidden || len(text) == 0 || len(open) == 0 {
				continue
			}
			if table && slices.ContainsFunc(open, func(e element) bool { return e.name == "tbody" }) {
				row = append(row, text...)
			}
			if open[len(open)-1].name == "h3" {
				heading = append(heading, text...)
			}
		}
	}
}
