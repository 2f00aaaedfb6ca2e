// Package page is the frame of reports in HTML: a page that needs nothing beside
// itself, for light and dark, wide and narrow screens, and paper.
package page

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"
	"strings"
)

//go:embed page.html.tmpl
var frame string

// Write writes a page. body is a template for what is in it, over data, which
// has a Title.
func Write(w io.Writer, body string, data any) error {
	t, err := template.New("page").Parse(frame)
	if err != nil {
		return err
	}
	if _, err = t.New("body").Parse(body); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// Anchor is a name for a link inside a page.
func Anchor(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '-'
	}, text)
}
