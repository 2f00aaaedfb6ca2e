//go:build devtools && unix

// Command mutate asks what a package's tests would notice: it draws a sample
// of small changes to the package, runs the tests with each, and lists the
// changes that no test fails on. make mutate PKG=./internal/document runs it.
//
// All changes of a sample are compiled in at once, each behind a switch that
// the environment sets, through go test -overlay: the package is compiled
// once, its files stay as they are, and its tests run once for each change.
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
	"path/filepath"
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

// run draws, builds and tries the changes, and reports what survives.
func run(ctx context.Context, o options, w io.Writer) error {
	pkgs, err := list(ctx, o.pkg)
	if err != nil {
		return err
	}
	if len(pkgs) != 1 {
		return fmt.Errorf("%s is %d packages: name one", o.pkg, len(pkgs))
	}
	tests, err := list(ctx, o.tests...)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	scratch := filepath.Join(dir, "scratch")
	if err := os.Mkdir(scratch, 0o700); err != nil {
		return err
	}
	if !o.asMe {
		if err := errors.Join(os.Chmod(dir, 0o755), os.Chown(scratch, nobody, nobody)); err != nil {
			return err
		}
	}

	code, err := parse(pkgs[0])
	if err != nil {
		return err
	}
	suite := suite{dir: dir, scratch: scratch, guarded: !o.asMe, pkg: pkgs[0], code: code}
	drawn, redrawn, err := suite.build(ctx, tests, draw(code, o.seed), o.n)
	if err != nil {
		return err
	}
	if len(drawn) == 0 {
		return errors.New("nothing to change")
	}
	if err := suite.clean(ctx); err != nil {
		return err
	}
	if o.only != "" {
		listed, err := os.ReadFile(o.only)
		if err != nil {
			return err
		}
		drawn = slices.DeleteFunc(drawn, func(m *mutant) bool { return !bytes.Contains(listed, []byte(m.String()+"\n")) })
		if len(drawn) == 0 {
			return fmt.Errorf("%s lists none of the changes drawn", o.only)
		}
	}
	var survivors []*mutant
	killed, late := 0, 0
	for _, m := range drawn {
		switch r, err := suite.try(ctx, m); {
		case err != nil:
			return err
		case r == survived:
			survivors = append(survivors, m)
			fmt.Fprintf(w, "SURVIVED %s\n", m)
		case r == timedOut:
			late++
			fallthrough
		default:
			killed++
		}
	}
	fmt.Fprintf(w, "%s: %d of %d killed (%d %%), %d of them by the limit on time; %d survive; %d of %d possible changes drawn, %d that do not compile drawn again\n",
		pkgs[0].ImportPath, killed, len(drawn), 100*killed/len(drawn), late, len(survivors), len(drawn), len(code.mutants), redrawn)
	return nil
}
