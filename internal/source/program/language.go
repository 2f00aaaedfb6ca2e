package program

import (
	"bytes"
	"strings"
)

// language is how programs write texts and comments: all that is known of one.
type language struct {
	extensions []string
	prefixes   string // bytes that may stand before a quote: r"…", $"…"
	character  bool   // '…' is a character
	template   bool   // `…${…}…`
	raw        bool   // `…` as it stands
	block      bool   // """…""" has its indentation taken off
	hash       bool   // # starts a comment, and no other mark does
	regexp     bool   // /…/ is a regular expression
	adjacent   bool   // texts side by side are one
	invalid    bool   // a backslash before any character is allowed
	keeps      bool   // and stays where it escapes nothing
	labels     bool   // name: text gives an argument or a member
	members    bool   // name = text in braces does
}

var languages = []*language{
	{extensions: []string{".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"}, template: true, regexp: true, invalid: true, labels: true},
	{extensions: []string{".py"}, prefixes: "rRbBuUfFtT", hash: true, adjacent: true, invalid: true, keeps: true},
	{extensions: []string{".go"}, character: true, raw: true, labels: true},
	{extensions: []string{".java"}, character: true, block: true},
	{extensions: []string{".cs"}, prefixes: "@$", character: true, block: true, labels: true, members: true},
}

func languageOf(extension string) *language {
	for _, l := range languages {
		for _, e := range l.extensions {
			if e == extension {
				return l
			}
		}
	}
	return nil
}

// form is how one text is written.
type form struct {
	open, shut string
	oneLine    bool   // it ends on its line
	escapes    bool   // a backslash escapes
	keeps      bool   // a backslash does, and both are of the text: r"\""
	doubled    bool   // two quotes stand for one
	hole       string // what opens a part that is computed
	braces     bool   // two of {, or of }, stand for one
	block      bool   // indentation is taken off
	no         bool   // it is no text: a character, bytes
}

// opening is the form of the text that starts at the front of src, false for
// something else. after is set when a name stands at once before it.
func (l *language) opening(src []byte, after bool) (form, bool) {
	n := 0
	if !after || l.prefixes == "@$" {
		for n < len(src) && n < 8 && strings.IndexByte(l.prefixes, src[n]) >= 0 {
			n++
		}
	}
	if n >= len(src) {
		return form{}, false
	}
	prefix, quote := strings.ToLower(string(src[:n])), src[n]
	switch {
	case quote == '`' && l.raw:
		return form{open: "`", shut: "`"}, true
	case quote == '`' && l.template:
		return form{open: "`", shut: "`", escapes: true, hole: "${", no: after}, true
	case quote == '\'' && l.character:
		return form{open: "'", shut: "'", oneLine: true, escapes: true, no: true}, n == 0
	case quote != '"' && quote != '\'':
		return form{}, false
	}
	f := form{shut: string(quote), oneLine: true, escapes: true}
	switch {
	case l.hash && bytes.HasPrefix(src[n:], []byte{quote, quote, quote}):
		f.shut, f.oneLine = strings.Repeat(f.shut, 3), false
	case l.block && bytes.HasPrefix(src[n:], []byte(`"""`)) && !strings.Contains(prefix, "@"):
		run := 3
		for l.prefixes != "" && run < 64 && n+run < len(src) && src[n+run] == '"' {
			run++ // C#
		}
		f = form{shut: strings.Repeat(`"`, run), block: true, escapes: l.prefixes == ""}
	}
	f.open = string(src[:n]) + f.shut
	if l.hash {
		f.no = strings.Contains(prefix, "b")
		f.keeps = strings.Contains(prefix, "r")
		f.escapes = !f.keeps
		if strings.ContainsAny(prefix, "ft") {
			f.hole, f.braces = "{", true
		}
		return f, true
	}
	if strings.Contains(prefix, "@") {
		f.escapes, f.oneLine, f.doubled = false, false, true
	}
	if dollars := strings.Count(prefix, "$"); dollars > 0 {
		f.hole, f.braces = strings.Repeat("{", dollars), !f.block
	}
	return f, true
}
