package filtertest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/internal/filtertest"
)

// nested is a test file whose messages merge the one before four times.
func nested(levels int) string {
	var b strings.Builder
	b.WriteString("tests:\n  - name: a\n    filter: {filterPattern: \"{ $.a = 1 }\"}\n    events:\n      - message: &a0 {a: 1, k0: 1}\n        verdict: match\n")
	for i := 1; i < levels; i++ {
		fmt.Fprintf(&b, "      - message: &a%d {<<: [*a%d,*a%[2]d,*a%[2]d,*a%[2]d], k%[1]d: 1}\n        verdict: match\n", i, i-1)
	}
	return b.String()
}

// TestMergedMessages doubles what is merged: the steps grow with it, not with
// the ways through it.
func TestMergedMessages(t *testing.T) {
	steps := func(levels int) int {
		loader := filtertest.NewLoader(nil, nil)
		loader.Work = budget.New(context.Background(), budget.Command)
		if _, problems := loader.Parse("a", []byte(nested(levels))); len(problems) > 0 {
			t.Fatal(problems[0])
		}
		return loader.Work.Used()
	}
	once, twice := steps(20), steps(40)
	if twice > 5*once {
		t.Errorf("%d steps for 20 levels, %d for 40", once, twice)
	}
	loader := filtertest.NewLoader(nil, nil)
	loader.Work = budget.New(context.Background(), 100)
	_, problems := loader.Parse("a", []byte(nested(20)))
	if len(problems) == 0 || !strings.Contains(problems[0].Message, "undecided: building the messages takes more than 100 steps") || problems[0].Line == 0 {
		t.Errorf("with 100 steps: %v", problems)
	}
}

// TestManyEvents: files of log events are paid for, too.
func TestManyEvents(t *testing.T) {
	const test = "tests:\n  - name: a\n    filter: {filterPattern: x}\n    events:\n      - {file: %s, verdict: no match}\n"
	for name, text := range map[string]string{
		"a.log":  strings.Repeat("line\n", 1000),
		"a.json": `{"events":[` + strings.TrimSuffix(strings.Repeat(`{"message":"line"},`, 1000), ",") + `]}`,
	} {
		for steps, refused := range map[int]bool{240_000: true, 300_000: false} {
			loader := filtertest.NewLoader(func(string) ([]byte, error) { return []byte(text), nil }, nil)
			loader.Work = budget.New(context.Background(), steps)
			_, problems := loader.Parse("t", fmt.Appendf(nil, test, name))
			if refused != (len(problems) > 0) || refused && !strings.Contains(problems[0].Message, "takes more than 240000 steps") {
				t.Errorf("%s with %d steps: %v", name, steps, problems)
			}
		}
	}
}
