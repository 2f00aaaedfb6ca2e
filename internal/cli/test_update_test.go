package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/filtertest"
)

// TestUpdateKeepsEdits holds that --update leaves a test file alone that is
// edited while the tests run.
func TestUpdateKeepsEdits(t *testing.T) {
	name := filepath.ToSlash(filepath.Join(t.TempDir(), "a"+filtertest.Suffix))
	const read = "filters:\n  e: {filterPattern: ERROR}\ntests:\n- name: n\n  events:\n  - {message: ERROR, verdict: no match}\n"
	const edit = "# more\n" + read
	for _, c := range []struct {
		now, want string
		fails     bool
	}{
		{read, strings.Replace(read, "no match", "match", 1), false},
		{edit, edit, true},
	} {
		if err := os.WriteFile(name, []byte(read), 0o644); err != nil {
			t.Fatal(err)
		}
		var out, stderr bytes.Buffer
		r := &testRun{testCmd: &testCmd{Update: true}, env: &env{Streams: Streams{Out: &out, Err: &stderr}, ctx: t.Context()}}
		files, err := r.load(filtertest.NewLoader(os.ReadFile, nil), []string{name})
		if err != nil {
			t.Fatalf("%v\n%s", err, &stderr)
		}
		report, err := filtertest.Run(t.Context(), files, filtertest.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(c.now), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := r.update(files, report); (err != nil) != c.fails {
			t.Errorf("error %v", err)
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != c.want {
			t.Errorf("%v\n%s", err, got)
		}
	}
}
