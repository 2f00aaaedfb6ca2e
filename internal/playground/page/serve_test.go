package page_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/logsieve/logsieve/internal/playground/page"
)

func TestHandler(t *testing.T) {
	for _, tt := range []struct {
		method, path string
		status       int
		body         string
	}{
		{http.MethodGet, "/", http.StatusOK, "<p>"},
		{http.MethodHead, "/", http.StatusOK, ""},
		{http.MethodPost, "/", http.StatusMethodNotAllowed, "Method Not Allowed\n"},
		{http.MethodGet, "/etc/passwd", http.StatusNotFound, "404 page not found\n"},
	} {
		w := httptest.NewRecorder()
		page.Handler([]byte("<p>")).ServeHTTP(w, httptest.NewRequest(tt.method, tt.path, nil))
		if tt.method != http.MethodHead && w.Body.String() != tt.body || w.Code != tt.status {
			t.Errorf("%s %s: %d %q", tt.method, tt.path, w.Code, w.Body)
		}
	}
}
