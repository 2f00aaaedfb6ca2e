package lint_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// TestOneMistakeOfManyElementsIsToldOnce counts what is said of a request whose
// elements, or members, are all wrong in one way.
func TestOneMistakeOfManyElementsIsToldOnce(t *testing.T) {
	var members strings.Builder
	for i := range 50 {
		fmt.Fprintf(&members, `"unknown%d": 1, `, i)
	}
	for name, tt := range map[string]struct {
		input string
		most  int
	}{
		"elements": {`"filterPattern": "x", "logEventMessages": [` + strings.Repeat(`"", `, 49) + `""]`, 11},
		"members":  {members.String() + `"filterPattern": "x", "logEventMessages": ["x"]`, 11},
		"few":      {`"filterPattern": "x", "logEventMessages": ["", "", ""]`, 3},
	} {
		f := languages.Read(source.Input{Name: "a.json", Data: []byte(`{"operation": "TestMetricFilter", "input": {` + tt.input + `}}`)}, languages.Options{})
		found := lint.Check([]*source.File{f}, lint.Options{})
		told := false
		for _, g := range found {
			told = told || strings.HasSuffix(g.Message, " 40 more have the same fault.")
		}
		if len(found) > tt.most || len(found) < 3 || told != (tt.most > 3) {
			t.Errorf("%s: %d findings, the rest is counted: %v", name, len(found), told)
		}
	}
}
