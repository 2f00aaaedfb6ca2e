package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/logsieve/logsieve/internal/diag"
)

// layout is what the text of findings looks like where commands differ.
type layout struct {
	width int    // bytes of a long line that are shown before a finding, and half of those after it
	help  string // before the remedy
}

// Findings are told in files, and in documents that are often one long line.
var (
	fileLayout     = layout{100, "help: "}
	documentLayout = layout{60, ""}
)

const margin = "    "

// text is for people. The first line of a finding has the place, the severity,
// the message and the rule, as problem matchers want it; the line of the file,
// what the service would say and what to do are below.
func (r *Report) text(w io.Writer, found []located, l layout) error {
	out := bufio.NewWriter(w)
	paint := diag.Painter(r.Color)
	for _, f := range found {
		style := severity(f.Severity, diag.BoldRed, diag.BoldYellow, diag.BoldCyan)
		fmt.Fprintf(out, "%s %s %s %s\n",
			paint(diag.Bold, fmt.Sprintf("%s:%d:%d:", diag.Visible(f.File), f.start.Line, f.start.Column)),
			paint(style, f.Severity.String()+":"),
			diag.OneLine(f.Message),
			paint(diag.Dim, "["+f.Code+" "+f.Rule+"]"))
		line, carets := diag.Excerpt(f.source, f.Span, l.width)
		fmt.Fprintf(out, "%s%s\n%s%s\n", margin, line, margin, paint(style, carets))
		if f.Service != "" {
			fmt.Fprintf(out, "%sCloudWatch Logs: %s\n", margin, diag.OneLine(f.Service))
		}
		if f.Help != "" {
			fmt.Fprintf(out, "%s%s%s\n", margin, l.help, diag.OneLine(f.Help))
		}
	}
	if r.Incomplete != "" {
		fmt.Fprintln(out, diag.OneLine(r.Incomplete))
	}
	return out.Flush()
}
