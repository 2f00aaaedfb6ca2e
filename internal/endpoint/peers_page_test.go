package endpoint_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/conformance"
	"github.com/logsieve/logsieve/corpus"
)

const peersPage = "../../docs/peers.md"

// oneRequest is why a test is no session: it sends single requests, and so it
// is a case of the corpus, too.
const oneRequest = "one request: a case of corpus/requests"

// TestPeersPage keeps the page about moto and LocalStack in step with the
// sessions. -update writes it.
func TestPeersPage(t *testing.T) {
	suites := slices.Collect(peerSuites(t))
	cases := peerCases(t, suites)
	for _, suite := range suites {
		checkPeers(t, suite, cases)
	}
	page := writePeers(suites, cases)
	if *update {
		if err := os.WriteFile(peersPage, []byte(page), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(peersPage)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(text), page); d != "" {
		t.Errorf("(-page +sessions; -update writes it)\n%s", d)
	}
}

// checkPeers checks what a suite says of itself.
func checkPeers(t *testing.T, suite peerSuite, cases []string) {
	seen := map[string]bool{}
	once := func(test string) {
		if seen[test] {
			t.Errorf("%s is told twice", test)
		}
		seen[test] = true
	}
	for _, session := range suite.Sessions {
		once(session.Test)
		if session.Evidence != "recorded" && session.Evidence != "practice" {
			t.Errorf("%s: evidence %q", session.Test, session.Evidence)
		}
		expectations := 0
		for _, step := range session.Steps {
			if why := step.weaker(); why != "" {
				t.Errorf("%s: %s%s: %s", session.Test, step.Operation, step.Do, why)
			}
			if step.expects() {
				expectations++
			} else if step.Differs != "" {
				t.Errorf("%s: %s differs from nothing", session.Test, step.Operation)
			}
		}
		if expectations == 0 {
			t.Errorf("%s expects nothing", session.Test)
		}
	}
	for _, left := range suite.Left {
		once(left.Test)
		if left.Why == "" {
			t.Errorf("%s is left out without a reason", left.Test)
		}
		if left.Why == oneRequest && !slices.Contains(cases, suite.Repository+" "+left.Test) {
			t.Errorf("%s: no case has it for a source", left.Test)
		}
	}
}

// peerCases are the sources of the cases that restate tests, as
// "getmoto/moto test_logs.py::test_put_logs".
func peerCases(t *testing.T, suites []peerSuite) (found []string) {
	files, err := conformance.Load(corpus.FS())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		for _, c := range f.Cases {
			for _, s := range suites {
				test, ok := strings.CutPrefix(c.Source, fmt.Sprintf("%s@%.7s %s/", s.Repository, s.Commit, s.Path))
				if ok {
					test, _, _ = strings.Cut(test, ", ")
					found = append(found, s.Repository+" "+test)
				}
			}
		}
	}
	return found
}

const peersIntroduction = `# moto and LocalStack

[moto](https://github.com/getmoto/moto) and
[LocalStack](https://github.com/localstack/localstack) stand in for CloudWatch Logs,
too, and have tests that say what they expect of it. Each test of the operations is
restated for ${serve}, or left out with a reason: single requests as cases
of the [corpus](../corpus/README.md), the others as
[sessions](../internal/endpoint/testdata/peers) that run in CI. What has met AWS is
*recorded*, and decides; what only the other implementation does is *practice*.
Neither project tests TestMetricFilter, real-time log configurations of CloudFront or
AppFabric.

At the first run 11 expectations of the sessions and 6 of the cases were not met, and
the program was changed: it refused namespaces with a colon, quoted the value of
logGroupIdentifier, showed resource policies as they had been put, and more.

This page is written from the sessions by a test, which also sees to it that we differ
where the page says so, and nowhere else.

`

func writePeers(suites []peerSuite, cases []string) string {
	var b strings.Builder
	b.WriteString(strings.ReplaceAll(peersIntroduction, "${serve}", "`logsieve serve`"))
	b.WriteString("| | commit | tests | in sessions | in cases | left out | expectations | recorded | we differ |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, s := range suites {
		expectations, recorded, differ, asCases := 0, 0, 0, 0
		for _, session := range s.Sessions {
			for _, step := range session.Steps {
				if !step.expects() {
					continue
				}
				expectations++
				if session.Evidence == "recorded" {
					recorded++
				}
				if step.Differs != "" {
					differ++
				}
			}
		}
		for _, left := range s.Left {
			if left.Why == oneRequest {
				asCases++
			}
		}
		fmt.Fprintf(&b, "| %s | %.7s | %d | %d | %d | %d | %d | %d | %d |\n", s.Repository, s.Commit,
			len(s.Sessions)+len(s.Left), len(s.Sessions), asCases, len(s.Left)-asCases, expectations, recorded, differ)
	}
	fmt.Fprintf(&b, "\nThe expectations are those of the sessions; %d cases of the corpus have these projects for a source.\n", len(cases))
	for _, s := range suites {
		writeDifferences(&b, s)
	}
	for _, s := range suites {
		writeLeft(&b, s)
	}
	return b.String()
}

func writeDifferences(b *strings.Builder, s peerSuite) {
	fmt.Fprintf(b, "\n## Where we differ from %s\n\n| test | operation | why |\n|---|---|---|\n", s.Repository)
	var before string
	for _, session := range s.Sessions {
		for _, step := range session.Steps {
			row := fmt.Sprintf("| %s (%s) | %s | %s |\n", session.Test, session.Evidence, step.Operation, step.Differs)
			if step.Differs != "" && row != before {
				b.WriteString(row)
				before = row
			}
		}
	}
}

func writeLeft(b *strings.Builder, s peerSuite) {
	fmt.Fprintf(b, "\n## Left out of %s\n\n", s.Repository)
	var reasons []string
	tests := map[string][]string{}
	for _, left := range s.Left {
		if left.Why == oneRequest {
			continue
		}
		if tests[left.Why] == nil {
			reasons = append(reasons, left.Why)
		}
		tests[left.Why] = append(tests[left.Why], left.Test)
	}
	for _, why := range reasons {
		fmt.Fprintf(b, "- %s (%d): %s\n", why, len(tests[why]), strings.Join(tests[why], ", "))
	}
}

// TestWeakerExpectations holds that a restated expectation says so when it looks
// for less than all.
func TestWeakerExpectations(t *testing.T) {
	for _, c := range []struct {
		step   peerStep
		weaker bool
	}{
		{peerStep{Do: "drain", Shown: []string{"a"}}, false},
		{peerStep{Do: "drain", Contains: []string{"a"}, Original: "contains"}, false},
		{peerStep{Do: "drain", Contains: []string{"a"}}, true},
		{peerStep{Do: "drain", Contains: []string{"a"}, Original: "equals"}, true},
		{peerStep{Do: "drain", Shown: []string{"a"}, Original: "contains"}, true},
	} {
		if why := c.step.weaker(); (why != "") != c.weaker {
			t.Errorf("%+v: %q", c.step, why)
		}
	}
}
