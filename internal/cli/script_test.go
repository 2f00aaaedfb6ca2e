package cli_test

import (
	"compress/gzip"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/logsieve/logsieve/internal/cli"
)

// programs are what the test binary is by other names.
var programs = map[string]func(){"logsieve": logsieve}

func TestMain(m *testing.M) {
	os.Setenv("GORACE", raceOptions)
	testscript.Main(m, programs)
}

// logsieve is what cmd/logsieve does; the test binary runs itself as the
// program, so that scripts have real streams, signals and exit codes.
func logsieve() { os.Exit(cli.Process()) }

// raceOptions spares each program that the race detector watches the second
// it would sleep before it exits.
const raceOptions = "atexit_sleep_ms=0"

// The scripts have these commands beside those of testscript:
//
//	status CODE COMMAND ARG...   run a command and check its exit code
//	gzip FILE, zstd FILE         compress FILE in place
//	repeat N FROM TO             write the text of FROM N times
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", raceOptions)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status,
			"repeat": repeat,
			"gzip": compress(func(w io.Writer) (io.WriteCloser, error) {
				return gzip.NewWriter(w), nil
			}),
			"zstd": compress(func(w io.Writer) (io.WriteCloser, error) {
				return zstd.NewWriter(w)
			}),
		},
	})
}

func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status CODE COMMAND ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func repeat(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: repeat N FROM TO")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(strings.Repeat(ts.ReadFile(args[1]), n)), 0o666))
}

func compress(newWriter func(io.Writer) (io.WriteCloser, error)) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 1 {
			ts.Fatalf("one file is needed")
		}
		text := ts.ReadFile(args[0])
		f, err := os.Create(ts.MkAbs(args[0]))
		ts.Check(err)
		defer f.Close()
		w, err := newWriter(f)
		ts.Check(err)
		_, err = io.WriteString(w, text)
		ts.Check(err)
		ts.Check(w.Close())
	}
}
