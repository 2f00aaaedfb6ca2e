package arch

import (
	"flag"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite testdata/api.txt")

// foreign are the exported names that mention a type of a package that users
// cannot name, each with the package.
var foreign = map[string]string{
	"engine: method (*Filter) Plan": module + "internal/plan",
}

// TestAPI holds all that users can name to testdata/api.txt: what docs/api.md
// promises. A line that goes or changes there breaks somebody's program.
func TestAPI(t *testing.T) {
	exported, public := compiled(t)
	var b strings.Builder
	packages := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exported[path])
	})
	for _, path := range public {
		p, err := packages.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		w := &api{pkg: p, name: strings.TrimPrefix(path, module), standard: func(path string) bool {
			first, _, _ := strings.Cut(path, "/")
			return !strings.Contains(first, ".")
		}}
		w.write()
		slices.Sort(w.lines)
		for _, line := range w.lines {
			fmt.Fprintf(&b, "%s: %s\n", w.name, line)
		}
		for name, pkg := range w.foreign {
			if foreign[name] != pkg {
				t.Errorf("%s mentions a type of %s, which is neither public nor of the standard library", name, pkg)
			}
		}
	}
	file := filepath.Join("testdata", "api.txt")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); d != "" {
		t.Errorf("exported names changed; -update writes the list (-list +program):\n%s", d)
	}
}

// compiled are the files of export data of the public packages and of all that
// they import, and the public packages.
func compiled(t *testing.T) (exported map[string]string, public []string) {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}}", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for path := range strings.FieldsSeq(string(out)) {
		if name := strings.TrimPrefix(path, module); !strings.HasPrefix(name, "internal/") && !strings.HasPrefix(name, "cmd/") {
			public = append(public, path)
		}
	}
	args := append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}, public...)
	if out, err = exec.Command("go", args...).Output(); err != nil {
		t.Fatal(err)
	}
	exported = map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		exported[path] = file
	}
	return exported, public
}

// api collects the exported names of a package, a line each.
type api struct {
	pkg      *types.Package
	name     string
	standard func(path string) bool
	lines    []string
	foreign  map[string]string // package by name
}

func (a *api) write() {
	for _, name := range a.pkg.Scope().Names() {
		o := a.pkg.Scope().Lookup(name)
		if !o.Exported() {
			continue
		}
		switch o := o.(type) {
		case *types.Const:
			a.add("const "+name, " "+a.text(o.Type(), "const "+name)+" = "+o.Val().ExactString())
		case *types.Var:
			a.add("var "+name, " "+a.text(o.Type(), "var "+name))
		case *types.Func:
			a.function("func "+name, o)
		case *types.TypeName:
			a.typeName(o)
		}
	}
}

func (a *api) typeName(o *types.TypeName) {
	named, ok := o.Type().(*types.Named)
	if !ok || o.IsAlias() {
		a.add("type "+o.Name(), " = "+a.text(o.Type(), "type "+o.Name()))
		return
	}
	switch u := named.Underlying().(type) {
	case *types.Struct:
		a.add("type "+o.Name(), " struct")
		for i := range u.NumFields() {
			f := u.Field(i)
			if !f.Exported() {
				continue
			}
			name, embedded := "field "+o.Name()+"."+f.Name(), ""
			if f.Embedded() {
				embedded = " embedded"
			}
			a.add(name, strings.TrimRight(embedded+" "+a.text(f.Type(), name)+" "+u.Tag(i), " "))
		}
	case *types.Interface:
		closed := ""
		for m := range u.Methods() {
			if m := m; m.Exported() {
				a.function("method "+o.Name()+"."+m.Name(), m)
			} else {
				closed = " closed"
			}
		}
		a.add("type "+o.Name(), closed+" interface")
	default:
		a.add("type "+o.Name(), " "+a.text(u, "type "+o.Name()))
	}
	for _, receiver := range []types.Type{named, types.NewPointer(named)} {
		for m := range named.Methods() {
			m := m
			if m.Exported() && types.Identical(m.Signature().Recv().Type(), receiver) {
				a.function("method ("+types.TypeString(receiver, func(*types.Package) string { return "" })+") "+m.Name(), m)
			}
		}
	}
}

func (a *api) function(name string, f *types.Func) {
	a.add(name, strings.TrimPrefix(a.text(f.Signature(), name), "func"))
}

func (a *api) add(name, rest string) { a.lines = append(a.lines, name+rest) }

// text writes a type; name is whose it is.
func (a *api) text(t types.Type, name string) string {
	text := types.TypeString(t, func(p *types.Package) string {
		if p == a.pkg {
			return ""
		}
		ours, is := strings.CutPrefix(p.Path(), module)
		if is && strings.HasPrefix(ours, "internal/") || !is && !a.standard(p.Path()) {
			if a.foreign == nil {
				a.foreign = map[string]string{}
			}
			a.foreign[a.name+": "+name] = p.Path()
		}
		return p.Name()
	})
	return resultNames.ReplaceAllString(onlyResult.ReplaceAllString(text, "$1"), "")
}

// The compiler gives a function names for its results when they are returned
// from within an iterator's loop.
var (
	onlyResult  = regexp.MustCompile(`\(#rv\d+ ([^,()]*)\)$`)
	resultNames = regexp.MustCompile(`#rv\d+ `)
)
