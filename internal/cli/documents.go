package cli

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
)

// maxDocument bounds one document, so that an unclosed brace at the start of a
// huge file does not fill the memory. The largest request that the service
// takes is far below it.
const maxDocument = 64 << 20

// jsonDocument is one JSON document of a file and where it starts, from 1.
type jsonDocument struct {
	text         []byte
	line, column int
}

// trimmed is the document without the space after it.
func (d jsonDocument) trimmed() jsonDocument {
	d.text = bytes.TrimRight(d.text, " \t\r\n")
	return d
}

// documentReader splits a stream into JSON documents: one over many lines, or
// one a line, or several on a line. It holds one document at a time. A broken
// document ends where the next one must begin, so that the rest of an NDJSON
// file is still read.
type documentReader struct {
	in           *bufio.Reader
	line, column int
}

func newDocumentReader(in io.Reader) *documentReader {
	return &documentReader{in: bufio.NewReaderSize(in, 64<<10), line: 1, column: 1}
}

// next is the next document, valid JSON or not; io.EOF when there is none.
func (r *documentReader) next() (jsonDocument, error) {
	if err := r.skipSpace(); err != nil {
		return jsonDocument{line: r.line, column: r.column}, err
	}
	s := splitter{}
	doc := jsonDocument{line: r.line, column: r.column}
	for {
		c, err := r.in.ReadByte()
		if err == io.EOF {
			return doc.trimmed(), nil
		}
		if err != nil {
			return doc, err
		}
		if s.endsBefore(c) {
			return doc.trimmed(), r.in.UnreadByte()
		}
		doc.text = append(doc.text, c)
		if len(doc.text) > maxDocument {
			return doc, fmt.Errorf("the document at line %d is larger than %d bytes", doc.line, maxDocument)
		}
		r.advance(c)
		if s.endsWith(c) {
			return doc, nil
		}
	}
}

func (r *documentReader) skipSpace() error {
	for {
		c, err := r.in.ReadByte()
		if err != nil {
			return err
		}
		if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			return r.in.UnreadByte()
		}
		r.advance(c)
	}
}

// advance counts the character c; only the first byte of one counts.
func (r *documentReader) advance(c byte) {
	switch {
	case c == '\n':
		r.line, r.column = r.line+1, 1
	case c&0xC0 != 0x80:
		r.column++
	}
}

// splitter finds the end of a JSON document without decoding it.
type splitter struct {
	depth           int
	quoted, escaped bool
	lineStart       bool // only spaces since the last newline
	last            byte // that is not a space
}

// endsBefore reports that c starts another document: a newline in a string or
// after a scalar, or a brace at the start of a line where none can stand.
func (s *splitter) endsBefore(c byte) bool {
	switch {
	case c == '\n':
		return s.quoted || s.depth == 0 && s.last != 0
	case s.depth > 0 && s.lineStart && (c == '{' || c == '['):
		return s.last != ',' && s.last != '[' && s.last != ':' && s.last != '{'
	}
	return false
}

// endsWith takes c in and reports that the document is closed by it.
func (s *splitter) endsWith(c byte) bool {
	if s.quoted {
		switch {
		case s.escaped:
			s.escaped = false
		case c == '\\':
			s.escaped = true
		case c == '"':
			s.quoted = false
		}
		return false
	}
	switch c {
	case ' ', '\t', '\r':
		return false
	case '\n':
		s.lineStart = true
		return false
	case '"':
		s.quoted = true
	case '{', '[':
		s.depth++
	case '}', ']':
		s.depth--
	}
	s.lineStart, s.last = false, c
	return s.depth <= 0 && (c == '}' || c == ']')
}
