// Package pagetest looks at pages in tests.
package pagetest

import (
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
)

// Check fails a test when a page is not well-formed, loads something, or has a
// link into itself that leads nowhere. It returns these links.
func Check(t *testing.T, page string) (links []string) {
	t.Helper()
	for _, loads := range []string{"<script", "<link", "<img", "src=", "@import", "url("} {
		if strings.Contains(page, loads) {
			t.Errorf("the page loads something: %s", loads)
		}
	}
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	ids, open := map[string]bool{}, []string{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			open = append(open, token.Name.Local)
			for _, a := range token.Attr {
				if a.Name.Local == "id" {
					if ids[a.Value] {
						t.Errorf("two elements are called %s", a.Value)
					}
					ids[a.Value] = true
				}
				if inner, ok := strings.CutPrefix(a.Value, "#"); ok && a.Name.Local == "href" {
					links = append(links, inner)
				}
			}
		case xml.EndElement:
			if n := len(open); n == 0 || open[n-1] != token.Name.Local {
				t.Fatalf("</%s> closes what is not open in %v", token.Name.Local, open)
			}
			open = open[:len(open)-1]
		}
	}
	for _, l := range links {
		if !ids[l] {
			t.Errorf("nothing is called %s", l)
		}
	}
	return links
}

// Browser is a browser of this machine, "" when there is none.
func Browser() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Look looks at a page as people do, light and dark, wide and narrow.
// .ci/browser installs the browser.
func Look(t *testing.T, page string) {
	t.Helper()
	browser := Browser()
	if browser == "" {
		t.Skip("Chromium is not installed: the page is not looked at; see .ci/browser")
	}
	if testing.Short() {
		t.Skip("starts a browser")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "page.html")
	if err := os.WriteFile(file, []byte(page), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, look := range []struct {
		name, scheme, size string
		background         color.RGBA
	}{
		{"dark", "0", "1100,1400", color.RGBA{0x12, 0x16, 0x1b, 0xff}},
		{"light", "1", "360,1400", color.RGBA{0xff, 0xff, 0xff, 0xff}},
	} {
		shot := filepath.Join(dir, look.name+".png")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
			"--user-data-dir="+filepath.Join(dir, look.name), "--window-size="+look.size,
			"--blink-settings=preferredColorScheme="+look.scheme, "--screenshot="+shot, "file://"+file)
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
