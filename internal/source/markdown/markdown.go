// Package markdown finds the code blocks of prose. What they show is read as the
// file that their language tells.
package markdown

import (
	"bytes"
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// Read finds the fenced code blocks of a page, and the comments that hold
// ignores: <!-- logsieve: ignore[rule] -- reason -->.
func Read(f *source.Reader) {
	f.Format, f.Shown = source.Markdown, true
	comments(f)
	r := &reader{f: f}
	for r.pos < len(f.Data) {
		if fence, ok := r.opening(); ok {
			r.block(fence)
		}
	}
}

type reader struct {
	f   *source.Reader
	pos int
}

// fence is what opens a block: at least three of one mark.
type fence struct {
	mark     byte
	size     int
	indent   int    // before it
	prefix   string // of each line: > of a quotation
	language string
	at       document.Span
}

// line is the next line, without its break; pos moves to the one after it.
func (r *reader) line() (start, end int) {
	start = r.pos
	end = len(r.f.Data)
	if i := bytes.IndexByte(r.f.Data[start:], '\n'); i >= 0 {
		end = start + i
		r.pos = end + 1
	} else {
		r.pos = end
	}
	if end > start && r.f.Data[end-1] == '\r' {
		end--
	}
	return start, end
}

// opening reads a line and tells the fence on it.
func (r *reader) opening() (fence, bool) {
	start, end := r.line()
	text := string(r.f.Data[start:end])
	rest := text
	prefix := ""
	if quoted := strings.TrimLeft(rest, " "); strings.HasPrefix(quoted, ">") {
		rest = strings.TrimPrefix(quoted[1:], " ")
		prefix = text[:len(text)-len(rest)]
	}
	trimmed := strings.TrimLeft(rest, " \t")
	// A fence may be the first thing of a list's item.
	for _, bullet := range []string{"- ", "* ", "+ "} {
		trimmed = strings.TrimLeft(strings.TrimPrefix(trimmed, bullet), " ")
	}
	if !strings.HasPrefix(trimmed, "```") && !strings.HasPrefix(trimmed, "~~~") {
		return fence{}, false
	}
	fc := fence{mark: trimmed[0], indent: len(rest) - len(trimmed), prefix: prefix, at: document.Span{Start: end - len(trimmed), End: end}}
	info := strings.TrimLeft(trimmed, trimmed[:1])
	fc.size = len(trimmed) - len(info)
	if fc.mark == '`' && strings.Contains(info, "`") {
		return fence{}, false // code in a line
	}
	fields := strings.FieldsFunc(info, func(c rune) bool { return strings.ContainsRune(" \t{}.,=:", c) })
	if len(fields) > 0 {
		fc.language = strings.ToLower(fields[0])
	}
	return fc, true
}

// block reads the lines of a block up to its closing fence, or the end.
func (r *reader) block(open fence) {
	text := document.NewText(document.Raw)
	for r.pos < len(r.f.Data) {
		start, end := r.line()
		line := string(r.f.Data[start:end])
		if open.prefix != "" {
			rest := strings.TrimLeft(line, " ")
			if !strings.HasPrefix(rest, ">") {
				r.pos = start
				break
			}
			start += len(line) - len(strings.TrimPrefix(rest[1:], " "))
		}
		if closing := strings.TrimSpace(string(r.f.Data[start:end])); len(closing) >= open.size && strings.Trim(closing, string(open.mark)) == "" {
			break
		}
		for n := 0; n < open.indent && start < end && (r.f.Data[start] == ' ' || r.f.Data[start] == '\t'); n++ {
			start++
		}
		text.Append(string(r.f.Data[start:r.pos]), document.Span{Start: start, End: r.pos})
	}
	if name := fileName(open.language, text.Decoded); name != "" && text.Decoded != "" {
		if strings.HasSuffix(name, ".sh") {
			text = commands(text).Blanks() // <name> is no redirection here
		}
		r.f.Embed(source.Embedded{Name: name, Text: text, At: open.at})
	}
}

// fileName is the name of a file in a language, "" for one that is not read. A
// block of no language may be commands.
func fileName(language, text string) string {
	switch language {
	case "sh", "bash", "shell", "zsh", "ksh", "console", "terminal", "shell-session", "shellsession", "sh-session", "bash-session", "shellscript", "cmd":
		return "block.sh"
	case "powershell", "ps1", "pwsh", "ps":
		return "block.ps1"
	case "yaml", "yml", "cloudformation", "sam", "serverless":
		return "block.yaml"
	case "json", "jsonc", "json5":
		return "block.jsonc"
	case "hcl", "terraform", "tf", "opentofu", "tofu":
		return "block.tf"
	case "make", "makefile":
		return "makefile"
	case "ts", "typescript", "tsx", "js", "javascript", "jsx", "mjs":
		return "block.ts"
	case "py", "python", "python3":
		return "block.py"
	case "go", "golang":
		return "block.go"
	case "java":
		return "block.java"
	case "cs", "csharp", "c#":
		return "block.cs"
	case "", "text", "txt", "none", "plaintext":
		if strings.Contains(text, "aws logs ") {
			return "block.sh"
		}
		switch {
		case strings.Contains(text, "AWS::"):
			return "block.yaml"
		case startsLine(text, `module "`), startsLine(text, `resource "aws`):
			return "block.tf"
		case strings.Contains(text, "ilterPattern") && strings.HasPrefix(strings.TrimLeft(text, " \t\r\n["), "{"):
			return "block.jsonc"
		}
	}
	return ""
}

// startsLine reports whether a line of a text starts with a prefix.
func startsLine(text, prefix string) bool {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimLeft(line, " \t"), prefix) {
			return true
		}
	}
	return false
}

// commands are the commands of a session, without its prompts and what they
// print; a block without prompts is all commands.
func commands(text *document.Text) *document.Text {
	prompt := func(line string) int {
		for _, p := range []string{"$ ", "% ", "# aws ", "> aws "} {
			if strings.HasPrefix(line, p) {
				return 2
			}
		}
		return 0
	}
	session := false
	for line := range strings.Lines(text.Decoded) {
		session = session || strings.HasPrefix(line, "$ ") || strings.HasPrefix(line, "% ")
	}
	if !session {
		return text
	}
	out := document.NewText(text.Style)
	at, goesOn := 0, false
	for line := range strings.Lines(text.Decoded) {
		end := at + len(line)
		if n := prompt(line); n > 0 || goesOn {
			if !goesOn {
				at += n
			} else if strings.HasPrefix(line, "> ") {
				at += 2
			}
			out.AppendRange(text, at, end)
			goesOn = strings.HasSuffix(strings.TrimRight(line, "\r\n"), `\`) || strings.Count(out.Decoded, "'")%2 == 1
		}
		at = end
	}
	return out
}

// comments are those of HTML.
func comments(f *source.Reader) {
	const open, shut = "<!--", "-->"
	for at := 0; ; {
		i := bytes.Index(f.Data[at:], []byte(open))
		if i < 0 {
			return
		}
		start := at + i
		n := bytes.Index(f.Data[start:], []byte(shut))
		if n < 0 {
			return
		}
		at = start + n + len(shut)
		if start > 0 && f.Data[start-1] == '`' {
			continue // code in a line, which shows a comment
		}
		f.Comments = append(f.Comments, document.Comment{
			Span: document.Span{Start: start, End: at},
			Text: strings.TrimSpace(string(f.Data[start+len(open) : at-len(shut)])),
		})
	}
}
