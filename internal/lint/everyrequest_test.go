package lint

import (
	"fmt"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// TestEveryRequestIsJudged: a request of each operation of the service that validate
// knows is judged, in a file that is called after it and as a command of a script.
func TestEveryRequestIsJudged(t *testing.T) {
	tried := 0
	for _, op := range request.Operations(request.Latest) {
		required := request.ModelOf(op).Required()
		if op.Service != request.Logs || op.Paginator || len(required) == 0 {
			continue
		}
		tried++
		command := strings.TrimPrefix(strings.ToLower(dashed(op.Name)), "-")
		if other, ok := source.LogsOperation(command); !ok || other != op {
			t.Errorf("%s: %s is read as %s", op, command, other)
		}
		told := toldIn(command+".json", fmt.Sprintf(`{"%s": {"no": ["such", {"value": 1}]}}`, required[0]))
		if len(told) == 0 {
			t.Errorf("%s: %q", command, told)
		}
		if told := toldIn("a.sh", "aws logs "+command+"\n"); len(told) == 0 && op.Name != "CreateLogGroup" { // whose name may come from elsewhere
			t.Errorf("aws logs %s: nothing", command)
		}
	}
	if tried < 80 {
		t.Errorf("only %d operations", tried)
	}
	// What an operation answers is not its request.
	for name, answer := range map[string]string{
		"describe-log-groups.json": `{"logGroups": [{"logGroupName": "a b"}], "nextToken": "x"}`,
		"list-log-groups.json":     `{"nextToken": "x"}`,
		"get-query-results.json":   `{"results": [], "status": "Complete"}`,
	} {
		if told := toldIn(name, answer); len(told) > 0 {
			t.Errorf("%s: %q", name, told)
		}
	}
}

// dashed puts a - in front of capital letters.
func dashed(name string) string {
	var b strings.Builder
	for _, c := range name {
		if 'A' <= c && c <= 'Z' {
			b.WriteByte('-')
		}
		b.WriteRune(c)
	}
	return b.String()
}
