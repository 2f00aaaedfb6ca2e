package endpoint_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/endpoint"
)

const servePage = "../../docs/serve.md"

// The table of the operations begins after this line of the page.
const operationsHead = "| operation | with state |\n|---|---|\n"

// TestOperationsTable keeps the table of all operations in step with what is
// done with them. -update writes it.
func TestOperationsTable(t *testing.T) {
	text, err := os.ReadFile(servePage)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), operationsHead)
	if !ok {
		t.Fatal("the page has no table of operations")
	}
	end := strings.Index(rest, "\n\n") + 1
	var table strings.Builder
	names := endpoint.LogsOperations()
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&table, "| %s | %s |\n", name, endpoint.OperationKind(name))
	}
	if *update {
		if err := os.WriteFile(servePage, []byte(before+operationsHead+table.String()+rest[end:]), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(rest[:end], table.String()); d != "" {
		t.Errorf("(-page +code; -update writes it)\n%s", d)
	}
}

// TestOperationKinds tries each operation that is said to be refused or
// validated only, without the members that a good request has: it is not run.
func TestOperationKinds(t *testing.T) {
	x := newTester(t, nil)
	for _, name := range endpoint.LogsOperations() {
		kind := endpoint.OperationKind(name)
		w := operation(x, name, `{}`)
		notImplemented := strings.Contains(w.Body.String(), "NotImplementedException")
		if (kind == "works" || kind == "stored") && notImplemented {
			t.Errorf("%s %s, and answers %s", name, kind, w.Body)
		}
		if w.Code == 200 && (kind == "refused" || kind == "validated only") {
			t.Errorf("%s is %s, and answers %s", name, kind, w.Body)
		}
	}
}
