package shell

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/logsieve/logsieve/internal/document/documenttest"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// TestShellWordsAreWhatTheShellSays holds the reader of words to a real shell.
func TestShellWordsAreWhatTheShellSays(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here")
	}
	word := rapid.Custom(func(t *rapid.T) string {
		piece := rapid.SampledFrom([]string{
			`a`, `é`, `=`, `[x]`, `{`, `}`, `$.a`, `\$`, `\"`, `\'`, `\\`, `\é`, `\ `, "\\\n", `%`, `,`, `:`, `#`, `$`,
			`'{ $.a = "b" }'`, `'\'`, `'#'`, `''`, `' '`, "'\n'", "'a\tb'", "'`$(x)'",
			`"{ $.a = 'b' }"`, `"\"x\""`, `"\\"`, `"\$x"`, `"$"`, `"\a"`, `""`, `" "`, "\"a\\\nb\"", "\"\\`\"", `"#"`, "\"a\nb\"",
		})
		return strings.Join(rapid.SliceOfN(piece, 1, 6).Draw(t, "pieces"), "")
	})
	words := make([]string, 0, 400)
	for seed := range cap(words) {
		w := word.Example(seed)
		// A # at the start is a comment, and $ before a quote or a name is more
		// than itself.
		if strings.HasPrefix(w, "#") || strings.Contains(w, `$'`) || strings.Contains(w, `$"`) || strings.Contains(w, `$a`) || strings.Contains(w, `${`) || strings.Contains(w, `$#`) || strings.Contains(w, `$$`) || strings.Contains(w, "$\\\n") || strings.TrimLeft(w, "\\\n") == "" || strings.HasPrefix(strings.TrimLeft(w, "\\\n"), "#") || strings.ContainsAny(w, "*?") {
			continue
		}
		words = append(words, w)
	}
	script := "set -f\nprintf '%s\\0' " + strings.Join(words, " ") + " logs\n"
	out, err := exec.Command(sh, "-c", script).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	want := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	var got []string
	f := source.NewReader(source.Input{Name: "x.sh", Data: []byte(script)})
	s := newShellScanner(f, func(command []shellWord) {
		got = got[:0]
		for _, w := range command[min(2, len(command)):] {
			if !w.text.Known() {
				t.Errorf("holes in %q: %v", f.Data[w.at.Start:w.at.End], w.text.Holes)
			}
			documenttest.CheckText(t, f.Data, w.text)
			for p := range w.text.Parts() {
				if at := p.At; at.Start < w.at.Start || at.End > w.at.End {
					t.Errorf("%q: span %v is not in the word at %v", p.Decoded, at, w.at)
				}
			}
			got = append(got, w.text.Decoded)
		}
	})
	s.script(0)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-shell +read):\n%s", diff)
	}
	if len(words) < 100 {
		t.Errorf("only %d words", len(words))
	}
}

// TestBlankAfterBackslash holds that a line which was to go on is told as that, and
// that nothing else is.
func TestBlankAfterBackslash(t *testing.T) {
	for text, want := range map[string]int{
		"aws logs put-metric-filter \\ \n  --filter-name a\n":                     1,
		"aws logs put-metric-filter --filter-name a \\ \t\n --filter-pattern b\n": 1,
		"aws logs put-metric-filter --filter-name a \\\n --filter-pattern b\n":    0,
		"aws logs put-metric-filter --filter-name a \\ \nls\n":                    0,
		"aws logs put-metric-filter --filter-name a \\ x\n --a\n":                 0,
		"aws logs put-metric-filter --filter-pattern \\ \n --a\n":                 0,
		"aws logs put-metric-filter --filter-pattern ' '\n --a\n":                 0,
	} {
		f := source.NewReader(source.Input{Name: "x.sh", Data: []byte(text)})
		Read(f)
		sourcetest.CheckFile(t, f.File())
		if len(f.Problems) != want || len(f.Resources) != 1 {
			t.Errorf("%q: %d problems, %d requests", text, len(f.Problems), len(f.Resources))
		}
	}
}
