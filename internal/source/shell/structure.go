package shell

import (
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// json reads a text as JSON, nil when it is none. Strings map through both
// layers of escapes; their holes stay.
func (a *awsArguments) json(t *document.Text) *source.Value {
	in := document.NewInside(t)
	if in == nil {
		return nil
	}
	doc, err := request.Decode(in.Data())
	if err != nil {
		return nil
	}
	return a.f.Inside(in, source.ValueOfJSON(in.Data(), doc), "")
}

// shorthand reads key=value,key={k=v},key=[a,b], the AWS CLI's short way to
// write an object, nil when it is not written so.
func shorthand(t *document.Text) *source.Value {
	s := &shorthandReader{t: t, d: t.Decoded}
	v := s.object(0)
	if v == nil || s.pos != len(s.d) {
		return nil
	}
	return v
}

type shorthandReader struct {
	t   *document.Text
	d   string
	pos int
}

// object reads pairs up to a closing byte, 0 for the end.
func (s *shorthandReader) object(closing byte) *source.Value {
	start := s.pos
	out := &source.Value{Kind: source.Map}
	for s.pos < len(s.d) && s.d[s.pos] != closing {
		s.space()
		from := s.pos
		for s.pos < len(s.d) && strings.IndexByte("=,{}[]", s.d[s.pos]) < 0 {
			s.pos++
		}
		name := strings.TrimSpace(s.d[from:s.pos])
		if name == "" || !s.eat('=') || !s.t.Cut(from, s.pos-1).Known() {
			return nil
		}
		value := s.value()
		if value == nil {
			return nil
		}
		out.SetMember(&source.Member{Name: name, Key: s.t.Span(from, from+len(name)), Value: value})
		s.space()
		if !s.eat(',') {
			break
		}
	}
	out.Span = s.t.Span(start, s.pos)
	return out
}

func (s *shorthandReader) space() {
	for s.pos < len(s.d) && strings.IndexByte(" \t\n", s.d[s.pos]) >= 0 {
		s.pos++
	}
}

func (s *shorthandReader) eat(c byte) bool {
	if s.pos < len(s.d) && s.d[s.pos] == c {
		s.pos++
		return true
	}
	return false
}

func (s *shorthandReader) value() *source.Value {
	start := s.pos
	switch {
	case s.eat('{'):
		v := s.object('}')
		if v == nil || !s.eat('}') {
			return nil
		}
		v.Span = s.t.Span(start, s.pos)
		return v
	case s.eat('['):
		out := &source.Value{Kind: source.List}
		for s.pos < len(s.d) && s.d[s.pos] != ']' {
			v := s.value()
			if v == nil {
				return nil
			}
			out.Items = append(out.Items, v)
			if !s.eat(',') {
				break
			}
		}
		if !s.eat(']') {
			return nil
		}
		out.Span = s.t.Span(start, s.pos)
		return out
	case s.pos < len(s.d) && (s.d[s.pos] == '\'' || s.d[s.pos] == '"'):
		return s.quoted()
	}
	for s.pos < len(s.d) && strings.IndexByte(",}]", s.d[s.pos]) < 0 {
		s.pos++
	}
	return s.text(start, s.pos, s.t.Cut(start, s.pos))
}

// quoted reads '…' or "…", in which a backslash escapes the quote.
func (s *shorthandReader) quoted() *source.Value {
	start, quote := s.pos, s.d[s.pos]
	s.pos++
	text := document.NewText(document.Mixed)
	from := s.pos
	for s.pos < len(s.d) && s.d[s.pos] != quote {
		if s.d[s.pos] == '\\' && s.pos+1 < len(s.d) && (s.d[s.pos+1] == quote || s.d[s.pos+1] == '\\') {
			text.AppendText(s.t.Cut(from, s.pos))
			text.AppendUnit(s.d[s.pos+1:s.pos+2], s.t.Span(s.pos, s.pos+2))
			s.pos += 2
			from = s.pos
			continue
		}
		s.pos++
	}
	text.AppendText(s.t.Cut(from, s.pos))
	if !s.eat(quote) {
		return nil
	}
	return s.text(start, s.pos, text)
}

func (s *shorthandReader) text(start, end int, t *document.Text) *source.Value {
	t.Style = document.Mixed
	at := s.t.Span(start, end)
	t.Anchor(at.Start)
	if t.Decoded == "" && len(t.Holes) == 1 {
		return &source.Value{Kind: source.Unknown, Span: t.Holes[0].Span, What: t.Holes[0].What}
	}
	return &source.Value{Kind: source.String, Span: at, Text: t}
}
