package conformance

import (
	"fmt"
	"io"
	"strings"
)

// WriteTAP writes the report in the Test Anything Protocol, version 14. The
// difference of a failed case stands in a YAML block below its line.
func (r *Report) WriteTAP(w io.Writer) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "TAP version 14\n1..%d\n", len(r.Results))
	for i, res := range r.Results {
		id := tapEscape(res.Case.ID)
		switch res.Status {
		case Passed:
			fmt.Fprintf(b, "ok %d - %s\n", i+1, id)
		case Skipped:
			fmt.Fprintf(b, "ok %d - %s # SKIP %s\n", i+1, id, tapEscape(res.Detail))
		case Failed:
			fmt.Fprintf(b, "not ok %d - %s\n  ---\n  evidence: %s\n  diff: |\n    %s\n  ...\n",
				i+1, id, res.Case.Evidence, indent(res.Detail, "    "))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// tapEscape keeps a text on its line and out of TAP's directives.
func tapEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "#", `\#`, "\n", " ").Replace(s)
}
