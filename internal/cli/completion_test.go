package cli

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"testing"
)

// TestBashCompletion asks bash what it would offer.
func TestBashCompletion(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	var script, stderr bytes.Buffer
	if code := Main(context.Background(), []string{"completion", "bash"}, Streams{In: strings.NewReader(""), Out: &script, Err: &stderr}); code != ExitOK {
		t.Fatalf("exit code %d: %s", code, &stderr)
	}
	for words, want := range map[string]string{
		"logsieve te":               "test-metric-filter test",
		"logsieve validate PutMetr": "PutMetricFilter",
		"logsieve match --cou":      "--count",
		"logsieve conformance --fi": "--filter",
		"logsieve lint --no":        "--no-gitignore",
		"logsieve conformance ":     "run list copy record matrix",
		"logsieve conformance r":    "run record",
		"logsieve conformance co":   "copy",
		"logsieve completion z":     "zsh",
	} {
		list := strings.Fields(words)
		if strings.HasSuffix(words, " ") {
			list = append(list, "''")
		}
		ask := script.String() + "\nCOMP_WORDS=(" + strings.Join(list, " ") + ")\nCOMP_CWORD=" + string(rune('0'+len(list)-1)) + "\n_logsieve\necho \"${COMPREPLY[*]}\"\n"
		out, err := exec.Command(bash, "-c", ask).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if got := strings.TrimSpace(string(out)); got != want {
			t.Errorf("%s completes to %q, want %q", words, got, want)
		}
	}
	for _, shell := range []string{"zsh", "fish"} {
		script.Reset()
		if code := Main(context.Background(), []string{"completion", shell}, Streams{In: strings.NewReader(""), Out: &script, Err: &stderr}); code != ExitOK || !strings.Contains(script.String(), "test-metric-filter") {
			t.Errorf("%s: exit code %d, %s", shell, code, &script)
		}
	}
}
