//go:build devtools && unix

package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// pkg is what go list says of a package.
type pkg struct {
	Dir, Name, ImportPath              string
	GoFiles, TestGoFiles, XTestGoFiles []string
}

func list(ctx context.Context, patterns ...string) ([]pkg, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"list", "-json=Dir,Name,ImportPath,GoFiles,TestGoFiles,XTestGoFiles", "--"}, patterns...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var pkgs []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs, nil
		} else if err != nil {
			return nil, err
		}
		pkgs = append(pkgs, p)
	}
}

// switchFile is what the switches need: %s is the package's name.
const switchFile = `package %s

import (
	mutantCmp "cmp"
	mutantOS "os"
	mutantConv "strconv"
)

var mutantOn, _ = mutantConv.Atoi(mutantOS.Getenv("MUTANT"))

func mutantLess[T mutantCmp.Ordered](id int, a, b T) bool    { return a < b || mutantOn == id && a == b }
func mutantAtMost[T mutantCmp.Ordered](id int, a, b T) bool  { return a < b || mutantOn != id && a == b }
func mutantMore[T mutantCmp.Ordered](id int, a, b T) bool    { return a > b || mutantOn == id && a == b }
func mutantAtLeast[T mutantCmp.Ordered](id int, a, b T) bool { return a > b || mutantOn != id && a == b }

type mutantNumber interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr | ~float32 | ~float64
}

func mutantNext[T mutantNumber](id int, a T) T {
	if mutantOn == id {
		return a - 1
	}
	return a + 1
}

func mutantPrevious[T mutantNumber](id int, a T) T {
	if mutantOn == id {
		return a + 1
	}
	return a - 1
}

func mutantMin[T mutantCmp.Ordered](id int, a, b T) T {
	if mutantOn == id {
		return max(a, b)
	}
	return min(a, b)
}

func mutantMax[T mutantCmp.Ordered](id int, a, b T) T {
	if mutantOn == id {
		return min(a, b)
	}
	return max(a, b)
}
`

// suite is test programs of a package with a sample of changes in it.
type suite struct {
	dir      string // for the overlay and the programs
	scratch  string // for what the tests write
	guarded  bool   // whether the tests run as nobody
	pkg      pkg
	code     *code
	programs []program
}

// build compiles the first n changes of the order that compile, one at each
// place, and says how many did not.
func (s *suite) build(ctx context.Context, tests []pkg, order []*mutant, n int) (drawn []*mutant, redrawn int, err error) {
	taken := map[int]bool{}
	for {
		for len(drawn) < n && len(order) > 0 {
			m := order[0]
			order = order[1:]
			if !taken[m.site] {
				taken[m.site] = true
				drawn = append(drawn, m)
			}
		}
		for i, m := range drawn {
			m.id = i + 1
		}
		overlay, err := s.overlay(drawn)
		if err != nil {
			return nil, 0, err
		}
		out, err := exec.CommandContext(ctx, "go", "build", "-gcflags=-e", "-overlay", overlay, s.pkg.ImportPath).CombinedOutput()
		if err != nil {
			bad := blamed(out, drawn)
			if len(bad) == 0 {
				return nil, 0, fmt.Errorf("no change is to blame for what does not compile:\n%s", out)
			}
			redrawn += len(bad)
			drawn = slices.DeleteFunc(drawn, func(m *mutant) bool { return bad[m] })
			continue
		}
		for i, p := range tests {
			if len(p.TestGoFiles)+len(p.XTestGoFiles) == 0 {
				continue
			}
			path := filepath.Join(s.dir, strconv.Itoa(i)+".test")
			cmd := exec.CommandContext(ctx, "go", "test", "-c", "-overlay", overlay, "-o", path, p.ImportPath)
			if out, err := cmd.CombinedOutput(); err != nil {
				return nil, 0, fmt.Errorf("%s: %w\n%s", p.ImportPath, err, out)
			}
			s.programs = append(s.programs, program{path: path, dir: p.Dir})
		}
		if len(s.programs) == 0 {
			return nil, 0, errors.New("no tests")
		}
		return drawn, redrawn, nil
	}
}

var errorLine = regexp.MustCompile(`(?m)^([^\s:]+\.go):(\d+):\d+: `)

// blamed is the changes on the lines that the compiler names.
func blamed(out []byte, drawn []*mutant) map[*mutant]bool {
	bad := map[*mutant]bool{}
	for _, m := range errorLine.FindAllSubmatch(out, -1) {
		line, _ := strconv.Atoi(string(m[2]))
		for _, d := range drawn {
			if filepath.Base(d.file) == filepath.Base(string(m[1])) && d.pos.Line <= line && line < d.pos.Line+d.lines {
				bad[d] = true
			}
		}
	}
	return bad
}

// overlay writes the changed files and what tells go of them.
func (s *suite) overlay(drawn []*mutant) (string, error) {
	replace := map[string]string{}
	write := func(path string, text []byte) error {
		to := filepath.Join(s.dir, filepath.Base(path))
		replace[path] = to
		return os.WriteFile(to, text, 0o600)
	}
	if err := write(filepath.Join(s.pkg.Dir, "mutant_switch.go"), fmt.Appendf(nil, switchFile, s.pkg.Name)); err != nil {
		return "", err
	}
	byFile := map[string][]edit{}
	for _, m := range drawn {
		byFile[m.file] = append(byFile[m.file], m.edits(m.id)...)
	}
	for path, edits := range byFile {
		if err := write(path, apply(s.code.files[path], edits)); err != nil {
			return "", err
		}
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(s.dir, "overlay.json")
	return path, os.WriteFile(path, data, 0o600)
}

// apply makes the edits. Of two at one place, what closes a node comes before
// what opens the next; outer nodes open first and close last.
func apply(src []byte, edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int {
		if c := cmp.Compare(a.at, b.at); c != 0 {
			return c
		}
		if a.closes != b.closes {
			if a.closes {
				return -1
			}
			return 1
		}
		if a.closes {
			return cmp.Compare(b.site, a.site)
		}
		return cmp.Compare(a.site, b.site)
	})
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(append(out, src[at:max(at, e.at)]...), e.text...)
		at = max(at, e.end)
	}
	return append(out, src[at:]...)
}
