// Package arch holds no code, only the test of the direction in which packages
// import each other.
package arch

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/logsieve/logsieve/"

// allowed says for each package what of ours it may import. The packages stand
// in the order in which data flows, so that a line names only lines above it.
// Whoever may import all but the command line is missing.
var allowed = []struct{ name, imports string }{
	{"corpus", ""},
	{"docs", ""},
	{"grammar", ""},
	{"internal/quota", ""},
	{"internal/constraint", ""},
	{"engine/budget", ""},
	{"internal/nfa", ""},
	{"internal/plan", ""},
	{"internal/jsontext", ""},
	{"internal/suggest", ""},
	{"internal/position", ""},
	{"internal/workers", ""},
	{"internal/wholefile", ""},
	{"internal/linediff", ""},
	{"internal/atomicfile", ""},
	{"internal/eventtime", ""},
	{"internal/sample", "grammar"},
	{"internal/oracle", "grammar"},
	{"internal/diag", "grammar internal/position"},
	{"internal/testreport", "internal/diag"},
	{"internal/plot", "internal/atomicfile internal/diag"},
	{"internal/page", ""},
	{"internal/playground", "internal/jsontext"},
	{"internal/playground/page", ""},

	{"engine", "grammar internal/quota internal/constraint internal/jsontext internal/nfa internal/plan internal/wholefile internal/workers"},
	{"engine/analyze", "grammar engine engine/budget internal/nfa internal/jsontext"},
	{"engine/metric", "grammar engine internal/quota internal/constraint"},
	{"engine/logfile", "engine internal/jsontext internal/wholefile internal/workers"},
	{"engine/replay", "engine engine/logfile engine/metric internal/eventtime"},
	{"engine/request", "grammar engine internal/quota internal/constraint engine/metric internal/jsontext internal/suggest"},
	{"internal/stateless", "engine engine/metric internal/jsontext"},
	{"conformance", "engine engine/request internal/linediff internal/position internal/stateless internal/testreport internal/jsontext"},
	{"conformance/awstarget", "conformance"},

	// A language sees the files of no other; serverless.yml holds templates, and
	// two languages have the types of one provider, and one provider has the types of
	// templates.
	{"internal/document", "grammar engine/request internal/jsontext internal/position internal/suggest"},
	{"internal/source", "engine/budget engine/request internal/document internal/suggest internal/position"},
	{"internal/source/awsjson", "engine/request internal/document internal/source"},
	{"internal/source/awsprovider", "engine/request internal/source"},
	{"internal/source/cloudformation", "engine/request internal/document internal/source internal/suggest"},
	{"internal/source/live", "engine/request internal/document internal/source"},
	{"internal/source/configured", "engine/request internal/document internal/source"},
	{"internal/source/markdown", "internal/document internal/source"},
	{"internal/source/snapshot", "internal/document internal/source"},
	{"internal/source/program", "internal/document internal/source"},
	{"internal/source/patterns", "engine/request internal/document internal/source"},
	{"internal/source/accelerator", "internal/document internal/source"},
	{"internal/source/ansible", "internal/document internal/source"},
	{"internal/source/kubernetes", "internal/document internal/source internal/source/awsprovider"},
	{"internal/source/pipeline", "internal/document internal/source"},
	{"internal/source/shell", "engine/request internal/document internal/source"},
	{"internal/source/pulumi", "internal/document internal/source internal/source/awsprovider"},
	{"internal/source/serverless", "engine/request internal/document internal/source internal/source/cloudformation"},
	{"internal/source/terraform", "engine/request internal/document internal/source internal/source/awsprovider internal/source/cloudformation"},
	{"internal/source/languages", "engine/request internal/document internal/source internal/source/accelerator internal/source/ansible internal/source/awsjson internal/source/awsprovider " +
		"internal/source/cloudformation internal/source/configured internal/source/kubernetes internal/source/live internal/source/markdown internal/source/patterns internal/source/program internal/source/pulumi internal/source/serverless internal/source/shell internal/source/snapshot internal/source/pipeline internal/source/terraform"},

	{"internal/finding", "engine/request internal/source"},
	{"internal/filekind", ""},
	{"internal/project", "internal/document internal/filekind internal/finding internal/source internal/source/cloudformation internal/source/configured internal/source/languages internal/source/live internal/source/terraform internal/workers internal/jsontext"},
	{"internal/estate", "engine/analyze engine/request internal/source internal/suggest"},
	{"internal/advice", "grammar engine engine/analyze"},
	{"internal/chain", "grammar engine engine/analyze engine/budget engine/metric engine/replay engine/request internal/estate internal/finding internal/source"},
	{"internal/alarmreport", "engine/metric internal/chain internal/diag internal/page internal/plot"},
	{"internal/change", "grammar engine/analyze engine/budget internal/quota engine/request internal/chain internal/diag internal/estate internal/finding internal/position internal/source"},
	{"internal/lint", "docs grammar engine engine/analyze engine/budget engine/metric internal/advice internal/quota engine/request internal/chain internal/document internal/estate internal/finding " +
		"internal/playground internal/position internal/project internal/source internal/source/languages internal/suggest internal/workers"},
	{"internal/policy", "grammar engine engine/analyze engine/metric internal/chain internal/quota engine/request internal/diag internal/document internal/estate internal/finding internal/jsontext " +
		"internal/lint internal/page internal/project internal/source internal/suggest"},
	{"internal/report", "engine/request internal/diag internal/finding internal/lint internal/position internal/project internal/source internal/testreport internal/jsontext"},
	{"internal/explain", "grammar engine engine/analyze internal/advice internal/diag internal/plan internal/position internal/suggest"},
	{"internal/filtertest", "grammar engine engine/budget engine/logfile engine/metric engine/replay internal/diag internal/document internal/explain internal/linediff internal/jsontext " +
		"internal/project internal/source internal/suggest internal/testreport"},
	{"internal/filterfile", "engine/metric internal/document internal/filtertest internal/jsontext internal/project internal/source"},
	{"internal/backtest", "engine/logfile engine/metric engine/replay internal/diag internal/eventtime internal/filterfile internal/jsontext"},
	{"internal/rpc", "internal/jsontext internal/workers"},
	{"internal/mcp", "grammar internal/explain internal/jsontext internal/rpc"},
	{"internal/wasm", "grammar engine engine/analyze engine/budget internal/explain internal/jsontext"},
	{"internal/lsp", "grammar engine engine/analyze engine/budget engine/metric engine/request internal/diag internal/explain internal/finding internal/lint " +
		"internal/project internal/rpc internal/source"},
	{"internal/endpoint/store", "engine/metric internal/jsontext"},
	{"internal/endpoint", "grammar engine engine/metric internal/quota engine/request internal/endpoint/store internal/jsontext internal/stateless"},
}

func TestImportsRunOneWay(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	imports := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		name := strings.TrimPrefix(fields[0], module)
		imports[name] = []string{}
		for _, dep := range fields[1:] {
			ours, ok := strings.CutPrefix(dep, module)
			if !ok {
				continue
			}
			imports[name] = append(imports[name], ours)
			if ours == "internal/cli" && !strings.HasPrefix(name, "cmd/") {
				t.Errorf("%s imports the command line", name)
			}
		}
	}
	above := map[string]bool{}
	for _, p := range allowed {
		actual, ok := imports[p.name]
		if !ok {
			t.Errorf("there is no package %s", p.name)
		}
		may := strings.Fields(p.imports)
		for _, dep := range may {
			if !above[dep] {
				t.Errorf("%s is allowed %s, which does not stand above it", p.name, dep)
			}
			if !slices.Contains(actual, dep) {
				t.Errorf("%s is allowed %s and does not import it", p.name, dep)
			}
		}
		for _, dep := range actual {
			if !slices.Contains(may, dep) {
				t.Errorf("%s imports %s, which runs back", p.name, dep)
			}
		}
		above[p.name] = true
	}
}

// TestPage holds the table of docs/architecture.md to the packages.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "list", "-tags", "devtools", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := map[string]bool{}
	for path := range strings.FieldsSeq(string(out)) {
		name := strings.TrimPrefix(path, module)
		packages[name] = true
		helper := strings.HasSuffix(name, "test") && name != "internal/filtertest"
		program := slices.Contains([]string{"internal/endpoint/load", "internal/schemagen/generate", "internal/wasm/js", "internal/wasm/wasi"}, name)
		if !helper && !program && !strings.Contains(string(page), "\n| `"+name+"` |") {
			t.Errorf("docs/architecture.md does not have %s", name)
		}
	}
	_, table, _ := strings.Cut(string(page), "| package | what it is |\n|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	for line := range strings.Lines(table) {
		if name := strings.Split(line, "`")[1]; !packages[name] {
			t.Errorf("docs/architecture.md has %s, which is no package", name)
		}
	}
}
