package policy

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
		"trail.tf:16", "No alarm watches the metric CIS/login",
	} {
		if !strings.Contains(page, want) && !strings.Contains(page, strings.ReplaceAll(want, `"`, "&#34;")) {
			t.Errorf("the page lacks %s", want)
		}
	}
	// It needs nothing beside itself.
	for _, loads := range []string{"<script", "<link", "<img", "src=", "@import", "url("} {
		if strings.Contains(page, loads) {
			t.Errorf("the page loads something: %s", loads)
		}
	}
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	ids, links := map[string]bool{}, []string{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok {
			for _, a := range start.Attr {
				if a.Name.Local == "id" {
					ids[a.Value] = true
				}
				if inner, ok := strings.CutPrefix(a.Value, "#"); ok && a.Name.Local == "href" {
					links = append(links, inner)
				}
			}
		}
	}
	if len(links) != 24 {
		t.Errorf("%d links into the page, want one for each rule", len(links))
	}
	for _, l := range links {
		if !ids[l] {
			t.Errorf("nothing is called %s", l)
		}
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

// TestHTMLInBrowser looks at the page as people do, light and dark, wide and
// narrow. .ci/browser installs the browser.
func TestHTMLInBrowser(t *testing.T) {
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		t.Skip("Chromium is not installed: the page is not looked at; see .ci/browser")
	}
	if testing.Short() {
		t.Skip("starts a browser")
	}
	dir := t.TempDir()
	page := filepath.Join(dir, "page.html")
	if err := os.WriteFile(page, []byte(samplePage(t)), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, look := range []struct {
		name, scheme, size string
		background         color.RGBA
	}{
		{"dark", "0", "1100,1400", color.RGBA{0x12, 0x16, 0x1b, 0xff}},
		{"light", "1", "390,1400", color.RGBA{0xff, 0xff, 0xff, 0xff}},
	} {
		shot := filepath.Join(dir, look.name+".png")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
			"--user-data-dir="+filepath.Join(dir, look.name), "--window-size="+look.size,
			"--blink-settings=preferredColorScheme="+look.scheme, "--screenshot="+shot, "file://"+page)
		out, err := cmd.CombinedOutput()
		cancel()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		checkShot(t, shot, look.name, look.background)
	}
}

// checkShot looks for the background at the edges, where nothing may stand,
// and for text inside.
func checkShot(t *testing.T, shot, name string, background color.RGBA) {
	t.Helper()
	f, err := os.Open(shot)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	is := func(x, y int) bool { return color.RGBAModel.Convert(img.At(x, y)) == background }
	ink, size := 0, img.Bounds()
	for y := size.Min.Y; y < size.Max.Y; y++ {
		if !is(size.Min.X+2, y) || !is(size.Max.X-3, y) {
			t.Fatalf("%s: something stands at the edge in line %d, background %v", name, y, img.At(size.Max.X-3, y))
		}
		for x := size.Min.X; x < size.Max.X; x++ {
			if !is(x, y) {
				ink++
			}
		}
	}
	if share := float64(ink) / float64(size.Dx()*size.Dy()); share < 0.03 || share > 0.9 {
		t.Errorf("%s: %.3f of the page is not background", name, share)
	}
}
