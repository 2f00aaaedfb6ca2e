package project

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/finding"
	"github.com/logsieve/logsieve/internal/source"
)

// ignore silences one rule in a part of a file.
type ignore struct {
	rule     string // as it is written
	code     string
	at       source.Span
	file     bool          // all of the file
	ranges   []source.Span // or findings that start in these
	resource string        // or that are about this resource
	used     bool
}

// Ignores are the ignores of one file, and what is wrong with others.
type Ignores struct {
	Wrong []finding.Finding

	list []*ignore
}

// marker starts a comment that is for us.
const marker = "logsieve:"

func forUs(c source.Comment) bool { return strings.HasPrefix(c.Text, marker) }

// HasIgnores reports whether a file has ignores, or comments for us that are
// meant to be some.
func HasIgnores(f *source.File) bool {
	return slices.ContainsFunc(f.Comments, forUs) ||
		slices.ContainsFunc(f.Resources, func(r *source.Resource) bool { return len(r.Ignores) > 0 })
}

// Resolve tells the code of a rule that an ignore names. Without a code, problem
// says why the ignore has no effect, or is empty when the rule is somebody
// else's.
type Resolve func(rule string) (code, problem string)

// ReadIgnores reads the ignores of a file's comments and resources.
func ReadIgnores(f *source.File, resolve Resolve) *Ignores {
	in := &Ignores{}
	for _, c := range f.Comments {
		if text, ok := strings.CutPrefix(c.Text, marker); ok {
			in.comment(f, c, strings.TrimSpace(text), resolve)
		}
	}
	seen := map[source.Span]bool{}
	for _, r := range f.Resources {
		for _, g := range r.Ignores {
			// One resource of a file can stand for several requests.
			if seen[g.Span] {
				continue
			}
			seen[g.Span] = true
			if strings.TrimSpace(g.Reason) == "" {
				in.noReason(f, g.Span, "The ignore gives no reason.", "Say why: {rule: "+orRule(g.Rule)+", reason: …}.")
				continue
			}
			in.add(f, resolve, ignore{rule: g.Rule, at: g.Span, resource: r.Address})
		}
	}
	return in
}

func orRule(name string) string {
	if name == "" {
		return "rule-name"
	}
	return name
}

// comment reads ignore[a, b] -- reason, or the same with ignore-file.
func (in *Ignores) comment(f *source.File, c source.Comment, text string, resolve Resolve) {
	verb, rest, open := strings.Cut(text, "[")
	list, reason, closed := strings.Cut(rest, "]")
	verb = strings.TrimSpace(verb)
	names := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
	reason, dashes := strings.CutPrefix(strings.TrimSpace(reason), "--")
	switch {
	case verb != "ignore" && verb != "ignore-file":
		in.noReason(f, c.Span, "The comment is addressed to logsieve but is not an ignore.", "Write logsieve: ignore[rule-name] -- reason.")
		return
	case !open || !closed || len(names) == 0:
		in.noReason(f, c.Span, "The ignore names no rule.", "Name the rules in brackets: logsieve: "+verb+"[rule-name] -- reason.")
		return
	case !dashes || strings.TrimSpace(reason) == "":
		in.noReason(f, c.Span, "The ignore gives no reason.", "Give the reason after two dashes: logsieve: "+verb+"["+list+"] -- reason.")
		return
	}
	one := ignore{at: c.Span, file: verb == "ignore-file"}
	if !one.file {
		one.ranges, one.resource = reach(f, c)
	}
	for _, name := range names {
		one.rule = name
		in.add(f, resolve, one)
	}
}

func (in *Ignores) add(f *source.File, resolve Resolve, one ignore) {
	code, problem := resolve(one.rule)
	switch {
	case code != "":
		one.code = code
		in.list = append(in.list, &one)
	case problem != "":
		wrong := finding.UnknownIgnore().At(f.Name, one.at)
		wrong.Resource = one.resource
		wrong.Message = strings.Replace("The ignore has no effect: "+problem+".", "?.", "?", 1)
		wrong.Help = "See logsieve rules."
		in.Wrong = append(in.Wrong, wrong)
	}
}

func (in *Ignores) noReason(f *source.File, at source.Span, message, help string) {
	wrong := finding.NoReason().At(f.Name, at)
	wrong.Message, wrong.Help = message, help
	in.Wrong = append(in.Wrong, wrong)
}

// reach is what a comment speaks of: behind something on its line, that line;
// alone on its line, the next line that holds something. Where a resource or a
// member of one starts on that line it is all of it.
func reach(f *source.File, c source.Comment) (ranges []source.Span, resource string) {
	line := lineOf(f.Data, c.Span.Start)
	if len(bytes.TrimSpace(f.Data[line.Start:c.Span.Start])) == 0 {
		line = nextLine(f, line.End)
	}
	line.End = blockEnd(f, line)
	ranges = append(ranges, line)
	for _, r := range f.Resources {
		if starts(line, r.At) || starts(line, r.Body) {
			ranges = append(ranges, r.Body)
			resource = r.Address
			continue
		}
		if r.Body.Start < line.End && line.Start < r.Body.End {
			ranges = members(ranges, line, r.Input)
		}
	}
	return ranges, resource
}

// blockEnd is where the code block of Markdown ends that starts on a line, the end
// of the line for any other.
func blockEnd(f *source.File, line source.Span) int {
	text := bytes.TrimSpace(f.Data[line.Start:line.End])
	for _, mark := range []string{"```", "~~~"} {
		if f.Format != source.Markdown || !bytes.HasPrefix(text, []byte(mark)) {
			continue
		}
		if end := bytes.Index(f.Data[line.End:], []byte(mark)); end >= 0 {
			return line.End + end
		}
		return len(f.Data)
	}
	return line.End
}

// members adds the members of v that start on the line.
func members(ranges []source.Span, line source.Span, v *source.Value) []source.Span {
	if v == nil {
		return ranges
	}
	for _, m := range v.Members {
		if starts(line, m.Key) && m.Value != nil {
			ranges = append(ranges, source.Span{Start: m.Key.Start, End: max(m.Key.End, m.Value.Span.End)})
			continue
		}
		ranges = members(ranges, line, m.Value)
	}
	for _, item := range v.Items {
		ranges = members(ranges, line, item)
	}
	return ranges
}

// starts reports whether a span starts on a line.
func starts(line, at source.Span) bool { return line.Start <= at.Start && at.Start < line.End }

// lineOf is the line that holds an offset, its end of line included.
func lineOf(data []byte, offset int) source.Span {
	offset = min(max(offset, 0), len(data))
	start := bytes.LastIndexByte(data[:offset], '\n') + 1
	end := len(data)
	if i := bytes.IndexByte(data[offset:], '\n'); i >= 0 {
		end = offset + i + 1
	}
	return source.Span{Start: start, End: end}
}

// nextLine is the first line from an offset that holds more than blanks and
// comments.
func nextLine(f *source.File, from int) source.Span {
	for from < len(f.Data) {
		line := lineOf(f.Data, from)
		first := line.Start
		for first < line.End && strings.IndexByte(" \t\r\n", f.Data[first]) >= 0 {
			first++
		}
		if first == line.End {
			from = line.End
			continue
		}
		comment := comments(f, first)
		if comment < 0 {
			return line
		}
		from = max(line.End, lineOf(f.Data, f.Comments[comment].Span.End-1).End)
	}
	return source.Span{Start: len(f.Data), End: len(f.Data)}
}

// comments is the index of the comment that starts at an offset, or -1.
func comments(f *source.File, at int) int {
	i, ok := slices.BinarySearchFunc(f.Comments, at, func(c source.Comment, at int) int { return cmp.Compare(c.Span.Start, at) })
	if !ok {
		return -1
	}
	return i
}

// silences reports whether the ignore covers a finding of its file.
func (g *ignore) silences(f *finding.Finding) bool {
	if g.code != f.Code {
		return false
	}
	if g.file || g.resource != "" && g.resource == f.Resource {
		return true
	}
	return slices.ContainsFunc(g.ranges, func(at source.Span) bool {
		return at.Start <= f.Span.Start && f.Span.Start < max(at.End, at.Start+1)
	})
}

// Apply drops what is ignored from the findings of one file.
func (in *Ignores) Apply(found []finding.Finding) []finding.Finding {
	kept := found[:0]
	for _, f := range found {
		silent := false
		for _, g := range in.list {
			if g.silences(&f) {
				g.used, silent = true, true
			}
		}
		if !silent {
			kept = append(kept, f)
		}
	}
	return kept
}

// Unused are findings about ignores that silenced nothing. ran tells whether
// a rule looked at all that it needs to.
func (in *Ignores) Unused(file string, ran func(code string) bool) []finding.Finding {
	var found []finding.Finding
	for _, g := range in.list {
		if g.used || !ran(g.code) {
			continue
		}
		f := finding.UnusedIgnore().At(file, g.at)
		f.Resource = g.resource
		f.Message = fmt.Sprintf("The ignore of %s silences nothing.", g.rule)
		f.Help = "Remove it, or put it on the line of the finding or above it."
		found = append(found, f)
	}
	return found
}
