//go:build devtools

package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/playground"
)

// mayCost is how many bytes of a program the page may have.
const mayCost = 3 << 20

// program builds logsieve with a page.
func program(t *testing.T, page string) string {
	t.Helper()
	held, err := filepath.Abs("../page/page.html.gz")
	if err != nil {
		t.Fatal(err)
	}
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{held: page}})
	if err != nil {
		t.Fatal(err)
	}
	name, overlay := filepath.Join(t.TempDir(), "logsieve"), filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(overlay, replace, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-tags", "playground", "-overlay", overlay, "-o", name, "github.com/logsieve/logsieve/cmd/logsieve")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return name
}

// TestProgram holds what logsieve playground does when it holds the page.
func TestProgram(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("it opens a browser otherwise")
	}
	page := filepath.Join(t.TempDir(), "page.html.gz")
	if err := write(page); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(page); err != nil || info.Size() > mayCost {
		t.Errorf("the page costs more than %d bytes, %v", mayCost, err)
	}
	logsieve := program(t, page)
	want, err := build()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "page.html")
	if out, err := exec.CommandContext(t.Context(), logsieve, "playground", "-o", file).CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%v\n%s", err, out)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != string(want) {
		t.Errorf("-o writes another page, %v", err)
	}

	// A browser of our own writes down what it is to open.
	dir := t.TempDir()
	asked := filepath.Join(dir, "asked")
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte("#!/bin/sh\nprintf %s \"$1\" > "+asked+".new && mv "+asked+".new "+asked+"\nexit 4\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), logsieve, "playground", "--listen", "127.0.0.1:0", "{ $.a = 1 }")
	cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"))
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "the playground is at ")
	if !ok || !strings.HasSuffix(address, "#"+playground.Fragment("{ $.a = 1 }")) {
		t.Fatal(line)
	}
	// It says so once the browser has failed.
	if said, err := bufio.NewReader(stderr).ReadString('\n'); err != nil || !strings.Contains(said, "no browser could be opened (exit status 4)") {
		t.Errorf("%q, %v", said, err)
	}
	if got, err := os.ReadFile(asked); err != nil || string(got) != address {
		t.Errorf("the browser is asked for %q, not %q, %v", got, address, err)
	}
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil || string(got) != string(want) {
		t.Errorf("another page is served, %v", err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("after an interrupt: %v", err)
	}
}
