package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/logsieve/logsieve/internal/diag"
)

// github writes workflow commands, which GitHub shows beside the line. A
// column of a command is told only for findings on one line; GitHub drops the
// others'.
func (r *Report) github(w io.Writer, found []located) error {
	out := bufio.NewWriter(w)
	if r.Note != "" {
		fmt.Fprintf(out, "::notice::%s\n", data(r.Note))
	}
	if r.Incomplete != "" {
		fmt.Fprintf(out, "::warning::%s\n", data(r.Incomplete))
	}
	for _, f := range found {
		place := fmt.Sprintf("line=%d,endLine=%d", f.start.Line, f.end.Line)
		if f.start.Line == f.end.Line {
			place += fmt.Sprintf(",col=%d,endColumn=%d", f.start.Column, f.end.Column)
		}
		fmt.Fprintf(out, "::%s file=%s,%s,title=%s::%s\n", severity(f.Severity, "error", "warning", "notice"),
			property(r.relative(f.File)), place, property(f.Code+" "+f.Rule), data(sentence(f.Finding)))
	}
	return out.Flush()
}

// data escapes the text of a workflow command.
func data(text string) string {
	return strings.NewReplacer("%", "%25", "\n", "%0A").Replace(diag.Uncommanded(diag.VisibleLines(text)))
}

// property escapes a property of a workflow command.
func property(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(text))
}
