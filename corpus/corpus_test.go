package corpus_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/corpus"
)

// minTestMetricFilterCases guards against a case file that silently drops out of the embedding.
const minTestMetricFilterCases = 640

// ruleCounts is the number of rules per family of docs/semantics.md; withdrawnRules are the numbers never assigned.
var (
	ruleCounts     = map[string]int{"L": 7, "T": 11, "J": 20, "S": 12, "R": 5, "M": 3, "X": 11, "P": 9}
	withdrawnRules = []string{"J17", "R4"}
	ruleID         = regexp.MustCompile(`^([A-Z])([1-9][0-9]*)$`)
	sourceDay      = regexp.MustCompile(`20[0-9]{2}-[0-9]{2}-[0-9]{2}`)
	caseID         = regexp.MustCompile(`^[a-z0-9-]+(/[A-Za-z0-9_.-]+)+$`)
)

type caseFile struct {
	Suite string
	Cases []testCase
}

type testCase struct {
	ID        string
	Service   string
	Operation string
	Request   map[string]json.RawMessage
	Response  json.RawMessage
	Matched   *[]int
	Error     *struct{ Code, Message string }
	Valid     *bool
	Rules     []string
	Evidence  string
	Source    string
	Note      string

	Recorded, Since, Until string
}

func (c testCase) isTestMetricFilter() bool {
	return (c.Service == "" || c.Service == "logs") && (c.Operation == "" || c.Operation == "TestMetricFilter")
}

// walk calls f for every embedded file whose name ends in suffix.
func walk(t *testing.T, suffix string, f func(t *testing.T, name string, data []byte)) {
	t.Helper()
	err := fs.WalkDir(corpus.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, suffix) {
			return err
		}
		data, err := fs.ReadFile(corpus.FS(), name)
		if err != nil {
			return err
		}
		f(t, name, data)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// eachCase calls f for every case; the JSON files under logs/ are events, not cases.
func eachCase(t *testing.T, f func(name string, c testCase)) {
	t.Helper()
	walk(t, ".json", func(t *testing.T, name string, data []byte) {
		if path.Dir(name) == "logs" {
			return
		}
		var file caseFile
		d := json.NewDecoder(bytes.NewReader(data))
		d.DisallowUnknownFields()
		if err := d.Decode(&file); err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if file.Suite == "" || len(file.Cases) == 0 {
			t.Errorf("%s: no suite name or no cases", name)
		}
		for _, c := range file.Cases {
			f(name, c)
		}
	})
}

func TestCases(t *testing.T) {
	seen := map[string]string{}
	total := 0
	eachCase(t, func(name string, c testCase) {
		if other, ok := seen[c.ID]; ok {
			t.Errorf("%s: id %q is used in %s too", name, c.ID, other)
		}
		seen[c.ID] = name
		if !caseID.MatchString(c.ID) {
			t.Errorf("%s: id %q is not topic/name", name, c.ID)
		}
		expectations := 0
		for _, has := range []bool{c.Response != nil, c.Matched != nil, c.Error != nil, c.Valid != nil} {
			if has {
				expectations++
			}
		}
		if expectations != 1 {
			t.Errorf("%s: %s: %d expectations, want exactly one", name, c.ID, expectations)
		}
		if c.Source == "" {
			t.Errorf("%s: %s: no source", name, c.ID)
		}
		if said := sourceDay.FindAllString(c.Source, -1); c.Evidence == "recorded" && len(said) > 0 && c.Recorded != said[len(said)-1] {
			t.Errorf("%s: %s: recorded %q, and its source says %s", name, c.ID, c.Recorded, said[len(said)-1])
		}
		if c.Evidence != "recorded" && c.Recorded != "" {
			t.Errorf("%s: %s: evidence %s has no day of a recording", name, c.ID, c.Evidence)
		}
		if c.isTestMetricFilter() && len(c.Rules) == 0 {
			t.Errorf("%s: %s: no rules", name, c.ID)
		}
		for _, r := range c.Rules {
			if !knownRule(r) {
				t.Errorf("%s: %s: unknown rule %q", name, c.ID, r)
			}
		}
		if !slices.Contains([]string{"recorded", "documented", "practice", "chosen"}, c.Evidence) {
			t.Errorf("%s: %s: unknown evidence %q", name, c.ID, c.Evidence)
		}
		if c.Error != nil && c.Error.Code == "" {
			t.Errorf("%s: %s: an error needs a code", name, c.ID)
		}
		if c.isTestMetricFilter() {
			total++
			checkMatches(t, c)
		}
	})
	if total < minTestMetricFilterCases {
		t.Errorf("%d TestMetricFilter cases, want at least %d", total, minTestMetricFilterCases)
	}
}

// checkMatches tells whether an expectation can be an answer to its own request.
func checkMatches(t *testing.T, c testCase) {
	t.Helper()
	var messages []string
	if raw, ok := c.Request["logEventMessages"]; ok {
		if err := json.Unmarshal(raw, &messages); err != nil {
			t.Errorf("%s: logEventMessages: %v", c.ID, err)
		}
	}
	var response struct {
		Matches []struct {
			EventNumber     int
			EventMessage    string
			ExtractedValues map[string]string
		}
	}
	if c.Response != nil {
		d := json.NewDecoder(bytes.NewReader(c.Response))
		d.DisallowUnknownFields()
		if err := d.Decode(&response); err != nil {
			t.Errorf("%s: response: %v", c.ID, err)
		}
	}
	last := 0
	inOrder := func(n int) bool {
		if n <= last || n > len(messages) {
			t.Errorf("%s: event number %d after %d of %d messages", c.ID, n, last, len(messages))
			return false
		}
		last = n
		return true
	}
	switch {
	case c.Matched != nil:
		for _, n := range *c.Matched {
			inOrder(n)
		}
	case c.Response != nil:
		for _, m := range response.Matches {
			if inOrder(m.EventNumber) && m.EventMessage != messages[m.EventNumber-1] {
				t.Errorf("%s: message of event %d is not the one sent", c.ID, m.EventNumber)
			}
			if m.ExtractedValues == nil {
				t.Errorf("%s: event %d has no extractedValues", c.ID, m.EventNumber)
			}
		}
	}
}

// requestRule matches the rules of docs/validate.md: Q1, and those across
// members.
var requestRule = regexp.MustCompile(`^(Q1|request/[LCA][0-9]{2})$`)

func knownRule(id string) bool {
	if requestRule.MatchString(id) {
		return true
	}
	m := ruleID.FindStringSubmatch(id)
	if m == nil || slices.Contains(withdrawnRules, id) {
		return false
	}
	n, err := strconv.Atoi(m[2])
	return err == nil && n <= ruleCounts[m[1]]
}

// TestPatternRulesHaveCases checks that every rule about patterns is shown by a case. R5 speaks of a log group's
// filters together and cannot be shown by one request.
func TestPatternRulesHaveCases(t *testing.T) {
	missing := map[string]bool{}
	for family, count := range ruleCounts {
		if family == "X" {
			continue
		}
		for n := 1; n <= count; n++ {
			if id := family + strconv.Itoa(n); knownRule(id) && id != "R5" {
				missing[id] = true
			}
		}
	}
	eachCase(t, func(_ string, c testCase) {
		for _, r := range c.Rules {
			delete(missing, r)
		}
	})
	for id := range missing {
		t.Errorf("rule %s has no case", id)
	}
}

func TestPatterns(t *testing.T) {
	type pattern struct {
		Pattern, Kind, Evidence, Source string
		Message                         *string
	}
	kinds := []string{"terms", "json", "delimited", "empty"}
	seen := map[string]string{}
	walk(t, ".jsonl", func(t *testing.T, name string, data []byte) {
		if path.Dir(name) != "patterns" {
			return
		}
		eachLine(t, name, data, func(line int, text []byte) {
			var p pattern
			d := json.NewDecoder(bytes.NewReader(text))
			d.DisallowUnknownFields()
			if err := d.Decode(&p); err != nil {
				t.Errorf("%s:%d: %v", name, line, err)
				return
			}
			if p.Source == "" || (name == "patterns/accepted.jsonl" && (!slices.Contains(kinds, p.Kind) || p.Evidence == "")) {
				t.Errorf("%s:%d: kind, evidence or source missing", name, line)
			}
			if other, ok := seen[p.Pattern]; ok {
				t.Errorf("%s:%d: pattern stands in %s too", name, line, other)
			}
			seen[p.Pattern] = name + ":" + strconv.Itoa(line)
		})
	})
	if len(seen) == 0 {
		t.Error("no patterns embedded")
	}
}

func TestSampleLogs(t *testing.T) {
	minLines := map[string]int{
		"logs/cloudtrail.jsonl": 120, "logs/vpc-flow.log": 80, "logs/access.log": 80,
		"logs/lambda.log": 60, "logs/application.log": 80,
	}
	for name, want := range minLines {
		data, err := fs.ReadFile(corpus.FS(), name)
		if err != nil {
			t.Error(err)
			continue
		}
		lines := 0
		eachLine(t, name, data, func(line int, text []byte) {
			lines++
			if strings.HasSuffix(name, ".jsonl") && !json.Valid(text) {
				t.Errorf("%s:%d: not JSON", name, line)
			}
		})
		if lines < want {
			t.Errorf("%s: %d lines, want at least %d", name, lines, want)
		}
	}
	for name, member := range map[string]string{"logs/cloudtrail-records.json": "Records", "logs/filter-log-events.json": "events"} {
		data, err := fs.ReadFile(corpus.FS(), name)
		if err != nil {
			t.Error(err)
			continue
		}
		var doc map[string]json.RawMessage
		var events []json.RawMessage
		if err := json.Unmarshal(data, &doc); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if err := json.Unmarshal(doc[member], &events); err != nil || len(events) < 12 {
			t.Errorf("%s: %d events in %s (%v), want at least 12", name, len(events), member, err)
		}
	}
}

func eachLine(t *testing.T, name string, data []byte, f func(line int, text []byte)) {
	t.Helper()
	s := bufio.NewScanner(bytes.NewReader(data))
	s.Buffer(nil, 1<<20)
	for n := 1; s.Scan(); n++ {
		f(n, s.Bytes())
	}
	if err := s.Err(); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}
