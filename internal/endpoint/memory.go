package endpoint

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/logsieve/logsieve/engine"
)

// DefaultMaxMemory is what requests under way may take together: a dozen
// batches of 10,000 log events, or as many as fit with less. Go's collector may
// let twice of it stand before it is used again.
const DefaultMaxMemory = 256 << 20

// memory is what requests under way may still take, in bytes.
type memory struct {
	mu   sync.Mutex
	free int64
}

func (m *memory) take(n int64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n > m.free {
		return false
	}
	m.free -= n
	return true
}

func (m *memory) give(n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.free += n
}

// share is what one request has of the memory.
type share struct {
	of    *memory
	total int64
	held  int64
}

func (s *Server) share() *share { return &share{of: &s.memory, total: s.options.MaxMemory} }

// take claims bytes. What more memory than there is for all would not help is
// refused for good; the others may come again.
func (s *share) take(n int64) error {
	if s.held+n > s.total {
		return tooLarge()
	}
	if !s.of.take(n) {
		return busy()
	}
	s.held += n
	return nil
}

func (s *share) give(n int64) {
	s.of.give(n)
	s.held -= n
}

// keep gives back what the request has beyond some bytes, or claims what it
// lacks.
func (s *share) keep(n int64) error {
	if n > s.held {
		return s.take(n - s.held)
	}
	s.give(s.held - n)
	return nil
}

// end gives back all that the request has.
func (s *share) end() { s.give(s.held) }

func busy() error {
	return &engine.APIError{
		Code: "ServiceUnavailableException", Status: http.StatusServiceUnavailable,
		Message: "The current requests use all the memory that logsieve serve allows them. Try again.",
	}
}

// firstBuffer is what is read of a body at first.
const firstBuffer = 16 << 10

// readAll reads up to limit bytes. The buffer grows with what has come, so that
// a length that is only announced takes nothing.
func (s *share) readAll(r io.Reader, announced, limit int64) ([]byte, error) {
	if announced < 0 || announced > limit {
		announced = limit
	}
	// One byte more than is announced finds the end, or that there is none.
	size := min(announced, firstBuffer) + 1
	if err := s.take(size); err != nil {
		return nil, err
	}
	buffer := make([]byte, 0, size)
	for {
		n, err := r.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		switch {
		case int64(len(buffer)) > limit:
			return nil, tooLarge()
		case err == io.EOF:
			return buffer, nil
		case err != nil:
			return nil, err
		case len(buffer) < cap(buffer):
			continue
		}
		old := int64(cap(buffer))
		grown := max(min(2*old, announced+1), old+1)
		if old > announced { // it has said too little
			grown = min(2*old, limit+1)
		}
		if err := s.take(grown); err != nil {
			return nil, err
		}
		buffer = append(make([]byte, 0, grown), buffer...)
		s.give(old)
	}
}

// What a value takes in memory when it has been read, in bytes, rounded up
// from measurements.
const (
	jsonValue  = 200
	xmlElement = 500
	formPart   = 400
	cborByte   = 96 // which may be a value of its own
)

// jsonSize is about what a JSON document takes when it has been read: there
// are at most as many values as brackets and commas outside of strings.
func jsonSize(doc []byte) int64 {
	n := int64(1)
	for i := 0; i < len(doc); i++ {
		switch doc[i] {
		case ',', '[', '{':
			n++
		case '"':
			i = stringEnd(doc, i+1)
		}
	}
	return n * jsonValue
}

// stringEnd is the place of the quote that ends a string, or of the end.
func stringEnd(doc []byte, from int) int {
	for i := from; i < len(doc); i++ {
		switch doc[i] {
		case '"':
			return i
		case '\\':
			i++
		}
	}
	return len(doc)
}

// textCopies is how often the texts of a request of CloudWatch Logs are in memory
// at most, beside the body itself: as they are validated, read, answered and
// encoded.
const textCopies = 6

// pageSize is what it takes to read and encode a page of log events.
const pageSize = 8 * maxPageBytes

// logsSize is what an operation of CloudWatch Logs takes for a body.
func logsSize(target string) func(doc []byte) int64 {
	_, name, _ := strings.Cut(target, ".")
	return func(doc []byte) int64 {
		n := jsonSize(doc) + textCopies*int64(len(doc))
		if name == "FilterLogEvents" || name == "GetLogEvents" {
			n += pageSize
		}
		return n
	}
}

func xmlSize(doc []byte) int64 { return int64(bytes.Count(doc, []byte("<"))) * xmlElement }

func formSize(doc []byte) int64 {
	return int64(1+bytes.Count(doc, []byte("&"))+bytes.Count(doc, []byte("."))) * formPart
}

func cborSize(doc []byte) int64 { return int64(len(doc)) * cborByte }
