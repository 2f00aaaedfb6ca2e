package cli

import (
	"io"
	"os"
	"testing"
)

func TestUseColor(t *testing.T) {
	for _, tt := range []struct {
		flag string
		env  map[string]string
		want bool
	}{
		{"auto", nil, false}, // not a terminal
		{"always", nil, true},
		{"never", nil, false},
		{"auto", map[string]string{"FORCE_COLOR": "1"}, true},
		{"auto", map[string]string{"FORCE_COLOR": "0"}, false},
		{"auto", map[string]string{"FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "dumb"}, true},
		{"never", map[string]string{"FORCE_COLOR": "1"}, false},
		{"always", map[string]string{"NO_COLOR": "1", "TERM": "dumb"}, true},
		{"auto", map[string]string{"NO_COLOR": "1"}, false},
		{"auto", map[string]string{"TERM": "xterm"}, false},
	} {
		getenv := func(name string) string { return tt.env[name] }
		if got := useColor(tt.flag, getenv, io.Discard); got != tt.want {
			t.Errorf("--color %s %v: %v", tt.flag, tt.env, got)
		}
	}
}

// TestNullIsNoTerminal: the null device is a character device, as terminals
// are.
func TestNullIsNoTerminal(t *testing.T) {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if useColor("auto", func(string) string { return "" }, null) {
		t.Error("the null device is painted")
	}
}
