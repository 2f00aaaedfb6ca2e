package filtertest

import (
	"fmt"
	"io"
	"strings"

	"github.com/logsieve/logsieve/internal/diag"
)

// TextOptions are the choices of the text report.
type TextOptions struct {
	Verbose bool // names of the tests that pass
	Color   bool
}

const margin = "    "

// painter colours parts of a line.
type painter func(color, text string) string

func (p painter) green(text string) string { return p(diag.Green, text) }
func (p painter) red(text string) string   { return p(diag.Red, text) }

// WriteText writes a report for people: a line for each file, below it the
// tests that failed with their differences, and a summary.
func (r *Report) WriteText(w io.Writer, options TextOptions) error {
	b := &strings.Builder{}
	color := painter(diag.Painter(options.Color))
	files := r.byFile()
	for _, results := range files {
		failed := (&Report{Results: results}).Failed()
		if failed == 0 {
			fmt.Fprintf(b, "%s  %s  %s\n", color.green("ok  "), diag.Visible(results[0].File), plural(len(results), "1 test", "%d tests"))
		} else {
			fmt.Fprintf(b, "%s  %s  %d of %s failed\n", color.red("FAIL"), diag.Visible(results[0].File), failed, plural(len(results), "1 test", "%d tests"))
		}
		for _, res := range results {
			switch {
			case len(res.Failures) > 0:
				res.text(b, color)
			case options.Verbose:
				fmt.Fprintf(b, "%s%s %s\n", margin, color.green("pass"), diag.Visible(res.Name))
			}
		}
	}
	r.Coverage.text(b, color, options.Verbose)
	failed := r.Failed()
	fmt.Fprintf(b, "%s in %s: %d passed, %d failed\n", plural(len(r.Results), "1 test", "%d tests"),
		plural(len(files), "1 file", "%d files"), len(r.Results)-failed, failed)
	if r.Incomplete != "" {
		fmt.Fprintln(b, r.Incomplete)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// byFile are the results of each file, in order.
func (r *Report) byFile() [][]*Result {
	var files [][]*Result
	for i, res := range r.Results {
		if i == 0 || r.Results[i-1].File != res.File {
			files = append(files, nil)
		}
		last := len(files) - 1
		files[last] = append(files[last], res)
	}
	return files
}

func (r *Result) text(b *strings.Builder, color painter) {
	fmt.Fprintf(b, "%s%s %s\n", margin, color.red("fail"), diag.Visible(r.Name))
	for _, f := range r.Failures {
		fmt.Fprintf(b, "%s%s%s: %s: %s\n", margin, margin, diag.Visible(f.Place.String()), f.What, diag.Visible(f.Message))
		for _, line := range f.lines() {
			switch {
			case strings.HasPrefix(line, "- "):
				line = color.red(line)
			case strings.HasPrefix(line, "+ "):
				line = color.green(line)
			}
			fmt.Fprintf(b, "%s%s%s%s\n", margin, margin, margin, line)
		}
	}
}

// lines are the difference and the reasons.
func (f *Failure) lines() []string {
	lines := make([]string, 0, len(f.Diff)+len(f.Why))
	for _, line := range f.Diff {
		lines = append(lines, diag.Visible(line))
	}
	for _, line := range f.Why {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

func (c *Coverage) text(b *strings.Builder, color painter, verbose bool) {
	if c == nil {
		return
	}
	for _, f := range c.Filters {
		covered, all := f.Count()
		fmt.Fprintf(b, "coverage  %s (%s)  %d of %s\n", diag.Visible(f.Filter), diag.Visible(f.Key), covered, plural(all, "1 condition", "%d conditions"))
		for _, condition := range f.Conditions {
			switch {
			case condition.True == 0 && condition.False == 0:
				fmt.Fprintf(b, "%s%s %s\n", margin, color.red("never asked     "), diag.Visible(condition.Text))
			case condition.True == 0:
				fmt.Fprintf(b, "%s%s %s\n", margin, color.red("never seen true "), diag.Visible(condition.Text))
			case condition.False == 0:
				fmt.Fprintf(b, "%s%s %s\n", margin, color.red("never seen false"), diag.Visible(condition.Text))
			case verbose:
				fmt.Fprintf(b, "%s%s %s\n", margin, color.green("covered         "), diag.Visible(condition.Text))
			}
		}
	}
	covered, all := c.Count()
	fmt.Fprintf(b, "coverage  total  %d of %s, %.1f%%\n", covered, plural(all, "1 condition", "%d conditions"), c.Percent())
}
