package shell

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/document/documenttest"
	"github.com/logsieve/logsieve/internal/source"
)

// TestANSIQuotes holds $'…' to what bash makes of it, each character at its
// place.
func TestANSIQuotes(t *testing.T) {
	words := []string{
		`$'a\'b'`, `$'{ $.a = "b" }'`, `$'\\\"\?'`, `$'a\tb\nc\re\a\b\e\E\f\v'`, `$'\x41\x4g'`, `$'\u00e9\U0001F642'`, `$'\101\1012'`,
		`$'\q\é'`, `$''`, `a$'b'c`, `"a$'b'"`, `"$'"`, `$'é🙂'`,
	}
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash here")
	}
	script := "printf '%s\\0' " + strings.Join(words, " ") + " logs\n"
	out, err := exec.Command(bash, "-c", "LC_ALL=C.UTF-8\n"+script).Output()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	var got []string
	f := source.NewReader(source.Input{Name: "x.bash", Data: []byte(script)})
	newShellScanner(f, func(command []shellWord) {
		got = got[:0]
		for _, w := range command[min(2, len(command)):] {
			documenttest.CheckText(t, f.Data, w.text)
			for p := range w.text.Parts() {
				if at := p.At; at.Start < w.at.Start || at.End > w.at.End {
					t.Errorf("%q: span %v is not in the word at %v", p.Decoded, at, w.at)
				}
			}
			got = append(got, w.text.Decoded)
		}
	}).script(0)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-bash +read):\n%s", diff)
	}
	// Inside a substitution in double quotes the quotes start anew.
	f = source.NewReader(source.Input{Name: "x.bash", Data: []byte("aws logs tail \"$(printf %s $'a) \\' b')\" --filter-pattern $'[a]'\n")})
	Read(f)
	if len(f.Resources) != 1 {
		t.Fatalf("%d commands", len(f.Resources))
	}
	if s, _ := f.Resources[0].Input.Get("filterPattern").Str(); s != "[a]" {
		t.Errorf("pattern %q", s)
	}
}
