package languages

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
	"github.com/logsieve/logsieve/internal/source/terraform"
)

var update = flag.Bool("update", false, "write the golden files")

// readSurface reads a file by its name with the other files of its folder that
// share its first name as siblings: cis.tf has cis.vars.tf.
func readSurface(t testing.TB, path string) *source.File {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return Read(source.Input{Name: filepath.Base(path), Data: data}, Options{Terraform: terraform.Options{Siblings: func() []source.Input { return surfaceSiblings(t, path) }}})
}

func surfaceSiblings(t testing.TB, path string) []source.Input {
	first, _, _ := strings.Cut(filepath.Base(path), ".")
	paths, err := filepath.Glob(filepath.Join(filepath.Dir(path), first+".*"))
	if err != nil {
		t.Fatal(err)
	}
	var out []source.Input
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, source.Input{Name: filepath.Base(p), Data: data})
	}
	return out
}

func TestSurfaces(t *testing.T) {
	for _, path := range sourcetest.Surfaces(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			f := readSurface(t, path)
			sourcetest.CheckFile(t, f)
			got, golden := dumpSurface(f), path+".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

// dumpSurface writes what was read, each value beside what stands at its place.
func dumpSurface(f *source.File) string {
	var b strings.Builder
	fmt.Fprintf(&b, "format %s\n", f.Format.Name)
	for _, p := range f.Problems {
		fmt.Fprintf(&b, "problem %s: %s\n  %s\n", shownPlace(f, p.Span), p.Reason, p.Remedy)
	}
	for _, c := range f.Comments {
		fmt.Fprintf(&b, "comment %s: %q\n", shownPlace(f, c.Span), c.Text)
	}
	for _, r := range f.Resources {
		fmt.Fprintf(&b, "\n%s (%s) %s %s at %s\n", r.Address, r.Type, r.Operation.Service, r.Operation, shownPlace(f, r.At))
		if r.Conditional {
			b.WriteString("  conditional\n")
		}
		for _, g := range r.Ignores {
			fmt.Fprintf(&b, "  ignore %q %q at %s\n", g.Rule, g.Reason, shownPlace(f, g.Span))
		}
		for _, ref := range r.References {
			fmt.Fprintf(&b, "  -> %s\n", ref)
		}
		dumpSurfaceValue(&b, f, "  ", "", r.Input)
	}
	return b.String()
}

func shownPlace(f *source.File, s document.Span) string {
	line := 1 + strings.Count(string(f.Data[:s.Start]), "\n")
	column := s.Start - strings.LastIndex(string(f.Data[:s.Start]), "\n")
	return fmt.Sprintf("%d:%d %q", line, column, f.Data[s.Start:s.End])
}

func dumpSurfaceValue(b *strings.Builder, f *source.File, indent, name string, v *source.Value) {
	fmt.Fprintf(b, "%s%s: ", indent, name)
	switch v.Kind {
	case source.Unknown:
		fmt.Fprintf(b, "unknown %q", v.What)
		if v.Ref != "" {
			fmt.Fprintf(b, " -> %s", v.Ref)
		}
	case source.Null:
		b.WriteString("null")
	case source.Bool:
		fmt.Fprint(b, v.Bool)
	case source.Number:
		b.WriteString(v.Literal)
	case source.String:
		fmt.Fprintf(b, "%q style %d", v.Text.Decoded, v.Text.Style)
		for _, h := range v.Text.Holes {
			fmt.Fprintf(b, " hole@%d %q -> %q", h.Offset, h.What, h.Ref)
		}
		at := 0
		for p := range v.Text.Parts() {
			kind := "="
			if p.Unit || string(f.Data[p.At.Start:p.At.End]) != p.Decoded {
				kind = "~"
			}
			fmt.Fprintf(b, " [%d%s%d]", at, kind, p.At.Start)
			at += len(p.Decoded)
		}
	case source.List:
		b.WriteString("list")
	case source.Map:
		b.WriteString("map")
	}
	if v.Kind != source.Map && v.Kind != source.List {
		fmt.Fprintf(b, " at %s", shownPlace(f, v.Span))
	}
	b.WriteString("\n")
	for i, item := range v.Items {
		dumpSurfaceValue(b, f, indent+"  ", fmt.Sprint(i), item)
	}
	for _, m := range v.Members {
		dumpSurfaceValue(b, f, indent+"  ", m.Name, m.Value)
	}
}
