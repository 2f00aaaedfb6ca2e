// Package snapshot reads the templates in snapshots of tests, as Jest and syrupy
// write them. Each is turned into JSON that knows the way back.
package snapshot

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// Read finds the snapshots of a file.
func Read(f *source.Reader) {
	f.Format, f.Shown = source.Snapshot, true
	if strings.HasSuffix(strings.ToLower(path.Base(f.Name)), ".ambr") {
		syrupy(f)
		return
	}
	jest(f)
}

// embed adds a snapshot that has been turned into JSON.
func embed(f *source.Reader, t *document.Text, number int, at document.Span) {
	if t.Decoded != "" {
		f.Embed(source.Embedded{Name: "snapshot.template.json", Text: t, Address: fmt.Sprintf("snapshot %d", number), At: at})
	}
}

// jest finds exports[`name`] = `…`; whose text is printed over several lines.
func jest(f *source.Reader) {
	const open, shut = "] = `", "\n`;"
	for at, number := 0, 1; ; number++ {
		i := bytes.Index(f.Data[at:], []byte(open))
		if i < 0 {
			return
		}
		start := at + i + len(open)
		if rest := f.Data[start:]; bytes.HasPrefix(rest, []byte("\r\n")) {
			start += 2
		} else if bytes.HasPrefix(rest, []byte("\n")) {
			start++
		} else {
			at = start
			number--
			continue // a text of one line
		}
		end := len(f.Data)
		if n := bytes.Index(f.Data[start:], []byte(shut)); n >= 0 {
			end = start + n
		}
		w := &writer{data: f.Data, text: document.NewText(document.Mixed), literal: true}
		// Jest before version 29 names prototypes and escapes quotes.
		w.escapes = bytes.HasPrefix(f.Data[start:end], []byte("Object {")) || bytes.HasPrefix(f.Data[start:end], []byte("Array ["))
		w.lines(start, end)
		embed(f, w.text, number, document.Span{Start: at + i, End: start})
		at = end
	}
}

// syrupy finds # name: …, and below it the indented representation of an object.
func syrupy(f *source.Reader) {
	const name = "# name: "
	for at, number := 0, 1; ; number++ {
		i := bytes.Index(f.Data[at:], []byte(name))
		if i < 0 {
			return
		}
		head := at + i
		start := len(f.Data)
		if n := bytes.IndexByte(f.Data[head:], '\n'); n >= 0 {
			start = head + n + 1
		}
		end := len(f.Data)
		if n := bytes.Index(f.Data[start:], []byte("\n# ---")); n >= 0 {
			end = start + n
		}
		w := &writer{data: f.Data, text: document.NewText(document.Mixed), python: true}
		w.lines(start, end)
		embed(f, w.text, number, document.Span{Start: head, End: max(head, min(start, len(f.Data)))})
		at = end
	}
}

// writer writes JSON for the lines of a printed object: a key and a value on
// each, or what opens or closes an object or a list.
type writer struct {
	data    []byte
	text    *document.Text
	literal bool // lines stand in a template literal of JavaScript
	escapes bool // texts have escapes of their own
	python  bool // texts are written as Python writes them
	comma   bool // one is due before the next value
}

func (w *writer) lines(start, end int) {
	for start < end {
		stop := end
		if i := bytes.IndexByte(w.data[start:end], '\n'); i >= 0 {
			stop = start + i
		}
		start = w.line(start, stop, end) + 1
	}
}

// line writes the line that ends at stop, and those that a text on it goes on
// over; it returns where the last one ends.
func (w *writer) line(start, stop, end int) int {
	for start < stop && (w.data[start] == ' ' || w.data[start] == '\t') {
		start++
	}
	rest := strings.TrimRight(string(w.data[start:stop]), "\r")
	if rest == "" {
		return stop
	}
	if closing := strings.TrimRight(rest, ",)"); closing == "}" || closing == "]" {
		w.text.AppendUnit(closing, document.Span{Start: start, End: start + 1})
		w.comma = true
		return stop
	}
	w.separate(start)
	if size := w.key(rest); size > 0 {
		w.quoted(start+1, start+size-1)
		w.text.AppendUnit(":", document.Span{Start: start + size, End: start + size + 1})
		start += size + 1
		for start < stop && w.data[start] == ' ' {
			start++
		}
		rest = strings.TrimRight(string(w.data[start:stop]), "\r")
	}
	return w.value(rest, start, stop, end)
}

// separate writes the comma that stands between two values.
func (w *writer) separate(at int) {
	if w.comma {
		w.text.AppendUnit(",", document.Span{Start: at, End: at})
	}
	w.comma = true
}

// key is how long the key in quotes is that a line starts with, 0 for none.
func (w *writer) key(line string) int {
	for _, quote := range []string{`"`, `'`} {
		if !strings.HasPrefix(line, quote) {
			continue
		}
		if i := strings.Index(line, quote+": "); i > 0 && !strings.Contains(line[1:i], `": "`) {
			return i + 1
		}
		if strings.HasSuffix(line, quote+":") {
			return len(line) - 1
		}
	}
	return 0
}

func (w *writer) value(rest string, start, stop, end int) int {
	at := document.Span{Start: start, End: start + len(rest)}
	trimmed := strings.TrimSuffix(rest, ",")
	switch {
	case strings.HasSuffix(rest, "{}") || strings.HasSuffix(trimmed, "({})") || strings.HasSuffix(trimmed, "{}"):
		w.text.AppendUnit("{}", at)
	case strings.HasSuffix(trimmed, "[]") || strings.HasSuffix(trimmed, "([])"):
		w.text.AppendUnit("[]", at)
	case rest == "" || rest[0] != '"' && rest[0] != '\'' && strings.HasSuffix(rest, "{"):
		w.text.AppendUnit("{", at)
		w.comma = false
	case rest[0] != '"' && rest[0] != '\'' && strings.HasSuffix(rest, "["):
		w.text.AppendUnit("[", at)
		w.comma = false
	case rest[0] == '"' || w.python && rest[0] == '\'':
		return w.string(rest, start, stop, end)
	case trimmed == "true" || trimmed == "false" || trimmed == "null" || source.IsNumber(trimmed):
		w.text.Append(trimmed, document.Span{Start: start, End: start + len(trimmed)})
	case trimmed == "True" || trimmed == "False":
		w.text.AppendUnit(strings.ToLower(trimmed), at)
	default: // undefined, None, Any<String>: what it is does not matter
		w.text.AppendUnit("null", at)
	}
	return stop
}

// string writes a text, which may go on over lines up to one that ends with its
// quote.
func (w *writer) string(rest string, start, stop, end int) int {
	if w.python && rest == "'''" {
		return w.block(stop+1, end)
	}
	quote := rest[:1]
	open := 1
	closes := func(line string) int {
		line = strings.TrimRight(line, "\r")
		line = strings.TrimSuffix(line, ",")
		if strings.HasSuffix(line, quote) {
			return len(line) - len(quote)
		}
		return -1
	}
	from := start + open
	if n := closes(string(w.data[min(from, stop):stop])); n >= 0 {
		w.quoted(from, from+n)
		return stop
	}
	for line := stop + 1; line < end; {
		lineEnd := end
		if i := bytes.IndexByte(w.data[line:end], '\n'); i >= 0 {
			lineEnd = line + i
		}
		if n := closes(string(w.data[line:lineEnd])); n >= 0 {
			w.quoted(from, line+n)
			return lineEnd
		}
		line = lineEnd + 1
	}
	w.quoted(from, stop)
	return stop
}

// block writes a text of several lines, which are indented below its quotes.
func (w *writer) block(start, end int) int {
	w.text.AppendUnit(`"`, document.Span{Start: start, End: start})
	indent := -1
	for first := true; start < end; first = false {
		stop := end
		if i := bytes.IndexByte(w.data[start:end], '\n'); i >= 0 {
			stop = start + i
		}
		line := string(w.data[start:stop])
		if strings.HasPrefix(strings.TrimSpace(line), "'''") {
			start = stop
			break
		}
		if indent < 0 {
			indent = len(line) - len(strings.TrimLeft(line, " "))
		}
		if !first {
			w.text.AppendUnit(`\n`, document.Span{Start: start, End: start})
		}
		w.characters(start+min(indent, len(line)-len(strings.TrimLeft(line, " "))), stop)
		start = stop + 1
	}
	at := min(start, len(w.data))
	w.text.AppendUnit(`"`, document.Span{Start: at, End: at})
	return start
}

// quoted writes a part of the file as a string of JSON.
func (w *writer) quoted(start, end int) {
	w.text.AppendUnit(`"`, document.Span{Start: start, End: start})
	w.characters(start, end)
	w.text.AppendUnit(`"`, document.Span{Start: end, End: end})
}

func (w *writer) characters(start, end int) {
	for start < end {
		plain := start
		for plain < end && w.data[plain] >= ' ' && w.data[plain] != '"' && w.data[plain] != '\\' {
			plain++
		}
		if plain > start {
			w.text.Append(string(w.data[start:plain]), document.Span{Start: start, End: plain})
			start = plain
			continue
		}
		decoded, size := w.unescape(start, end)
		w.text.AppendUnit(escaped(decoded), document.Span{Start: start, End: start + size})
		start += size
	}
}

// unescape reads one character that may be an escape, of the literal around the
// snapshot first and then of the text in it.
func (w *writer) unescape(start, end int) (decoded string, size int) {
	c, size := w.character(start, end)
	if c != `\` || !w.escapes && !w.python || start+size >= end {
		return c, size
	}
	next, more := w.character(start+size, end)
	switch {
	case w.python && next == "n":
		next = "\n"
	case w.python && next == "t":
		next = "\t"
	case next != `"` && next != `\` && next != "'":
		return c, size
	}
	return next, size + more
}

// character reads one character, or an escape of a template literal.
func (w *writer) character(start, end int) (string, int) {
	if w.literal && w.data[start] == '\\' && start+1 < end && strings.IndexByte("\\`$", w.data[start+1]) >= 0 {
		return string(w.data[start+1 : start+2]), 2
	}
	_, size := utf8.DecodeRune(w.data[start:end])
	return string(w.data[start : start+size]), size
}

// escaped is a text inside the quotes of JSON.
func escaped(s string) string {
	switch s {
	case `"`, `\`:
		return `\` + s
	}
	if len(s) == 1 && s[0] < ' ' {
		return fmt.Sprintf(`\u%04x`, s[0])
	}
	return s
}
