package rpc

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// Framing is how messages follow each other.
type Framing uint8

const (
	// Headers is a Content-Length header before each message: the base
	// protocol of language servers.
	Headers Framing = iota
	// Lines is one message a line: the stdio transport of the Model Context
	// Protocol.
	Lines
)

// errTooLarge is a message of more than MaxMessage bytes, which was passed
// over.
var errTooLarge = fmt.Errorf("the message is larger than %d MiB", MaxMessage>>20)

// errNoLength is a block of headers without a usable Content-Length.
var errNoLength = errors.New("a message must start with a header Content-Length: NUMBER, and an empty line")

// stream is the messages of a session.
type stream struct {
	in      *bufio.Reader
	framing Framing
	mutex   sync.Mutex // of out
	out     io.Writer
	ended   atomic.Bool // nothing more is read
	failed  error       // why the input ended
}

func newStream(in io.Reader, out io.Writer, framing Framing) *stream {
	return &stream{in: bufio.NewReaderSize(in, 64<<10), framing: framing, out: out}
}

// Close implements jsonrpc2.ObjectStream. The streams are the process's.
func (s *stream) Close() error { return nil }

// end has the session end with the message that is being answered.
func (s *stream) end() { s.ended.Store(true) }

// WriteObject implements jsonrpc2.ObjectStream.
func (s *stream) WriteObject(v any) error {
	text, err := jsontext.Marshal(v)
	if err != nil {
		return err
	}
	if s.framing == Headers {
		text = append(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n", len(text)), text...)
	} else {
		text = append(text, '\n')
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	_, err = s.out.Write(text)
	return err
}

// ReadObject implements jsonrpc2.ObjectStream. What is no message is answered
// here, since nobody else can.
func (s *stream) ReadObject(v any) error {
	for {
		if s.ended.Load() {
			return io.EOF
		}
		data, err := s.message()
		code := int64(jsonrpc2.CodeParseError)
		switch {
		case err == errTooLarge, err == errNoLength:
		case err != nil:
			s.failed = err
			return err
		case !json.Valid(data):
			err = errors.New("the message is not JSON")
		default:
			code = jsonrpc2.CodeInvalidRequest
			if err = json.Unmarshal(data, v); err == nil {
				return nil
			}
			err = errors.New("the message is not a JSON-RPC 2.0 request or response")
		}
		if err := s.WriteObject(refusal{Version: "2.0", Error: jsonrpc2.Error{Code: code, Message: err.Error()}}); err != nil {
			s.failed = err
			return err
		}
	}
}

// refusal answers what has no id that could be read.
type refusal struct {
	Version string         `json:"jsonrpc"`
	ID      *int           `json:"id"`
	Error   jsonrpc2.Error `json:"error"`
}

func (s *stream) message() ([]byte, error) {
	if s.framing == Lines {
		for {
			line, err := s.line(MaxMessage)
			if err != nil || len(bytes.TrimSpace(line)) > 0 {
				return line, err
			}
		}
	}
	length := int64(-1)
	for started := false; ; {
		line, err := s.line(4096)
		if err == errTooLarge {
			started = true
			continue
		}
		if err != nil {
			return nil, err
		}
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			if !started {
				continue
			}
			break
		}
		started = true
		if name, value, ok := strings.Cut(text, ":"); ok && strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			if n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64); err == nil && n >= 0 {
				length = n
			}
		}
	}
	switch {
	case length < 0:
		return nil, errNoLength
	case length > MaxMessage:
		if _, err := io.CopyN(io.Discard, s.in, length); err != nil {
			return nil, cut(err)
		}
		return nil, errTooLarge
	}
	// The length is only promised: memory is taken as the message comes.
	var b bytes.Buffer
	if _, err := io.CopyN(&b, s.in, length); err != nil {
		return nil, cut(err)
	}
	return b.Bytes(), nil
}

// cut tells the end inside a message from the end after one.
func cut(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// line reads a line of at most limit bytes; a longer one is passed over.
func (s *stream) line(limit int) (line []byte, err error) {
	large := false
	for {
		part, err := s.in.ReadSlice('\n')
		if large = large || len(line)+len(part) > limit; !large {
			line = append(line, part...)
		}
		switch {
		case err == bufio.ErrBufferFull:
		case err == io.EOF && len(line) > 0 && s.framing == Lines && !large:
			return line, nil
		case err != nil:
			return nil, err
		case large:
			return nil, errTooLarge
		default:
			return line, nil
		}
	}
}
