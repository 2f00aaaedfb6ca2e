package change

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/logsieve/logsieve/internal/diag"
)

// WriteText writes a diff for people.
func (d *Diff) WriteText(w io.Writer, color bool) error {
	out := bufio.NewWriter(w)
	paint := diag.Painter(color)
	for i, h := range []Holdings{d.Old, d.New} {
		fmt.Fprintf(out, "%s %s  %s\n", [2]string{"---", "+++"}[i], diag.OneLine(h.Name), h.Text())
	}
	for _, s := range d.page() {
		tint := diag.Bold
		if s.grave {
			tint = diag.BoldRed
		}
		fmt.Fprintf(out, "\n%s\n", paint(tint, s.title))
		for _, e := range s.entries {
			for _, l := range e {
				out.WriteString(strings.Repeat("  ", l.depth+1))
				for _, p := range l.pieces {
					out.WriteString(diag.OneLine(p.text))
				}
				out.WriteByte('\n')
			}
		}
	}
	fmt.Fprintf(out, "\n%s\n", d.Summary())
	if d.Unknown > 0 {
		fmt.Fprintln(out, d.unknownNote())
	}
	return out.Flush()
}

func (d *Diff) unknownNote() string {
	if d.Unknown == 1 {
		return "1 value is not known and written the same on both sides; it is taken to be the same"
	}
	return fmt.Sprintf("%d values are not known and written the same on both sides; they are taken to be the same", d.Unknown)
}

// WriteJSON writes a diff for programs.
func (d *Diff) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Version   int  `json:"version"`
		Different bool `json:"different"`
		*Diff
	}{1, d.Different(), d})
}
