package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestRaceList: each package that starts a goroutine, by itself or by
// internal/workers, is among those that make race tests.
func TestRaceList(t *testing.T) {
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	list := regexp.MustCompile(`(?m)^RACE := ((?:.*\\\n)*.*)$`).FindSubmatch(makefile)
	if list == nil {
		t.Fatal("the Makefile has no RACE")
	}
	args := append([]string{"list"}, strings.Fields(strings.ReplaceAll(string(list[1]), "\\\n", " "))...)
	raced := map[string]bool{}
	for _, name := range goList(t, args...) {
		raced[name] = true
	}
	for _, line := range goList(t, "list", "-f", "{{.ImportPath}}={{.Dir}}", "./...") {
		name, dir, _ := strings.Cut(line, "=")
		if place := startsGoroutine(t, dir); place != "" && !raced[name] {
			t.Errorf("%s starts a goroutine, and RACE in the Makefile lacks its package", place)
		}
	}
}

func goList(t *testing.T, args ...string) []string {
	cmd := exec.Command("go", args...)
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(out))
}

// startsGoroutine is where a package does: a go statement, WaitGroup.Go or
// workers.Do.
func startsGoroutine(t *testing.T, dir string) (place string) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	files := token.NewFileSet()
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			starts := false
			switch n := n.(type) {
			case *ast.GoStmt:
				starts = true
			case *ast.CallExpr:
				called, ok := n.Fun.(*ast.SelectorExpr)
				starts = ok && (called.Sel.Name == "Go" || isName(called.X, "workers") && called.Sel.Name == "Do")
			}
			if starts && place == "" {
				place = files.Position(n.Pos()).String()
			}
			return true
		})
	}
	return place
}

func isName(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}
