package source

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

// readSurface reads a file by its name with the other files of its folder that
// share its first name as siblings: cis.tf has cis.vars.tf.
func readSurface(t testing.TB, path string) *File {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return Read(Input{Name: filepath.Base(path), Data: data}, Options{Siblings: func() []Input { return surfaceSiblings(t, path) }})
}

func surfaceSiblings(t testing.TB, path string) []Input {
	first, _, _ := strings.Cut(filepath.Base(path), ".")
	paths, err := filepath.Glob(filepath.Join(filepath.Dir(path), first+".*"))
	if err != nil {
		t.Fatal(err)
	}
	var out []Input
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Input{Name: filepath.Base(p), Data: data})
	}
	return out
}

func TestSurfaces(t *testing.T) {
	paths, err := filepath.Glob("testdata/surfaces/*")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, path := range paths {
		if strings.HasSuffix(path, ".golden") {
			continue
		}
		read++
		t.Run(filepath.Base(path), func(t *testing.T) {
			f := readSurface(t, path)
			checkFile(t, f)
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
	if read < 20 {
		t.Errorf("only %d files", read)
	}
}

// dumpSurface writes what was read, each value beside what stands at its place.
func dumpSurface(f *File) string {
	var b strings.Builder
	fmt.Fprintf(&b, "format %s\n", f.Format)
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

func shownPlace(f *File, s Span) string {
	line := 1 + strings.Count(string(f.Data[:s.Start]), "\n")
	column := s.Start - strings.LastIndex(string(f.Data[:s.Start]), "\n")
	return fmt.Sprintf("%d:%d %q", line, column, f.Data[s.Start:s.End])
}

func dumpSurfaceValue(b *strings.Builder, f *File, indent, name string, v *Value) {
	fmt.Fprintf(b, "%s%s: ", indent, name)
	switch v.Kind {
	case Unknown:
		fmt.Fprintf(b, "unknown %q", v.What)
		if v.Ref != "" {
			fmt.Fprintf(b, " -> %s", v.Ref)
		}
	case Null:
		b.WriteString("null")
	case Bool:
		fmt.Fprint(b, v.Bool)
	case Number:
		b.WriteString(v.Literal)
	case String:
		fmt.Fprintf(b, "%q style %d", v.Text.Decoded, v.Text.Style)
		for _, h := range v.Text.Holes {
			fmt.Fprintf(b, " hole@%d %q -> %q", h.Offset, h.What, h.Ref)
		}
		for _, s := range v.Text.segments {
			kind := "="
			if !s.plain() || string(f.Data[s.at.Start:s.at.End]) != v.Text.Decoded[s.decoded:s.decoded+s.size] {
				kind = "~"
			}
			fmt.Fprintf(b, " [%d%s%d]", s.decoded, kind, s.at.Start)
		}
	case List:
		b.WriteString("list")
	case Map:
		b.WriteString("map")
	}
	if v.Kind != Map && v.Kind != List {
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

// checkFile holds what is true of every file: spans are in it and in order,
// and what maps byte for byte to it is the same there.
func checkFile(t failer, f *File) {
	t.Helper()
	in := func(what string, s Span) {
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
	for _, r := range f.Resources {
		in(r.Address, r.At)
		in(r.Address, r.Body)
		if r.Input == nil || r.Input.Kind != Map && r.Input.Kind != Unknown {
			t.Fatalf("%s: the input is no map", r.Address)
		}
		checkValue(t, f, in, r.Input)
	}
}

func checkValue(t failer, f *File, in func(string, Span), v *Value) {
	in("value", v.Span)
	if v.Kind == String {
		checkText(t, f, in, v.Text)
	}
	for _, item := range v.Items {
		checkValue(t, f, in, item)
	}
	for _, m := range v.Members {
		in(m.Name, m.Key)
		checkValue(t, f, in, m.Value)
	}
}

func checkText(t failer, f *File, in func(string, Span), text *Text) {
	for _, h := range text.Holes {
		in(h.What, h.Span)
		if h.Offset < 0 || h.Offset > len(text.Decoded) {
			t.Fatalf("hole %q at %d of %d", h.What, h.Offset, len(text.Decoded))
		}
	}
	size := 0
	for _, s := range text.segments {
		in(text.Decoded, s.at)
		if s.decoded != size {
			t.Fatalf("%q: a segment starts at %d, not at %d", text.Decoded, s.decoded, size)
		}
		size += s.size
		if got, want := string(f.Data[s.at.Start:s.at.End]), text.Decoded[s.decoded:s.decoded+s.size]; s.plain() && s.size > 1 && got != want {
			t.Fatalf("%q maps byte for byte to %q", want, got)
		}
	}
	if size != len(text.Decoded) {
		t.Fatalf("%q: %d bytes map to the file", text.Decoded, size)
	}
	for start := 0; start <= len(text.Decoded); start += 1 + len(text.Decoded)/16 {
		for end := start; end <= len(text.Decoded); end += 1 + len(text.Decoded)/16 {
			in(text.Decoded, text.Span(start, end))
		}
	}
}

// failer is a test, or a property of one.
type failer interface {
	Helper()
	Error(...any)
	Fatalf(string, ...any)
}
