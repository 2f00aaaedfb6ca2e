package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/logsieve/logsieve/internal/diag"
)

// excerptWidth is how many bytes of a long line are shown before a finding.
const excerptWidth = 100

const margin = "    "

// text is for people: path:line:column, severity, message and rule, then the
// line with carets, the service's words and the remedy.
func (r *Report) text(w io.Writer, found []located) error {
	out := bufio.NewWriter(w)
	paint := func(style, text string) string {
		if !r.Color {
			return text
		}
		return "\x1b[" + style + "m" + text + "\x1b[0m"
	}
	for _, f := range found {
		style := severity(f.Severity, "1;31", "1;33", "1;36")
		fmt.Fprintf(out, "%s %s %s %s\n",
			paint("1", fmt.Sprintf("%s:%d:%d:", f.File, f.start.Line, f.start.Column)),
			paint(style, f.Severity.String()+":"),
			oneLine(f.Message),
			paint("2", "["+f.Code+" "+f.Rule+"]"))
		line, carets := diag.Excerpt(f.source, f.Span, excerptWidth)
		fmt.Fprintf(out, "%s%s\n%s%s\n", margin, line, margin, paint(style, carets))
		if f.Service != "" {
			fmt.Fprintf(out, "%sCloudWatch Logs: %s\n", margin, oneLine(f.Service))
		}
		if f.Help != "" {
			fmt.Fprintf(out, "%shelp: %s\n", margin, oneLine(f.Help))
		}
	}
	return out.Flush()
}

// oneLine keeps a text on its line and away from the terminal's controls.
func oneLine(text string) string { return strings.Map(diag.VisibleRune, text) }
