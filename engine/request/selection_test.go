package request

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/fuzzbound"
)

func TestReadSelection(t *testing.T) {
	for text, want := range map[string]selection{
		`LogGroupName NOT IN ["a", "b"]`:                {{"LogGroupName", "NOT IN", []string{"a", "b"}}},
		`LogGroupName not in []`:                        {{"LogGroupName", "NOT IN", nil}},
		`LogGroupNamePrefix IN ['/aws/', "x, y"]`:       {{"LogGroupNamePrefix", "IN", []string{"/aws/", "x, y"}}},
		` LogGroupNamePrefix "pf" `:                     {{"LogGroupNamePrefix", "=", []string{"pf"}}},
		`LogGroupNamePrefix="test-"`:                    {{"LogGroupNamePrefix", "=", []string{"test-"}}},
		`DataSourceName = "a" AND DataSourceType = "b"`: {{"DataSourceName", "=", []string{"a"}}, {"DataSourceType", "=", []string{"b"}}},
		``:                             nil,
		`LogGroupName`:                 nil,
		`LogGroupName IN`:              nil,
		`LogGroupName NOT ["a"]`:       nil,
		`LogGroupName IN ["a",]`:       nil,
		`LogGroupName IN ["a" "b"]`:    nil,
		`LogGroupName IN ["a`:          nil,
		`LogGroupNamePrefix = "a" AND`: nil,
		`LogGroupNamePrefix = "a" OR LogGroupName = "b"`:    nil,
		`LogGroupNamePrefix = "a" LogGroupNamePrefix = "b"`: nil,
	} {
		got, ok := readSelection(text)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(selectionTerm{})); diff != "" || ok != (want != nil) {
			t.Errorf("%s: %v %s", text, ok, diff)
		}
	}
}

// FuzzReadSelection: every text is read to its end, or is none.
func FuzzReadSelection(f *testing.F) {
	f.Add(`LogGroupName NOT IN ["a", 'b']`)
	f.Add(`DataSourceName = "a" AND DataSourceType "b"`)
	f.Fuzz(func(t *testing.T, text string) {
		fuzzbound.Watch(t, text)
		s, ok := readSelection(text)
		if ok != (len(s) > 0) {
			t.Errorf("%q: %v %v", text, s, ok)
		}
		for _, term := range s {
			if term.name == "" || !strings.Contains(text, term.name) {
				t.Errorf("%q names no %q", text, term.name)
			}
		}
	})
}
