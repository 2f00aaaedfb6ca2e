package shell

import (
	"bytes"
	"path"
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// shellWord is one word of a command after its quotes are taken away. What
// the shell puts in for it is a hole.
type shellWord struct {
	text *document.Text
	at   document.Span
	// splits is set when an expansion stands outside quotes, so that the word
	// may become any number of words.
	splits bool
}

// shellScanner splits a script into commands as POSIX shells do, as far as is
// needed to read words that are written out.
type shellScanner struct {
	f        *source.Reader
	src      []byte
	pos      int
	make     bool // a makefile: $$ is the shell's $, and $(x) is make's
	power    bool // PowerShell: ` escapes, and \ does not
	rendered bool // another program puts something in where {{ }} stands
	bash     bool // ' quotes in ${} in double quotes, too
	quoted   bool // in double quotes, where $' starts nothing
	depth    int
	docs     []string // the ends of the here-documents that start on the next line
	command  func([]shellWord)
}

func newShellScanner(f *source.Reader, command func([]shellWord)) *shellScanner {
	base := path.Base(f.Name)
	first, _, _ := bytes.Cut(f.Data, []byte("\n"))
	return &shellScanner{
		f: f, src: f.Data, command: command,
		bash:     path.Ext(base) == ".bash" || bytes.HasPrefix(first, []byte("#!")) && bytes.Contains(first, []byte("bash")),
		rendered: f.Rendered(),
		power:    path.Ext(base) == ".ps1" || path.Ext(base) == ".psm1",
		make:     strings.EqualFold(base, "makefile") || base == "GNUmakefile" || strings.HasSuffix(base, ".mk"),
	}
}

// maxShellDepth bounds nested substitutions.
const maxShellDepth = 200

// script reads commands up to an unquoted byte, 0 for the end of the file.
func (s *shellScanner) script(until byte) {
	s.depth++
	defer func() { s.depth-- }()
	var words []shellWord
	redirected := false
	end := func() {
		if len(words) > 0 {
			s.command(words)
		}
		words, redirected = nil, false
	}
	for s.pos < len(s.src) {
		switch c := s.src[s.pos]; {
		case s.ends(until):
			end()
			return
		case s.rendered && c == '{' && s.statement():
		case c == ' ' || c == '\t' || c == '\r':
			s.pos++
		case c == s.joins() && lineBreak(s.src[s.pos+1:]) > 0: // between words it is a space
			s.pos += 1 + lineBreak(s.src[s.pos+1:])
		case s.power && bytes.HasPrefix(s.src[s.pos:], []byte("<#")):
			s.blockComment()
		case c == '\n':
			end()
			s.pos++
			s.skipDocs()
		case c == '#':
			s.comment()
		case c == '(' && s.pos+1 < len(s.src) && s.src[s.pos+1] == '(':
			end()
			s.arithmetic()
		case c == '(' && s.depth < maxShellDepth:
			end()
			s.pos++
			s.script(')')
			s.pos = min(s.pos+1, len(s.src))
		case c == ';' || c == '|' || c == '(' || c == ')' || c == '{' && s.power || c == '}' && s.power || c == '`' && !s.power:
			end()
			s.pos++
		case c == '&':
			if s.pos+1 < len(s.src) && s.src[s.pos+1] == '>' {
				s.pos++ // &>file
				break
			}
			end()
			s.pos++
		case c == '<' || c == '>':
			redirected = s.redirect()
		default:
			w := s.word(until)
			// A redirection takes its file, and 2>file its number.
			number := s.pos < len(s.src) && (s.src[s.pos] == '<' || s.src[s.pos] == '>') && strings.Trim(w.text.Decoded, "0123456789") == "" && w.text.Known()
			if !redirected && !number {
				words = append(words, w)
			}
			redirected = false
		}
	}
	end()
}

// statement skips {% %} or {# #}.
func (s *shellScanner) statement() bool {
	for open, shut := range map[string]string{"{%": "%}", "{#": "#}"} {
		if bytes.HasPrefix(s.src[s.pos:], []byte(open)) {
			s.skipPast(shut)
			return true
		}
	}
	return false
}

// insertion reads {{ name }} as a hole.
func (s *shellScanner) insertion(t *document.Text) bool {
	if !document.StartsRendered(string(s.src[s.pos:min(s.pos+16, len(s.src))])) {
		return false
	}
	start := s.pos
	s.skipPast("}}")
	s.hole(t, start)
	return true
}

func (s *shellScanner) skipPast(text string) {
	if end := bytes.Index(s.src[s.pos:], []byte(text)); end >= 0 {
		s.pos += end + len(text)
	} else {
		s.pos = len(s.src)
	}
}

// joins is what joins a line to the next when it stands before the break.
func (s *shellScanner) joins() byte {
	if s.power {
		return '`'
	}
	return '\\'
}

// blockComment skips <# #> of PowerShell.
func (s *shellScanner) blockComment() { s.skipPast("#>") }

// powerEscape reads a backquote of PowerShell and what it escapes.
func (s *shellScanner) powerEscape(t *document.Text) {
	if s.pos+1 >= len(s.src) {
		s.plain(t)
		return
	}
	decoded := string(s.src[s.pos+1 : s.pos+2])
	if i := strings.IndexByte("nrt0", decoded[0]); i >= 0 {
		decoded = "\n\r\t\x00"[i : i+1]
	}
	t.AppendUnit(decoded, document.Span{Start: s.pos, End: s.pos + 2})
	s.pos += 2
}

// lineBreak is how long the line break is that a text starts with, 0 for none.
func lineBreak(src []byte) int {
	switch {
	case bytes.HasPrefix(src, []byte("\n")):
		return 1
	case bytes.HasPrefix(src, []byte("\r\n")):
		return 2
	}
	return 0
}

// ends reports whether what ends a script stands at pos: a byte, or the
// backquote behind a backslash that ends a nested one.
func (s *shellScanner) ends(until byte) bool {
	switch {
	case until == 0 || s.src[s.pos] != until:
		return false
	case until == nested:
		return s.pos+1 < len(s.src) && s.src[s.pos+1] == '`'
	}
	return true
}

func (s *shellScanner) comment() {
	start := s.pos
	for s.pos < len(s.src) && s.src[s.pos] != '\n' {
		s.pos++
	}
	raw := strings.TrimRight(string(s.src[start:s.pos]), "\r")
	s.f.Comments = append(s.f.Comments, document.Comment{Span: document.Span{Start: start, End: start + len(raw)}, Text: strings.TrimSpace(raw[1:])})
}

// arithmetic skips ((…)), in which < and # mean something else.
func (s *shellScanner) arithmetic() {
	for depth := 0; s.pos < len(s.src); s.pos++ {
		switch s.src[s.pos] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				s.pos++
				return
			}
		}
	}
}

// redirect reads < or > and reports whether a file is to follow; the end of a
// here-document is noted.
func (s *shellScanner) redirect() bool {
	rest := s.src[s.pos:]
	if bytes.HasPrefix(rest, []byte("<<")) && !bytes.HasPrefix(rest, []byte("<<<")) {
		s.pos += 2
		if s.pos < len(s.src) && s.src[s.pos] == '-' {
			s.pos++
		}
		for s.pos < len(s.src) && (s.src[s.pos] == ' ' || s.src[s.pos] == '\t') {
			s.pos++
		}
		if s.pos >= len(s.src) || strings.IndexByte("\r\n;|&()<>", s.src[s.pos]) >= 0 {
			return false
		}
		if w := s.word(0); w.text.Known() && w.text.Decoded != "" {
			s.docs = append(s.docs, w.text.Decoded)
		}
		return false
	}
	for s.pos < len(s.src) && strings.IndexByte("<>&|", s.src[s.pos]) >= 0 {
		s.pos++
	}
	return true
}

// skipDocs skips the here-documents of the line before.
func (s *shellScanner) skipDocs() {
	for _, end := range s.docs {
		for s.pos < len(s.src) {
			line := s.src[s.pos:]
			if i := bytes.IndexByte(line, '\n'); i >= 0 {
				line = line[:i]
				s.pos++
			}
			s.pos += len(line)
			if strings.Trim(string(line), "\t\r ") == end {
				break
			}
		}
	}
	s.docs = nil
}

// word reads a word; at least one byte is read.
func (s *shellScanner) word(until byte) shellWord {
	w := shellWord{at: document.Span{Start: s.pos}}
	t := document.NewText(document.Mixed)
	first := s.pos
	for s.pos < len(s.src) {
		c := s.src[s.pos]
		if s.pos > first && (s.ends(until) || strings.IndexByte(" \t\r\n;|&()<>", c) >= 0 || s.power && c == '}') {
			break
		}
		switch {
		case s.rendered && c == '{' && s.insertion(t):
		case s.power && c == '`':
			s.powerEscape(t)
		case s.power && c == '\\':
			s.plain(t)
		case c == '\'':
			s.single(t)
		case c == '"':
			s.double(t)
		case c == '\\' && until == '`' && s.ends(nested):
			start := s.pos
			s.substitution(nested, 2)
			s.hole(t, start)
			w.splits = true
		case c == '\\':
			s.escape(t, "")
		case c == '$' || c == '`':
			holes := len(t.Holes)
			s.dollar(t)
			w.splits = w.splits || len(t.Holes) > holes
		default:
			s.plain(t)
		}
	}
	if s.pos == first {
		s.pos++
	}
	w.at.End = min(s.pos, len(s.src))
	w.text = t
	w.text.Anchor(min(first+1, w.at.End))
	w.text.Style = shellStyle(s.src[w.at.Start:w.at.End])
	return w
}

// shellStyle is how a whole word is quoted.
func shellStyle(raw []byte) document.Style {
	n := len(raw)
	switch {
	case n >= 2 && raw[0] == '\'' && bytes.IndexByte(raw[1:], '\'') == n-2:
		return document.ShellSingle
	case n >= 2 && raw[0] == '"' && raw[n-1] == '"':
		inner := bytes.ReplaceAll(bytes.ReplaceAll(raw[1:n-1], []byte(`\\`), nil), []byte(`\"`), nil)
		if !bytes.ContainsAny(inner, "\"`") && !bytes.Contains(inner, []byte("$(")) {
			return document.ShellDouble
		}
	}
	return document.Mixed
}

// plain adds one byte as it stands.
func (s *shellScanner) plain(t *document.Text) {
	t.AppendPlain(s.src, s.pos, s.pos+1)
	s.pos++
}

func (s *shellScanner) single(t *document.Text) {
	s.pos++
	for s.pos < len(s.src) {
		if s.src[s.pos] == '\'' {
			if !s.power || s.pos+1 >= len(s.src) || s.src[s.pos+1] != '\'' {
				break
			}
			t.AppendUnit("'", document.Span{Start: s.pos, End: s.pos + 2}) // two stand for one
			s.pos += 2
			continue
		}
		if s.make && s.src[s.pos] == '$' {
			s.makeDollar(t)
			continue
		}
		if s.rendered && s.src[s.pos] == '{' && s.insertion(t) {
			continue
		}
		s.plain(t)
	}
	s.pos = min(s.pos+1, len(s.src))
}

func (s *shellScanner) double(t *document.Text) {
	s.pos++
	for s.pos < len(s.src) && s.src[s.pos] != '"' {
		switch c := s.src[s.pos]; {
		case s.rendered && c == '{' && s.insertion(t):
		case s.power && c == '`':
			s.powerEscape(t)
		case s.power && c == '\\':
			s.plain(t)
		case c == '\\':
			s.escape(t, "\"\\$`\n")
		case c == '$' || c == '`':
			outer := s.quoted
			s.quoted = true
			s.dollar(t)
			s.quoted = outer
		default:
			s.plain(t)
		}
	}
	s.pos = min(s.pos+1, len(s.src))
}

// escape reads a backslash. In double quotes it escapes some bytes only. One
// before a line break joins the lines.
func (s *shellScanner) escape(t *document.Text, only string) {
	if s.pos+1 >= len(s.src) {
		s.plain(t)
		return
	}
	c := s.src[s.pos+1]
	size := 2
	if c == '\r' && s.pos+2 < len(s.src) && s.src[s.pos+2] == '\n' {
		c, size = '\n', 3
	}
	switch {
	case only != "" && strings.IndexByte(only, c) < 0:
		s.plain(t)
		return
	case c == '$' && s.make && s.pos+2 < len(s.src) && s.src[s.pos+2] == '$':
		size = 3 // make turns \$$ into \$
	case c == '$' && s.make:
		s.pos++ // make's variable behind a backslash
		s.makeDollar(t)
		return
	}
	if c != '\n' {
		// A byte, not a character: the rest of one follows as it stands.
		t.AppendUnit(string([]byte{c}), document.Span{Start: s.pos, End: s.pos + size})
	}
	s.pos += size
}
