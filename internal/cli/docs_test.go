package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDocs runs the examples of the pages. A block "```text file=NAME" is a
// file that the examples find; in a block "```console" a line that starts with
// "$ " is a shell command and what follows is all that it prints. With
// -update the output is rewritten.
func TestDocs(t *testing.T) {
	if testing.Short() {
		t.Skip("one command after the other")
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell")
	}
	for _, name := range []string{"README.md", "docs/cli.md", "docs/json.md", "docs/metrics.md", "docs/archives.md", "docs/validate.md", "docs/explain.md", "docs/compare.md", "docs/lint.md", "docs/config.md", "docs/serve.md", "docs/testing.md", "docs/gate.md", "docs/policy.md", "docs/alarms.md", "docs/live.md", "docs/agents.md", "docs/diff.md", "docs/conformance.md"} {
		t.Run(name, func(t *testing.T) { testPage(t, shell, filepath.Join("..", "..", filepath.FromSlash(name))) })
	}
}

func testPage(t *testing.T, shell, page string) {
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	logs, err := filepath.Abs(filepath.Join("..", "..", "corpus"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(logs, filepath.Join(dir, "corpus")); err != nil {
		t.Fatal(err)
	}
	blocks := fences(string(data))
	for _, b := range blocks {
		if name, ok := strings.CutPrefix(b.info, "text file="); ok {
			writeFile(t, filepath.Join(dir, filepath.FromSlash(name)), b.text)
		}
	}
	text := string(data)
	commands := 0
	for _, b := range blocks {
		if b.info != "console" {
			continue
		}
		var got strings.Builder
		for line := range strings.SplitSeq(b.text, "\n") {
			command, ok := strings.CutPrefix(line, "$ ")
			if !ok {
				continue
			}
			commands++
			// What a reader runs from the source is here already.
			command = strings.ReplaceAll(command, "go run ./cmd/logsieve ", "logsieve ")
			cmd := exec.Command(shell, "-c", command)
			cmd.Dir = dir
			out, _ := cmd.CombinedOutput() // examples that fail print their exit code
			got.WriteString(line + "\n")
			got.Write(bytes.TrimSuffix(out, []byte("\n")))
			if len(out) > 0 {
				got.WriteString("\n")
			}
		}
		if *update {
			text = strings.Replace(text, b.text, got.String(), 1)
			continue
		}
		if d := cmp.Diff(b.text, got.String()); d != "" {
			t.Errorf("(-page +program)\n%s", d)
		}
	}
	if commands == 0 {
		t.Error("the page has no examples")
	}
	if *update {
		writeFile(t, page, text)
	}
}

type fence struct{ info, text string }

// fences returns the fenced blocks of a Markdown page.
func fences(page string) []fence {
	var blocks []fence
	var current *fence
	for line := range strings.Lines(page) {
		info, isFence := strings.CutPrefix(strings.TrimRight(line, "\n"), "```")
		switch {
		case isFence && current == nil:
			current = &fence{info: info}
		case isFence:
			blocks = append(blocks, *current)
			current = nil
		case current != nil:
			current.text += line
		}
	}
	return blocks
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
