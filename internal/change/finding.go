package change

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/finding"
)

// The codes of findings.
const (
	StopsCode   = "DF001"
	InDoubtCode = "DF002"
	DeployCode  = "DF003"
	ChangedCode = "DF004"
	BeginsCode  = "DF005"
)

// Findings are what differs, at its place on the new side: an error for what no
// longer works, a warning for what is no longer proven and for what a deploy does
// in between, and what else differs for information. What was removed is told at
// the start of the file that had it or, when that is gone, of another.
func (d *Diff) Findings() []finding.Finding {
	var found []finding.Finding
	add := func(code, rule string, severity request.Severity, at Place, title string, lines []line) {
		found = append(found, finding.Finding{
			File: at.File, Span: at.Span, Code: code, Rule: rule, Severity: severity, Resource: at.Address,
			Message: sentences(title, lines[1:]), Help: "logsieve diff shows all of it.",
		})
	}
	for _, c := range d.Chains {
		switch c.Effect {
		case Stops:
			add(StopsCode, "no-longer-works", request.Error, c.At, of(c.Kind, c.Name, ""), c.lines())
		case InDoubt:
			add(InDoubtCode, "no-longer-proven", request.Warning, c.At, of(c.Kind, c.Name, ""), c.lines())
		default:
			add(BeginsCode, "may-work-again", request.Info, c.At, of(c.Kind, c.Name, ""), c.lines())
		}
	}
	for _, s := range d.Deploy {
		add(DeployCode, "deploy", request.Warning, s.At, of(s.Kind, s.Name, s.Group), s.lines())
	}
	for _, c := range d.Changes {
		if !c.Class.Different() {
			continue
		}
		at := d.end(c)
		title := fmt.Sprintf("%s: %s", c.Class, of(c.Kind, c.Name, c.Group))
		if c.New == nil {
			title += fmt.Sprintf(" (was at %s:%d)", c.Old.File, c.Old.Line)
		}
		add(ChangedCode, "changed", request.Info, at, title, c.lines())
	}
	slices.SortStableFunc(found, func(a, b finding.Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Span.Start, b.Span.Start))
	})
	return found
}

// end is the place of a change on the new side.
func (d *Diff) end(c *Change) Place {
	if c.New != nil {
		return *c.New
	}
	at := Place{Address: c.Old.Address}
	if at.File = d.ends[d.names[c.Old.File]]; at.File == "" {
		for _, name := range slices.Sorted(maps.Values(d.ends)) {
			at.File = name
			break
		}
	}
	return at
}

// sentences are a title and the lines of a page below it as one text.
func sentences(title string, lines []line) string {
	var parts []string
	for _, l := range lines {
		var b strings.Builder
		for _, p := range l.pieces {
			b.WriteString(p.text)
		}
		parts = append(parts, strings.TrimSpace(b.String()))
	}
	if len(parts) > 0 {
		title += ": " + strings.Join(parts, "; ")
	}
	return capital(strings.TrimSuffix(cut(title, maxEntry), ".")) + "."
}

// of names a resource.
func of(kind, name, group string) string {
	if group != "" {
		name += " of " + group
	}
	return kind + " " + name
}
