package explain

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/plan"
	"github.com/logsieve/logsieve/internal/position"
)

const margin = "    "

// WriteText writes an explanation for people.
func (x *Explanation) WriteText(w io.Writer) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s pattern\n", x.kindName())
	x.writePattern(b)
	x.writeMeaning(b)
	x.writeFields(b)
	x.writeReferences(b)
	x.writeRemarks(b)
	if x.Plan != nil {
		writePlan(b, x.Kind, x.Plan)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (x *Explanation) kindName() string {
	switch x.Kind {
	case "json":
		return "JSON"
	case "terms":
		return "Terms"
	case "match-all":
		return "Empty"
	default:
		return "Space-delimited"
	}
}

// writePattern writes the pattern with the numbers of its conditions.
func (x *Explanation) writePattern(b *strings.Builder) {
	var marks []mark
	for _, n := range x.Tree.conditions() {
		marks = append(marks, mark{strconv.Itoa(n.Number), n.Span})
	}
	if x.Kind == "match-all" {
		return
	}
	// A pattern is shown whole, whatever its length.
	for _, line := range markedWhole(x.FilterPattern, marks) {
		b.WriteString(margin + line + "\n")
	}
}

func (x *Explanation) writeMeaning(b *strings.Builder) {
	b.WriteString("\nMatches " + x.Summary)
	if x.Tree == nil {
		b.WriteString(".\n")
		return
	}
	b.WriteString(" in which:\n")
	writeNode(b, x.Tree, 1)
}

func writeNode(b *strings.Builder, n *Node, depth int) {
	indent := strings.Repeat("  ", depth)
	if n.Number > 0 {
		fmt.Fprintf(b, "%s%d  %s\n", indent, n.Number, diag.Visible(n.Meaning))
		return
	}
	fmt.Fprintf(b, "%s%s:\n", indent, n.Meaning)
	for _, c := range n.Children {
		writeNode(b, c, depth+1)
	}
}

func (x *Explanation) writeFields(b *strings.Builder) {
	if len(x.Fields) == 0 {
		return
	}
	b.WriteString("\nFields:\n")
	names := make([]string, len(x.Fields))
	width := 0
	for i, f := range x.Fields {
		names[i] = f.Reference
		switch {
		case f.Reference != "":
		case strings.Contains(x.FilterPattern[f.Span.Start:f.Span.End], "..."):
			names[i] = "..."
		default:
			names[i] = "(unnamed)"
		}
		width = max(width, len(names[i]))
	}
	for i, f := range x.Fields {
		fmt.Fprintf(b, "  %-*s  %s\n", width, names[i], f.Meaning)
	}
}

func (x *Explanation) writeReferences(b *strings.Builder) {
	names := "none"
	switch {
	case len(x.ExtractedValues) > 0:
		names = strings.Join(x.ExtractedValues, ", ")
		if slices.ContainsFunc(x.Fields, func(f FieldMeaning) bool { return f.Reference == "" }) {
			names += ", and $position for each value without a name"
		}
	case x.Kind == "space-delimited":
		names = "$1, $2, … for the values by position"
	}
	fmt.Fprintf(b, "\nExtracted values: %s\n", names)
	for _, r := range []struct {
		label string
		References
	}{{"metricValue", x.MetricValue}, {"dimensions", x.Dimensions}} {
		fmt.Fprintf(b, "%s: %s", r.label, r.Meaning)
		if len(r.References.References) > 0 {
			fmt.Fprintf(b, " (%s)", strings.Join(r.References.References, ", "))
		}
		b.WriteString("\n")
	}
}

func (x *Explanation) writeRemarks(b *strings.Builder) {
	if len(x.Remarks) == 0 {
		return
	}
	b.WriteString("\nRemarks:\n")
	for _, r := range x.Remarks {
		at := position.Of(x.FilterPattern, r.Span.Start)
		fmt.Fprintf(b, "  %d:%d: %s [%s]\n", at.Line, at.Column, diag.Visible(r.Message), r.Code)
		if r.Help != "" {
			fmt.Fprintf(b, "%s  help: %s\n", margin, diag.Visible(r.Help))
		}
		if r.FilterPattern != "" {
			fmt.Fprintf(b, "%s  try: %s\n", margin, diag.Visible(r.FilterPattern))
		}
	}
}

func writePlan(b *strings.Builder, kind string, p *plan.Plan) {
	b.WriteString("\nPlan:\n")
	switch {
	case len(p.Finders) > 0:
		b.WriteString("  search the stream for\n")
		for _, f := range p.Finders {
			why := ""
			if f.Literal == `\u` && kind == "json" {
				why = ", since an escape may spell a literal differently"
			}
			fmt.Fprintf(b, "    %s by its rarest byte %s%s\n", quote(f.Literal), quote(f.Rarest), why)
		}
		b.WriteString("  and evaluate the lines that contain one\n")
	case len(p.Literals) > 0:
		fmt.Fprintf(b, "  evaluate every line: the required literals are too short or too many to search for (%s)\n", quotedList(p.Literals))
	default:
		b.WriteString("  evaluate every line: no literal must occur in a matching line\n")
	}
	if len(p.Names) > 0 {
		fmt.Fprintf(b, "  search the event for these names, whose values decide most events: %s\n", quotedList(p.Names))
	}
	if p.Selectors != nil {
		if len(p.Names) > 0 {
			b.WriteString("  walk over any other event once, along these paths, and skip everything else:\n")
		} else {
			b.WriteString("  walk over the event once, along these paths, and skip everything else:\n")
		}
		writeSelectors(b, p.Selectors, 2)
		b.WriteString("  evaluate the conditions from left to right, until the verdict is clear\n")
		b.WriteString("  check that the event is valid JSON only if it would match\n")
	}
	if kind == "space-delimited" {
		if p.MaxValues > 0 {
			fmt.Fprintf(b, "  stop after value %d\n", p.MaxValues)
		} else {
			b.WriteString("  go through all values\n")
		}
		b.WriteString("  evaluate the fields from left to right, until one fails\n")
	}
	for _, r := range p.Regexes {
		fmt.Fprintf(b, "  regular expression %%%s%%: ", r.Source)
		if len(r.Literals) == 1 {
			fmt.Fprintf(b, "look for %s first, then ", quote(r.Literals[0]))
		}
		if r.States > 0 {
			fmt.Fprintf(b, "a table of %d states × %d columns\n", r.States, r.Columns)
		} else {
			b.WriteString("count the repetitions of its characters, since a table would be too large\n")
		}
	}
}

func writeSelectors(b *strings.Builder, n *plan.Selector, depth int) {
	read := ""
	if n.Read {
		read = "  (read)"
	}
	fmt.Fprintf(b, "%s%s%s\n", strings.Repeat("  ", depth), diag.Visible(n.Step), read)
	for _, c := range n.Below {
		writeSelectors(b, c, depth+1)
	}
}

func quotedList(texts []string) string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = quote(t)
	}
	return strings.Join(out, ", ")
}
