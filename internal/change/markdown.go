package change

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/position"
	"github.com/logsieve/logsieve/internal/quota"
)

// How long a comment may be, in bytes: GitHub takes 65,536 characters. An entry
// and a text are cut, so that one does not fill it.
const (
	maxComment = 58_000
	maxEntry   = 6_000
	maxQuote   = 300
	maxTitle   = 100
)

// WriteMarkdown writes a diff as a comment on a pull request: the gravest first,
// and how much is left out where it would become too long. What others wrote
// stands in code spans, which nothing in it ends.
func (d *Diff) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "### logsieve: %s → %s\n\n**%s**\n\n", code(d.Old.Name, maxTitle), code(d.New.Name, maxTitle), capital(d.Summary()))
	for _, h := range []Holdings{d.Old, d.New} {
		fmt.Fprintf(&b, "- %s: %s\n", code(h.Name, maxTitle), cut(h.Text(), maxEntry))
	}
	if d.Unknown > 0 {
		fmt.Fprintf(&b, "- %s\n", d.unknownNote())
	}
	var left []string
	full := false
	for _, s := range d.page() {
		title := fmt.Sprintf("\n#### %s\n\n", capital(s.title))
		for i, e := range s.entries {
			text := markdown(e)
			if full = full || b.Len()+len(title)+len(text) > maxComment; full {
				left = append(left, fmt.Sprintf("%s %s", quota.Grouped(len(s.entries)-i), s.title))
				break
			}
			b.WriteString(title)
			b.WriteString(text)
			title = ""
		}
	}
	if len(left) > 0 {
		fmt.Fprintf(&b, "\nOmitted here: %s. `logsieve diff` shows all.\n", strings.Join(left, "; "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdown is an entry of a list.
func markdown(lines []line) string {
	var b strings.Builder
	for i, l := range lines {
		var one strings.Builder
		one.WriteString(strings.Repeat("  ", l.depth))
		one.WriteString("- ")
		for _, p := range l.pieces {
			if p.quote {
				one.WriteString(code(p.text, maxQuote))
			} else {
				one.WriteString(strings.ReplaceAll(p.text, "  ", " "))
			}
		}
		if i > 0 && b.Len()+one.Len() > maxEntry {
			fmt.Fprintf(&b, "  - and %d more lines\n", len(lines)-i)
			break
		}
		b.WriteString(one.String())
		b.WriteByte('\n')
	}
	return b.String()
}

// code is a text as a code span, of at most so many bytes: more backticks
// around it than in it, and space where it begins or ends with one.
func code(text string, most int) string {
	text = cut(diag.Uncommanded(diag.OneLine(text)), most)
	if text == "" {
		return "(empty)"
	}
	longest, run := 0, 0
	for _, r := range text {
		if r == '`' {
			run++
		} else {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	if strings.ContainsRune(" `", rune(text[0])) || strings.ContainsRune(" `", rune(text[len(text)-1])) {
		text = " " + text + " "
	}
	return fence + text + fence
}

// cut is a text of at most so many bytes.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return text[:position.RuneStart(text, most-utf8.RuneLen('…'))] + "…"
}

func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
