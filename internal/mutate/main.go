//go:build devtools && unix

// Command mutate asks what a package's tests would notice: it draws a sample
// of small changes to the package, runs the tests with each, and lists the
// changes that no test fails on. make mutate PKG=./internal/document runs it.
//
// A change is given to go test -overlay, so that the package's files stay as
// they are.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
)

type options struct {
	pkg   string
	tests []string
	n     int
	seed  uint64
	asMe  bool
	only  string
}

func main() {
	var o options
	var tests string
	flag.StringVar(&o.pkg, "pkg", "", "package to change, such as ./internal/document")
	flag.StringVar(&tests, "tests", "", "packages whose tests run, separated by spaces (default: the package itself)")
	flag.IntVar(&o.n, "n", 60, "changes to draw")
	flag.Uint64Var(&o.seed, "seed", 1, "seed of the draw")
	flag.StringVar(&o.only, "only", "", "file with lines of an earlier report: only the changes that it lists are tried again")
	flag.BoolVar(&o.asMe, "as-me", false, "run the tests with your own rights, though changed code may delete what you may delete")
	flag.Parse()
	o.tests = strings.Fields(tests)
	if o.pkg == "" || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "mutate: name one package with -pkg")
		os.Exit(2)
	}
	if os.Geteuid() != 0 && !o.asMe {
		fmt.Fprintln(os.Stderr, "mutate: changed code may write and delete anything you may: start this as root, and the tests run as nobody, or give -as-me")
		os.Exit(2)
	}
	if len(o.tests) == 0 {
		o.tests = []string{o.pkg}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

// run draws and tries the changes, and reports what survives.
func run(ctx context.Context, o options, w io.Writer) error {
	pkgs, err := list(ctx, o.pkg)
	if err != nil {
		return err
	}
	if len(pkgs) != 1 {
		return fmt.Errorf("%s is %d packages: name one", o.pkg, len(pkgs))
	}
	mutants, err := draw(pkgs[0], o.seed)
	if err != nil {
		return err
	}
	possible := len(mutants)
	if o.only != "" {
		listed, err := os.ReadFile(o.only)
		if err != nil {
			return err
		}
		mutants = slices.DeleteFunc(mutants, func(m mutant) bool { return !bytes.Contains(listed, []byte(m.String()+"\n")) })
	}
	s := suite{guarded: !o.asMe}
	if s.dir, err = os.MkdirTemp("", "mutate"); err != nil {
		return err
	}
	defer os.RemoveAll(s.dir)
	if err := s.start(ctx, o.tests); err != nil {
		return err
	}
	var results [uncompiled + 1]int
	tried := 0
	// One change at each place: others of it are likely to share its fate.
	taken := map[int]bool{}
	for _, m := range mutants {
		if tried == o.n {
			break
		}
		if taken[m.site] {
			continue
		}
		taken[m.site] = true
		r, err := s.try(ctx, m)
		if err != nil {
			return err
		}
		results[r]++
		if r != uncompiled {
			tried++
		}
		if r == survived {
			fmt.Fprintf(w, "SURVIVED %s\n", m)
		}
	}
	if tried == 0 {
		return errors.New("nothing to change")
	}
	killed := results[killed] + results[timedOut]
	fmt.Fprintf(w, "%s: %d of %d killed (%d %%), %d of them by the limit on time; %d survive; %d of %d possible changes drawn, %d that do not compile drawn again\n",
		pkgs[0].ImportPath, killed, tried, 100*killed/tried, results[timedOut], results[survived], tried, possible, results[uncompiled])
	return nil
}
