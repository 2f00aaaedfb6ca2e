// Package arch holds no code, only the test of the direction in which packages
// import each other.
package arch

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/logsieve/logsieve/"

// allowed says for each package what of ours it may import, directly or not.
// What is missing here may import anything but the command line.
var allowed = map[string][]string{
	"grammar":               {},
	"corpus":                {},
	"engine/quota":          {},
	"engine/constraint":     {},
	"engine":                {"grammar", "internal/nfa", "engine/quota", "engine/constraint"},
	"engine/metric":         {"grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint"},
	"engine/analyze":        {"grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint"},
	"engine/request":        {"internal/suggest", "grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/metric"},
	"internal/sample":       {"grammar"},
	"internal/oracle":       {"grammar"},
	"internal/diag":         {"grammar", "internal/position"},
	"internal/suggest":      {},
	"internal/position":     {},
	"internal/nfa":          {},
	"conformance":           {"internal/suggest", "internal/diag", "internal/position", "internal/linediff", "internal/testreport", "grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/metric", "engine/request", "internal/stateless"},
	"internal/source":       {"internal/suggest", "grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/metric", "engine/request"},
	"conformance/awstarget": {"internal/suggest", "internal/diag", "internal/position", "internal/linediff", "internal/testreport", "grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/metric", "engine/request", "internal/stateless", "conformance"},

	"internal/stateless": {"grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/metric"},

	"internal/workers":  {},
	"internal/document": {"internal/suggest"},
	"internal/finding":  {"internal/suggest", "grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/metric", "engine/request", "internal/source"},
	"internal/estate":   {"internal/suggest", "grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/metric", "engine/request", "engine/analyze", "internal/position", "internal/source"},
	"internal/project": {
		"internal/suggest", "grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/metric", "engine/request",
		"internal/document", "internal/source", "internal/finding", "internal/workers",
	},
	"internal/lint": {
		"internal/suggest", "grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/metric", "engine/request", "engine/analyze",
		"internal/document", "internal/position", "internal/source", "internal/estate", "internal/finding", "internal/workers", "internal/project",
	},
	"internal/policy": {
		"internal/suggest", "grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/metric", "engine/request", "engine/analyze",
		"internal/diag", "internal/position", "internal/document", "internal/source", "internal/estate", "internal/finding", "internal/workers", "internal/project", "internal/lint",
	},

	"internal/filtertest": {
		"grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/metric", "engine/request", "engine/analyze",
		"internal/diag", "internal/position", "internal/document", "internal/eventtime", "internal/explain", "internal/finding", "internal/linediff", "internal/logfile",
		"internal/project", "internal/source", "internal/suggest", "internal/testreport", "internal/workers",
	},
	"internal/explain":        {"internal/suggest", "grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/analyze", "internal/diag", "internal/position"},
	"internal/endpoint":       {"internal/suggest", "grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/metric", "engine/request", "internal/endpoint/store", "internal/stateless"},
	"internal/endpoint/store": {"grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/metric"},
}

func TestImportsRunOneWay(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Deps " "}}`, module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		name := strings.TrimPrefix(fields[0], module)
		seen[name] = true
		may, listed := allowed[name]
		for _, dep := range fields[1:] {
			ours, ok := strings.CutPrefix(dep, module)
			if !ok {
				continue
			}
			if listed && !slices.Contains(may, ours) {
				t.Errorf("%s imports %s, which runs back", name, ours)
			}
			if ours == "internal/cli" && !strings.HasPrefix(name, "cmd/") {
				t.Errorf("%s imports the command line", name)
			}
		}
	}
	for name := range allowed {
		if !seen[name] {
			t.Errorf("there is no package %s", name)
		}
	}
}
