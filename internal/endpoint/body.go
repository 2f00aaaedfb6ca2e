package endpoint

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"

	"github.com/logsieve/logsieve/engine"
)

// readBody reads the body of a request, verifies the signature where one is
// due, and decompresses.
func (s *Server) readBody(w http.ResponseWriter, r *http.Request, signed bool) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.options.MaxBody))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, tooLarge()
	case err != nil:
		return nil, serialization("The body cannot be read to its end.")
	}
	if signed && s.options.Credentials != nil {
		if err := s.options.Credentials.verify(r, body, s.options.Now()); err != nil {
			return nil, err
		}
	}
	if r.Header.Get("Content-Encoding") != "gzip" {
		return body, nil
	}
	return s.decompress(body)
}

// decompress undoes the compression that agents use for PutLogEvents.
func (s *Server) decompress(body []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, serialization("The body is no gzip data.")
	}
	text, err := io.ReadAll(io.LimitReader(z, s.options.MaxBody+1))
	switch {
	case err != nil:
		return nil, serialization("The body is no gzip data.")
	case int64(len(text)) > s.options.MaxBody:
		return nil, tooLarge()
	}
	return text, nil
}

func tooLarge() error {
	return &engine.APIError{Code: "RequestEntityTooLarge", Message: "The body of the request is too large.", Status: http.StatusRequestEntityTooLarge}
}

func serialization(message string) error {
	return &engine.APIError{Code: "SerializationException", Message: message, Status: http.StatusBadRequest}
}
