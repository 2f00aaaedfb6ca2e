package explain

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/diag"
)

// maxMarks is how many occurrences of one term are marked below a message.
const maxMarks = 5

// WritePattern writes a pattern with the numbers of its conditions.
func WritePattern(w io.Writer, x *Explanation) error {
	b := &strings.Builder{}
	x.writePattern(b)
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteText writes the reasons for people: the message with the values that
// were looked at, the conditions, what decided, and near misses.
func (w *Why) WriteText(out io.Writer, message []byte) error {
	b := &strings.Builder{}
	w.writeMessage(b, string(message))
	if w.Requirement != nil && w.Requirement.Reason != "" {
		fmt.Fprintf(b, "%sneeded: %s; %s\n", margin, w.Requirement.Text, diag.Visible(w.Requirement.Reason))
		if len(w.Conditions) > 0 {
			fmt.Fprintf(b, "%sconditions: not applicable\n", margin)
		}
	} else {
		w.writeConditions(b)
		w.writeDecision(b)
	}
	for _, m := range w.NearMisses {
		of := ""
		if m.Condition > 0 && len(w.Conditions) > 1 {
			of = " of " + strconv.Itoa(m.Condition)
		}
		fmt.Fprintf(b, "%snear miss%s: %s [%s]\n", margin, of, diag.Visible(m.Message), m.Code)
		if m.Suggestion != "" {
			fmt.Fprintf(b, "%s  %s\n", margin, diag.Visible(m.Suggestion))
		}
		if m.FilterPattern != "" {
			fmt.Fprintf(b, "%s  try: %s\n", margin, diag.Visible(m.FilterPattern))
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func (w *Why) writeMessage(b *strings.Builder, message string) {
	var marks []mark
	seen := map[grammar.Span]int{} // place in marks
	add := func(n int, at grammar.Span) {
		label := strconv.Itoa(n)
		if i, ok := seen[at]; ok { // several conditions on one value
			marks[i].label += "," + label
			return
		}
		seen[at] = len(marks)
		marks = append(marks, mark{label, at})
	}
	for _, c := range w.Conditions {
		for _, at := range c.Matched[:min(maxMarks, len(c.Matched))] {
			add(c.Number, at)
		}
		if o := c.Operand; o != nil && o.Span != nil {
			add(c.Number, *o.Span)
		}
	}
	for _, line := range marked(message, marks) {
		b.WriteString(margin + line + "\n")
	}
	if len(w.Fields) == 0 {
		return
	}
	width := 0
	for _, f := range w.Fields {
		width = max(width, len(f.Reference))
	}
	fmt.Fprintf(b, "%ssplit into %s:\n", margin, values(w.split()))
	for _, f := range w.Fields {
		switch {
		case f.Position == 0:
			fmt.Fprintf(b, "%s  %-*s  (no value)\n", margin, width, f.Reference)
		case f.Rest:
			fmt.Fprintf(b, "%s  %-*s  %s  (the rest of the line)\n", margin, width, f.Reference, diag.Visible(clipped(f.Value)))
		default:
			fmt.Fprintf(b, "%s  %-*s  %s\n", margin, width, f.Reference, diag.Visible(clipped(f.Value)))
		}
	}
}

// split is how many values the message has.
func (w *Why) split() int {
	n := 0
	for _, f := range w.Fields {
		n = max(n, f.Position)
	}
	return n
}

func (w *Why) writeConditions(b *strings.Builder) {
	verdict, text := 0, 0
	const widest = 60
	for _, c := range w.Conditions {
		verdict = max(verdict, len(c.Verdict))
		if n := len([]rune(c.Text)); n <= widest {
			text = max(text, n)
		}
	}
	for _, c := range w.Conditions {
		fmt.Fprintf(b, "%s%d  %-*s  %-*s  %s\n", margin, c.Number, verdict, c.Verdict, text, diag.Visible(c.Text), diag.Visible(c.Saw))
	}
}

func (w *Why) writeDecision(b *strings.Builder) {
	switch {
	case len(w.Conditions) == 0 && w.Requirement != nil && w.FilterPattern != "[]":
		fmt.Fprintf(b, "%sdecided by: %s\n", margin, w.Requirement.Text)
	case len(w.Conditions) == 0:
		fmt.Fprintf(b, "%sdecided by: every log event matches\n", margin)
	case len(w.Conditions) > 1:
		numbers := make([]string, len(w.DecidedBy))
		for i, n := range w.DecidedBy {
			numbers[i] = strconv.Itoa(n)
		}
		fmt.Fprintf(b, "%sdecided by: %s\n", margin, strings.Join(numbers, ", "))
	}
}
