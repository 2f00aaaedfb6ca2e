// Package page is the page of the playground in the program. A program built
// with the tag playground holds it; make build and releases are.
package page

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
)

// ErrNone says that this program was built without the page.
var ErrNone = errors.New("this program was built without the playground, as go install does it")

// HTML is the page.
func HTML() ([]byte, error) {
	if len(compressed) == 0 {
		return nil, ErrNone
	}
	z, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// Handler serves the page at the root, and nothing else.
func Handler(html []byte) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(html) // the browser may have gone away
	})
	return mux
}
