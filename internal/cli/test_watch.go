package cli

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// snapshot is what files looked like just before they were read: size and time
// of change by name, "" for one that is not there.
type snapshot map[string]string

func fingerprint(name string) string {
	info, err := os.Stat(filepath.FromSlash(name))
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
}

// watch runs the tests, and again when a file has changed that the last run
// read, or when there are other test files. wait returns when it is time to
// look, and false to end with the outcome of the last run.
func (r *testRun) watch(wait func() bool) error {
	var files string
	for {
		files = r.testFileList()
		r.seen = snapshot{}
		last := r.once()
		var e *exitError
		if errors.As(last, &e) && e.err != nil {
			fmt.Fprintf(r.Err, "logsieve: %v\n", e.err)
			last = exit(e.code, nil)
		}
		for changed := ""; changed == ""; {
			if !wait() {
				return last
			}
			if changed = r.seen.changed(); changed == "" && r.testFileList() != files {
				changed = "test files"
			}
			if changed != "" {
				fmt.Fprintf(r.Err, "logsieve: %s changed\n", changed)
			}
		}
	}
}

// changed is the first file that looks otherwise now, "" when none does.
func (s snapshot) changed() string {
	for _, name := range slices.Sorted(maps.Keys(s)) {
		if fingerprint(name) != s[name] {
			return name
		}
	}
	return ""
}

// testFileList is the names of the test files as one text.
func (r *testRun) testFileList() string {
	names, err := r.testFiles()
	if err != nil {
		return err.Error()
	}
	return strings.Join(names, "\n")
}
