// Package sourcetest holds what the tests of all languages need.
package sourcetest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/document/documenttest"
	"github.com/logsieve/logsieve/internal/source"
)

// CheckFile holds what is true of every file: spans are in it and in order,
// and what maps byte for byte to it is the same there.
func CheckFile(t documenttest.Failer, f *source.File) {
	t.Helper()
	in := func(what string, s document.Span) {
		if s.Start < 0 || s.End < s.Start || s.End > len(f.Data) {
			t.Fatalf("%s: span %v is not in the file of %d bytes", what, s, len(f.Data))
		}
	}
	for _, p := range f.Problems {
		in(p.Reason, p.Span)
		if p.Reason == "" || p.Remedy == "" {
			t.Error("a problem without a reason or a remedy")
		}
	}
	for _, c := range f.Comments {
		in(c.Text, c.Span)
	}
	for _, r := range slices.Concat(f.Resources, f.Links) {
		in(r.Address, r.At)
		in(r.Address, r.Body)
		if r.Input == nil || r.Input.Kind != source.Map && r.Input.Kind != source.Unknown {
			t.Fatalf("%s: the input is no map", r.Address)
		}
		checkValue(t, f.Data, in, r.Input)
	}
}

func checkValue(t documenttest.Failer, data []byte, in func(string, document.Span), v *source.Value) {
	in("value", v.Span)
	if v.Kind == source.String {
		documenttest.CheckText(t, data, v.Text)
	}
	for _, item := range v.Items {
		checkValue(t, data, in, item)
	}
	for _, m := range v.Members {
		in(m.Name, m.Key)
		checkValue(t, data, in, m.Value)
	}
}

// folder is where the files of all formats are, as seen from a language.
const folder = "../testdata/surfaces/"

// Surfaces are the paths of files of all formats whose name holds one of some
// parts, of all files when there are no parts.
func Surfaces(t testing.TB, parts ...string) []string {
	t.Helper()
	paths, err := filepath.Glob(folder + "*")
	if err != nil {
		t.Fatal(err)
	}
	paths = slices.DeleteFunc(paths, func(path string) bool {
		holds := func(part string) bool { return strings.Contains(filepath.Base(path), part) }
		return strings.HasSuffix(path, ".golden") || len(parts) > 0 && !slices.ContainsFunc(parts, holds)
	})
	if len(paths) == 0 {
		t.Fatalf("no file of %s is called so: %s", folder, parts)
	}
	return paths
}

// Surface is one of them.
func Surface(t testing.TB, name string) source.Input {
	t.Helper()
	data, err := os.ReadFile(folder + name)
	if err != nil {
		t.Fatal(err)
	}
	return source.Input{Name: name, Data: data}
}

// Seed adds the files whose name holds one of the parts.
func Seed(f *testing.F, parts ...string) {
	for _, path := range Surfaces(f, parts...) {
		f.Add(Surface(f, filepath.Base(path)).Data)
	}
}
