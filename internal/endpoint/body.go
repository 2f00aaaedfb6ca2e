package endpoint

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"os"

	"github.com/logsieve/logsieve/engine"
)

// readBody reads the body of a request, verifies the signature where one is
// due, and decompresses.
func (s *Server) readBody(w http.ResponseWriter, r *http.Request, limit int64, have *share) ([]byte, error) {
	body, err := have.readAll(s.paced(w, r), r.ContentLength, limit)
	var refused *engine.APIError
	switch {
	case errors.As(err, &refused):
		return nil, err
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, &engine.APIError{Code: "RequestTimeoutException", Message: "The body of the request comes too slowly.", Status: http.StatusRequestTimeout}
	case err != nil:
		return nil, serialization("The body cannot be read to its end.")
	}
	if s.options.Credentials != nil {
		if err := s.options.Credentials.verify(r, body, s.options.Now()); err != nil {
			return nil, err
		}
	}
	if r.Header.Get("Content-Encoding") != "gzip" {
		return body, nil
	}
	text, err := decompress(body, limit, have)
	have.give(int64(cap(body)))
	return text, err
}

// decompress undoes the compression that agents use for PutLogEvents.
func decompress(body []byte, limit int64, have *share) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, serialization("The body is not gzip data.")
	}
	text, err := have.readAll(z, -1, limit)
	var refused *engine.APIError
	if err != nil && !errors.As(err, &refused) {
		return nil, serialization("The body is not gzip data.")
	}
	return text, err
}

func tooLarge() error {
	return &engine.APIError{Code: "RequestEntityTooLarge", Message: "The body of the request is too large.", Status: http.StatusRequestEntityTooLarge}
}

func serialization(message string) error {
	return &engine.APIError{Code: "SerializationException", Message: message, Status: http.StatusBadRequest}
}
