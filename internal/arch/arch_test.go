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

// languages are the packages that read configuration files, and what those
// import.
var languages = []string{
	"internal/document", "internal/source", "internal/source/awsjson", "internal/source/awsprovider", "internal/source/cloudformation",
	"internal/source/languages", "internal/source/patterns", "internal/source/pulumi", "internal/source/serverless",
	"internal/source/shell", "internal/source/terraform",
}

// ofRequests is what whatever knows requests imports.
var ofRequests = []string{
	"internal/suggest", "grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/metric", "engine/request",
}

func with(list []string, more ...string) []string { return slices.Concat(list, more) }

// allowed says for each package what of ours it may import, directly or not.
// What is missing here may import anything but the command line.
var allowed = map[string][]string{
	"grammar":           {},
	"corpus":            {},
	"engine/quota":      {},
	"engine/constraint": {},
	"engine":            {"grammar", "internal/nfa", "engine/quota", "engine/constraint"},
	"engine/metric":     {"grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint"},
	"engine/analyze":    {"grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint"},
	"engine/request":    {"internal/suggest", "grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/metric"},
	"internal/sample":   {"grammar"},
	"internal/oracle":   {"grammar"},
	"internal/diag":     {"grammar"},
	"internal/suggest":  {},
	"internal/nfa":      {},
	"conformance":       ofRequests,

	// A language sees the files of no other; serverless.yml holds templates, and
	// two languages have the types of one provider.
	"internal/document":              ofRequests,
	"internal/source":                with(ofRequests, "internal/document"),
	"internal/source/awsjson":        with(ofRequests, "internal/document", "internal/source"),
	"internal/source/awsprovider":    with(ofRequests, "internal/document", "internal/source"),
	"internal/source/cloudformation": with(ofRequests, "internal/document", "internal/source"),
	"internal/source/patterns":       with(ofRequests, "internal/document", "internal/source"),
	"internal/source/shell":          with(ofRequests, "internal/document", "internal/source"),
	"internal/source/serverless":     with(ofRequests, "internal/document", "internal/source", "internal/source/cloudformation"),
	"internal/source/pulumi":         with(ofRequests, "internal/document", "internal/source", "internal/source/awsprovider"),
	"internal/source/terraform":      with(ofRequests, "internal/document", "internal/source", "internal/source/awsprovider"),
	"internal/source/languages":      with(ofRequests, languages...),

	"internal/workers": {},
	"internal/finding": with(ofRequests, "internal/document", "internal/source"),
	"internal/estate":  with(ofRequests, "engine/analyze", "internal/document", "internal/source"),
	"internal/project": with(ofRequests, with(languages, "internal/finding", "internal/workers")...),
	"internal/lint":    with(ofRequests, with(languages, "engine/analyze", "internal/estate", "internal/finding", "internal/workers", "internal/project")...),
	"internal/policy": with(ofRequests, with(languages,
		"engine/analyze", "internal/diag", "internal/estate", "internal/finding", "internal/workers", "internal/project", "internal/lint")...),
	"internal/filtertest": with(ofRequests, with(languages,
		"engine/analyze", "internal/diag", "internal/eventtime", "internal/explain", "internal/finding", "internal/logfile", "internal/project",
		"internal/workers")...),

	"internal/explain":        {"grammar", "internal/nfa", "engine", "engine/quota", "engine/constraint", "engine/analyze", "internal/diag"},
	"internal/endpoint":       with(ofRequests, "conformance", "internal/endpoint/store"),
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
