package diag

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Printer is the last thing that text passes on its way out. Values pass
// [Visible] where they are put into text; what they missed, a Printer catches.
//
// It knows lines, which no value does, and so keeps continuous integration from
// taking a part of a line as a command: GitHub obeys a line that starts with
// two colons, whatever space is before them, and, as Azure Pipelines and
// TeamCity do, two number signs, a word or none and a bracket anywhere in a
// line: ##[…], ##vso[…], ##teamcity[…]. The second colon and the bracket are
// written as other characters that look like them: ꞉ (U+A789) and ⟦ (U+27E6).
type Printer struct {
	mutex sync.Mutex // logs are written by many
	w     io.Writer
	json  bool
	color bool   // colours pass
	held  []byte // the start of what is not complete
	start bool   // only space so far in this line
	colon bool   // the last character is one
	signs int    // number signs that may begin a command, 2 at most, and a word
}

// Text returns what writes text for people, or a document of text such as XML.
// With color it lets colours through, which nothing else can be told from.
func Text(w io.Writer, color bool) *Printer { return &Printer{w: w, color: color, start: true} }

// JSON returns what writes JSON, in which everything can be escaped: readers
// find what was written.
func JSON(w io.Writer) *Printer { return &Printer{w: w, json: true} }

// Unwrap is what is written to.
func (p *Printer) Unwrap() io.Writer { return p.w }

// maxHeld bounds what is held back: a character, or a colour.
const maxHeld = 16

var colorSequence = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\x1b\[[0-9;]*m`) })

// Write implements io.Writer. The start of a character whose rest is missing is
// held back until the next call.
func (p *Printer) Write(text []byte) (int, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	n := len(text)
	if len(p.held) > 0 {
		text = append(p.held, text...)
		p.held = nil
	}
	if p.harmless(text) == len(text) {
		if _, err := p.w.Write(text); err != nil {
			return 0, err
		}
		return n, nil
	}
	out := bytes.NewBuffer(make([]byte, 0, len(text)+16))
	for len(text) > 0 {
		if size := p.harmless(text); size > 0 {
			out.Write(text[:size])
			text = text[size:]
			continue
		}
		size := p.next(out, text)
		if size == 0 {
			p.held = bytes.Clone(text)
			break
		}
		text = text[size:]
	}
	if _, err := p.w.Write(out.Bytes()); err != nil {
		return 0, err
	}
	return n, nil
}

// harmless is the length of the start of a text that passes as it is, and of
// which nothing has to be noted.
func (p *Printer) harmless(text []byte) int {
	least := byte(' ')
	if p.json {
		least = 0
	}
	if p.start && !p.json || p.signs > 0 {
		return 0
	}
	for i, c := range text {
		if c < least || c >= 0x7F || c == '#' {
			return i
		}
	}
	return len(text)
}

// next writes the first character of text and returns its length, 0 when more
// of it has to come.
func (p *Printer) next(out *bytes.Buffer, text []byte) int {
	r, size := utf8.DecodeRune(text)
	switch {
	case r == utf8.RuneError && size == 1 && !utf8.FullRune(text):
		return 0
	case p.json:
		p.escaped(out, r, text[:size])
		return size
	case r == '\x1b' && p.color:
		if sequence := colorSequence().Find(text); sequence != nil {
			out.Write(sequence)
			return len(sequence)
		}
		if len(text) < maxHeld && bytes.IndexFunc(text[1:], func(r rune) bool { return r != '[' && r != ';' && (r < '0' || r > '9') }) < 0 {
			return 0
		}
	case r == '\r' && len(text) == 1:
		return 0
	case r == '\r' && text[1] == '\n', r == '\n':
		p.start, p.colon, p.signs = true, false, 0
		out.WriteByte(text[0])
		return size
	case r == ':' && p.start && p.colon:
		r = '꞉'
	case r == '[' && p.signs == 2:
		r = '⟦'
	default:
		// A colon may be the first of two.
		p.start = p.start && (r == ':' || unicode.IsSpace(r))
	}
	p.colon = text[0] == ':'
	p.count(r)
	out.WriteRune(visibleRune(r))
	return size
}

// count takes note of what may begin a command.
func (p *Printer) count(r rune) {
	switch {
	case r == '#':
		p.signs = min(p.signs+1, 2)
	case p.signs < 2 || !unicode.IsLetter(r) && !unicode.IsDigit(r):
		p.signs = 0
	}
}

// escaped writes a character of JSON. Those that are escaped here stand in
// strings only.
func (p *Printer) escaped(out *bytes.Buffer, r rune, raw []byte) {
	switch {
	case r > 0xFFFF && unsafe(r):
		high, low := (r-0x10000)>>10+0xD800, (r-0x10000)&0x3FF+0xDC00
		fmt.Fprintf(out, `\u%04x\u%04x`, high, low)
	case r >= 0x7F && unsafe(r), r == '[' && p.signs == 2:
		fmt.Fprintf(out, `\u%04x`, r)
	default:
		out.Write(raw)
	}
	p.count(r)
}

// commandBracket is what ends the name of a command.
var commandBracket = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(##[\pL\pN]*)\[`) })

// Uncommanded is text without the commands that are obeyed anywhere in a line.
func Uncommanded(text string) string { return commandBracket().ReplaceAllString(text, "$1⟦") }
