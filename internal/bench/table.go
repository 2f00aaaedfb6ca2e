//go:build devtools && unix

package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// row is one line of the table: a ratio and what it should be.
type row struct {
	goal, task, anchor string
	ours, theirs       time.Duration
	least              float64 // 0 for none
}

// ratio is how many times as long the anchor takes.
func (r row) ratio() float64 { return float64(r.theirs) / float64(r.ours) }

func (r row) verdict() string {
	switch {
	case r.least == 0:
		return ""
	case r.ratio() >= r.least:
		return "met"
	}
	return fmt.Sprintf("missed by %.0f %%", 100*(1-r.ratio()/r.least))
}

// writeTable writes rows as a Markdown table.
func writeTable(w io.Writer, rows []row) error {
	b := &strings.Builder{}
	b.WriteString("| goal | task | ours | anchor | its time | ratio | goal's ratio | |\n|---|---|---|---|---|---|---|---|\n")
	for _, r := range rows {
		least := ""
		if r.least > 0 {
			least = fmt.Sprintf("%.2f", r.least)
		}
		task, anchor := strings.ReplaceAll(r.task, "|", `\|`), strings.ReplaceAll(r.anchor, "|", `\|`)
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %.2f | %s | %s |\n", r.goal, task, milli(r.ours), anchor, milli(r.theirs), r.ratio(), least, r.verdict())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func milli(d time.Duration) string {
	if d < 20*time.Millisecond {
		return fmt.Sprintf("%.2f ms", float64(d)/1e6)
	}
	return fmt.Sprintf("%.0f ms", float64(d)/1e6)
}
