package policy

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/page/pagetest"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// sampleRun judges the configuration of testdata/report by two packs.
func sampleRun(t *testing.T) *Result {
	t.Helper()
	name := "testdata/report/trail.tf"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	e := NewEstate([]*source.File{languages.Read(source.Input{Name: name, Data: data}, languages.Options{})})
	r := &Result{Estate: e}
	for _, pack := range []string{"cis-aws-foundations-1.4", "hygiene"} {
		p, err := LoadPack(pack)
		if err != nil {
			t.Fatal(err)
		}
		s := Section{Name: p.Name, Title: p.Title, About: p.About, Sources: p.Sources}
		if s.Verdicts, err = e.Judge(p.Rules, Options{}); err != nil {
			t.Fatal(err)
		}
		r.Sections = append(r.Sections, s)
	}
	return r
}

func samplePage(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := sampleRun(t).WriteHTML(&b, "1.2.3"); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHTML(t *testing.T) {
	page := samplePage(t)
	for _, want := range []string{
		"logsieve 1.2.3", `<article id="cis-aws-foundations-1.4-cis-1.4-4.3">`, "prefers-color-scheme: dark",
		`$.userIdentity.type = &#34;Root&#34;`, "without alarm", "Nearest filter", `"eventName": "DescribeNetworkAcls"`,
		"trail.tf:16", "No alarm watches the metric CIS/login", "<dt>Trail</dt>", "to the log group /aws/cloudtrail/org",
		`<span class="soft">tells</span> <code>aws_sns_topic.security.arn</code>`,
	} {
		if !strings.Contains(page, want) && !strings.Contains(page, strings.ReplaceAll(want, `"`, "&#34;")) {
			t.Errorf("the page lacks %s", want)
		}
	}
	links := pagetest.Check(t, page)
	if len(links) != 24 {
		t.Errorf("%d links into the page, want one for each rule", len(links))
	}
}

// What a configuration says is text in the page, never markup.
func TestHTMLEscapes(t *testing.T) {
	r := sampleRun(t)
	r.Estate.Filters[0].Text = `</pre><script>alert(1)</script>`
	r.Sections[0].Verdicts[2].Reasons = []string{`<img src=x onerror=alert(1)>`}
	var b bytes.Buffer
	if err := r.WriteHTML(&b, ""); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "<script") || strings.Contains(b.String(), "<img") {
		t.Error("markup of a configuration reaches the page")
	}
}

// TestHTMLInBrowser looks at the page as people do.
func TestHTMLInBrowser(t *testing.T) { pagetest.Look(t, samplePage(t)) }
