package conformance

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestMain makes the test program an implementation under test: one that
// answers as the engine does, and misbehaves where it is asked to.
func TestMain(m *testing.M) {
	if os.Getenv("CONFORMANCE_PROGRAM") == "" {
		os.Exit(m.Run())
	}
	target := Engine()
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, MaxAnswer)
	for in.Scan() {
		var r execRequest
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		switch text := string(r.Request); {
		case strings.Contains(text, "CRASH"):
			fmt.Fprintln(os.Stderr, "a crash was asked for")
			os.Exit(7)
		case strings.Contains(text, "HANG"):
			select {}
		case strings.Contains(text, "BABBLE"):
			fmt.Println("hello")
			continue
		case strings.Contains(text, "SILENT"):
			fmt.Println("{}")
			continue
		}
		answer, err := target.Do(context.Background(), Call{Operation{r.Service, r.Operation}, r.Request})
		out := execAnswer{Response: answer.Response, Error: answer.Error, Unsupported: errors.Is(err, ErrUnsupported)}
		if err := json.NewEncoder(os.Stdout).Encode(out); err != nil || strings.Contains(string(r.Request), "LAST") {
			os.Exit(1)
		}
	}
	os.Exit(0)
}

func program(t *testing.T, timeout time.Duration) *Exec {
	t.Helper()
	t.Setenv("CONFORMANCE_PROGRAM", "1")
	x := &Exec{Command: []string{os.Args[0]}, Timeout: timeout}
	t.Cleanup(x.Close)
	return x
}

// TestExec runs the embedded suite against a program that is the engine.
func TestExec(t *testing.T) {
	suites := embedded(t)
	r := Runner{Target: program(t, 0)}
	report, err := r.Run(t.Context(), suites)
	if err != nil {
		t.Fatal(err)
	}
	inProcess := Runner{Target: Engine()}
	want, err := inProcess.Run(t.Context(), suites)
	if err != nil {
		t.Fatal(err)
	}
	if report.Totals() != want.Totals() || want.Totals().Failed > 0 {
		t.Errorf("%+v, and %+v in-process", report.Totals(), want.Totals())
	}
}

// TestExecMisbehaving holds that a program that crashes, hangs or babbles costs
// the case at hand and no other.
func TestExecMisbehaving(t *testing.T) {
	x := program(t, 0)
	hasty := &Exec{Command: x.Command, Timeout: 100 * time.Millisecond}
	t.Cleanup(hasty.Close)
	ask := func(text string) error {
		x := x
		if text == "HANG" {
			x = hasty
		}
		_, err := x.Do(t.Context(), Call{Operation{DefaultService, DefaultOperation},
			json.RawMessage(fmt.Sprintf(`{"filterPattern": "a", "logEventMessages": [%q]}`, text))})
		return err
	}
	for _, tt := range []struct{ text, want string }{
		{"CRASH", "it said: a crash was asked for"},
		{"HANG", "did not answer in time"},
		{"BABBLE", `"hello", which is not JSON`},
		{"SILENT", "neither response nor error"},
	} {
		if err := ask("fine"); err != nil {
			t.Fatalf("before %s: %v", tt.text, err)
		}
		if err := ask(tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.text, err)
		}
	}
	if err := ask("fine"); err != nil {
		t.Error(err)
	}
	// A program that answers and ends costs nothing.
	for range 3 {
		if err := ask("LAST"); err != nil {
			t.Error(err)
		}
	}
	none := &Exec{Command: []string{"no-such-program-here"}}
	if _, err := none.Do(t.Context(), Call{}); err == nil {
		t.Error("a program that does not exist answers")
	}
}

// TestAdapters runs the adapters that are there to be copied.
func TestAdapters(t *testing.T) {
	suite, err := ParseSuite([]byte(`{"suite": "adapters", "cases": [
		{"id": "adapters/word", "request": {"filterPattern": "ERROR", "logEventMessages": ["an ERROR", "fine"]}, "matched": [1], "rules": ["T1"], "evidence": "documented"},
		{"id": "adapters/none", "request": {"filterPattern": "é", "logEventMessages": ["e"]}, "matched": [], "rules": ["T1"], "evidence": "documented"},
		{"id": "adapters/bad", "request": {"filterPattern": "ERROR"}, "error": {"code": "InvalidParameterException"}, "rules": ["L1"], "evidence": "documented"},
		{"id": "adapters/other", "operation": "PutLogEvents", "request": {}, "valid": true, "rules": ["L1"], "evidence": "documented"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{{"python3", "adapters/adapter.py"}, {"node", "adapters/adapter.mjs"}} {
		t.Run(command[0], func(t *testing.T) {
			if _, err := exec.LookPath(command[0]); err != nil {
				t.Skipf("%s is not installed: the adapter is not tried", command[0])
			}
			x := &Exec{Command: command}
			defer x.Close()
			report, err := (&Runner{Target: x}).Run(t.Context(), []*Suite{suite})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range report.Results {
				if r.Status == Failed {
					t.Errorf("%s: %s", r.Case.ID, r.Detail)
				}
			}
			if totals := report.Totals(); totals.Passed != 3 || totals.Skipped != 1 {
				t.Errorf("%+v", totals)
			}
		})
	}
}
