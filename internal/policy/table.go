package policy

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/project"
)

// Result is a run over one estate.
type Result struct {
	Estate   *Estate
	Sections []Section
	Judged   project.Scoped // for JSON
	// FiltersOnly is set when no alarms were asked for, as Options says.
	FiltersOnly bool
	// Stamp is what the page says of what was judged, such as a commit and its
	// date; "" for nothing.
	Stamp string
	// Incomplete says that the run ended before all rules were judged, "" when
	// it did not.
	Incomplete string
}

// caveats are what limits the run as a whole.
func (r *Result) caveats() []string {
	var list []string
	if r.FiltersOnly {
		list = append(list, FiltersOnlyNote)
	}
	if r.Incomplete != "" {
		list = append(list, r.Incomplete)
	}
	return list
}

// FiltersOnlyNote says in every output that a run asked for less than its
// rules do.
const FiltersOnlyNote = "Filters only: whether a trail feeds them, and whether an alarm watches them and notifies somebody, was not checked."

// Section is the rules of one pack or policy file, and the verdicts on them.
type Section struct {
	Name, Title, About string
	Sources            []string
	Verdicts           []*Verdict
}

// Verdicts are those of all sections.
func (r *Result) Verdicts() []*Verdict {
	var all []*Verdict
	for _, s := range r.Sections {
		all = append(all, s.Verdicts...)
	}
	return all
}

// Count is how many verdicts have a status.
func (s *Section) Count(status Status) int {
	n := 0
	for _, v := range s.Verdicts {
		if v.Status == status {
			n++
		}
	}
	return n
}

// Statuses are all verdicts there are, as tables list them.
func Statuses() []Status { return []Status{Covered, NotCovered, TooBroad, Holds, Fails, Undecided} }

// Words is a status for people.
func (s Status) Words() string { return strings.ReplaceAll(string(s), "-", " ") }

// By says which filters decide a verdict, for one line of a table.
func (v *Verdict) By() string {
	if len(v.Broken) > 0 {
		text := v.Broken[0].Title
		if l := v.Broken[0].Located; l != nil {
			text = l.Resource.Address + " (" + l.Place() + ")"
		}
		return text + others(len(v.Broken)-1)
	}
	if v.Status == NotCovered && v.Gap == GapFilter || len(v.Filters) == 0 {
		return ""
	}
	text := v.Filters[0].Resource.Address + " (" + v.Filters[0].Place() + ")" + others(len(v.Filters)-1)
	switch v.Gap {
	case GapAlarm:
		text += ", without alarm"
	case GapAction:
		text += ", without action"
	case GapTrail:
		text += ", without trail"
	case GapMetric:
		text += ", without metric"
	}
	return text
}

func others(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " and another"
	}
	return fmt.Sprintf(" and %d others", n)
}

// WriteTable writes the verdicts rule by rule, for people.
func (r *Result) WriteTable(w io.Writer, color bool) error {
	out := bufio.NewWriter(w)
	for _, caveat := range r.caveats() {
		fmt.Fprintf(out, "%s\n\n", caveat)
	}
	for i, s := range r.Sections {
		if i > 0 {
			fmt.Fprintln(out)
		}
		s.writeTable(out, color)
		for _, n := range r.notes(&s) {
			fmt.Fprintln(out, n)
		}
	}
	return out.Flush()
}

func (s *Section) writeTable(out *bufio.Writer, color bool) {
	fmt.Fprintf(out, "%s\n\n", diag.OneLine(s.Title))
	numbers, titles := 0, 0
	for _, v := range s.Verdicts {
		numbers = max(numbers, utf8.RuneCountInString(v.Rule.Label()))
		titles = max(titles, utf8.RuneCountInString(v.Rule.Title))
	}
	for _, v := range s.Verdicts {
		line := fmt.Sprintf("%s  %s  %s  %s", pad(v.Rule.Label(), numbers), paint(v.Status, pad(v.Status.Words(), len("not covered")), color),
			pad(diag.OneLine(v.Rule.Title), titles), diag.OneLine(v.By()))
		fmt.Fprintln(out, strings.TrimRight(line, " "))
	}
	fmt.Fprintf(out, "\n%s\n", s.Summary())
	labels := map[string][]string{}
	var notes []string
	for _, v := range s.Verdicts {
		for _, n := range v.Notes {
			if labels[n] == nil {
				notes = append(notes, n)
			}
			labels[n] = append(labels[n], v.Rule.Label())
		}
	}
	for _, n := range notes {
		fmt.Fprintf(out, "%s: %s\n", strings.Join(labels[n], ", "), diag.OneLine(n))
	}
}

// Summary counts the verdicts.
func (s *Section) Summary() string {
	var counts []string
	for _, status := range Statuses() {
		if n := s.Count(status); n > 0 {
			words := status.Words()
			if n > 1 && (status == Holds || status == Fails) {
				words = strings.TrimSuffix(words, "s")
			}
			counts = append(counts, fmt.Sprintf("%d %s", n, words))
		}
	}
	return strings.Join(counts, ", ")
}

// Label is a rule's number, or else its id.
func (r *Rule) Label() string {
	if r.Number != "" {
		return r.Number
	}
	return r.ID
}

func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text)))
}

func paint(s Status, text string, color bool) string {
	return diag.Painter(color)(map[Status]string{
		Covered: diag.Green, Holds: diag.Green, NotCovered: diag.BoldRed, Fails: diag.BoldRed, TooBroad: diag.Yellow, Undecided: diag.Yellow,
	}[s], text)
}
