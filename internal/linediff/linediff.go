// Package linediff compares lists of lines for people.
package linediff

import (
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// Diff is the difference of two lists of lines, empty when there is none: "- "
// is before a line that was wanted and "+ " before one that came, "  " before
// those around them that are the same. Where lines are left out, one that
// starts with @@ says where in the lists, from 1, the next ones are.
func Diff(want, got []string) []string {
	text := diff.Diff("want", joined(want), "got", joined(got))
	var lines []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "@@ -0,"), strings.HasPrefix(line, "@@ -1,"):
			continue // nothing is left out before the first line
		case line[0] != '@':
			line = line[:1] + " " + line[1:]
		}
		lines = append(lines, line)
	}
	return lines[min(3, len(lines)):] // the names of the lists
}

// joined has a line for each of the list, whatever is in it.
func joined(lines []string) []byte {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(strings.ReplaceAll(line, "\n", "␤") + "\n")
	}
	return []byte(b.String())
}
