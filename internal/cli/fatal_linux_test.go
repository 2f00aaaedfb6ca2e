package cli

import "testing"

// TestFatalError holds which line of what the runtime says is the reason.
func TestFatalError(t *testing.T) {
	for said, want := range map[string]string{
		"fatal error: runtime: out of memory\n\ngoroutine 1 [running]:\n":               "out of memory",
		"runtime: x\nfatal error: out of memory allocating heap arena metadata\n":       "out of memory",
		"fatal error: out of memory (stackalloc)\n":                                     "out of memory",
		"fatal error: concurrent map writes\n":                                          "concurrent map writes",
		"runtime/cgo: pthread_create failed: Resource temporarily unavailable\nSIGABRT": "pthread_create failed: Resource temporarily unavailable",
		"logsieve: a.log: no such file\n":                                               "",
	} {
		if got, found := fatalError([]byte(said)); got != want || found != (want != "") {
			t.Errorf("%q: %q, %v, want %q", said, got, found, want)
		}
	}
}
