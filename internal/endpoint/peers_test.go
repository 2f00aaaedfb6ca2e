package endpoint_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// peerSuite is what another implementation expects of the operations, test by
// test: every test is restated as a session or left out with a reason.
type peerSuite struct {
	Repository string        `json:"repository"`
	Commit     string        `json:"commit"`
	Path       string        `json:"path"`
	Sessions   []peerSession `json:"sessions"`
	Left       []struct {
		Test string `json:"test"`
		Why  string `json:"why"`
	} `json:"left"`
}

// peerSession restates one test. Its evidence is recorded where the test has
// passed against AWS, on the day that is told, and practice where it is only
// what the other implementation does.
type peerSession struct {
	Test     string     `json:"test"`
	Evidence string     `json:"evidence"`
	Recorded string     `json:"recorded"`
	Note     string     `json:"note"`
	Steps    []peerStep `json:"steps"`
}

// peerStep is one request, or one command of TestSessions, and what is
// expected of its answer:
//
//	response   all of it
//	has        members of it; null stands for a member that is not there
//	error      its code, and its message unless there is none
//	contains   texts in what a command shows
//	shown      all lines of what a command shows
//	original   "contains", where the original only looks for the texts, too
//
// "<any>" stands for any value and "<length 3>" for a text or list of that
// length. An object that meets a text is compared with the JSON in it. keep
// names values of the answer, by their paths, for {{name}} in later steps.
// With differs, the reason why we answer otherwise, the expectation must fail.
type peerStep struct {
	Operation   string            `json:"operation"`
	Request     json.RawMessage   `json:"request"`
	Do          string            `json:"do"`
	Response    any               `json:"response"`
	Has         any               `json:"has"`
	Error       *peerError        `json:"error"`
	Contains    []string          `json:"contains"`
	Shown       []string          `json:"shown"`
	Original    string            `json:"original"`
	ContentType string            `json:"contentType"`
	Keep        map[string]string `json:"keep"`
	Differs     string            `json:"differs"`
}

type peerError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (s peerStep) expects() bool {
	return s.Response != nil || s.Has != nil || s.Error != nil || s.Contains != nil || s.Shown != nil
}

// weaker says how a step expects less than the test that it restates, "" when
// it does not: most originals compare what they look for as a whole.
func (s peerStep) weaker() string {
	switch {
	case s.Contains == nil && s.Original != "":
		return "original goes with contains"
	case s.Contains != nil && s.Original != "contains":
		return "contains is weaker than equals: compare all that is shown, or say that the original contains, too"
	}
	return ""
}

// TestPeers runs the restated tests of moto and LocalStack.
func TestPeers(t *testing.T) {
	for suite := range peerSuites(t) {
		t.Run(filepath.Base(suite.Repository), func(t *testing.T) {
			for _, session := range suite.Sessions {
				t.Run(session.Test, func(t *testing.T) { playPeer(t, session) })
			}
		})
	}
}

func peerSuites(t *testing.T) iter.Seq[peerSuite] {
	files, err := filepath.Glob("testdata/peers/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no peers", err)
	}
	return func(yield func(peerSuite) bool) {
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var suite peerSuite
			d := json.NewDecoder(bytes.NewReader(text))
			d.DisallowUnknownFields()
			if err := d.Decode(&suite); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			if !yield(suite) {
				return
			}
		}
	}
}

func playPeer(t *testing.T, session peerSession) {
	x := newTester(t, nil)
	kept := peerValues{}
	for i, step := range session.Steps {
		at := fmt.Sprintf("step %d, %s%s", i+1, step.Operation, step.Do)
		if step.Do != "" {
			shown := x.peerCommand(t, step.Do)
			for _, want := range step.Contains {
				if !strings.Contains(shown, want) {
					t.Errorf("%s: no %s in %s", at, want, shown)
				}
			}
			if want := strings.Join(step.Shown, "\n") + "\n"; step.Shown != nil && shown != want {
				t.Errorf("%s: shows %s, want %s", at, shown, want)
			}
			continue
		}
		res := operation(x, step.Operation, kept.fill(string(step.Request)))
		var answer any = map[string]any{}
		if res.Body.Len() > 0 {
			if err := json.Unmarshal(res.Body.Bytes(), &answer); err != nil {
				t.Fatalf("%s: %v in %s", at, err, res.Body)
			}
		}
		want, whole := step.Has, false
		status := http.StatusOK
		switch {
		case step.Response != nil:
			want, whole = step.Response, true
		case step.Error != nil:
			status = http.StatusBadRequest
			members := map[string]any{"__type": step.Error.Code}
			if step.Error.Message != "" {
				members["message"] = step.Error.Message
			}
			want = members
		}
		var differences []string
		if res.Code != status {
			differences = append(differences, fmt.Sprintf("status %d, want %d", res.Code, status))
		}
		differences = kept.compare(differences, "answer", want, answer, whole)
		if got := res.Header().Get("Content-Type"); step.ContentType != "" && got != step.ContentType {
			differences = append(differences, fmt.Sprintf("content type %s, want %s", got, step.ContentType))
		}
		switch {
		case step.Differs == "" && len(differences) > 0:
			t.Errorf("%s:\n\t%s\n%s\n%s", at, strings.Join(differences, "\n\t"), step.Request, res.Body)
		case step.Differs != "" && len(differences) == 0:
			t.Errorf("%s: is said to differ, and does not: %s", at, res.Body)
		}
		for name, path := range step.Keep {
			kept[name] = valueAt(t, answer, path)
		}
	}
}

func (x *tester) peerCommand(t *testing.T, line string) string {
	if line == "metrics" {
		return request(x, http.MethodGet, "/_logsieve/metrics?format=json", nil, "").Body.String()
	}
	return x.command(t, line)
}

// valueAt is the value at a path such as logGroups.0.arn.
func valueAt(t *testing.T, value any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(v) {
				t.Fatalf("no %s in %v", path, v)
			}
			value = v[i]
		}
	}
	if value == nil {
		t.Fatalf("no %s in the answer", path)
	}
	return value
}

// peerValues are what steps have kept of answers.
type peerValues map[string]any

func (v peerValues) fill(text string) string {
	for name, value := range v {
		if s, ok := value.(string); ok {
			text = strings.ReplaceAll(text, "{{"+name+"}}", s)
		}
	}
	return text
}

// compare adds what is wrong with a value. An expectation that is not whole
// leaves members of objects open, at any depth.
func (v peerValues) compare(to []string, path string, want, got any, whole bool) []string {
	wrong := func() []string {
		return append(to, fmt.Sprintf("%s is %s, want %s", path, compact(got), compact(want)))
	}
	switch w := want.(type) {
	case nil:
		return to
	case string:
		if name, ok := strings.CutPrefix(w, "{{"); ok {
			want = v[strings.TrimSuffix(name, "}}")]
		}
		if length, ok := strings.CutPrefix(w, "<length "); ok {
			if n := reflect.ValueOf(got); got == nil || n.Kind() == reflect.Map || strconv.Itoa(n.Len())+">" != length {
				return wrong()
			}
			return to
		}
		if w == "<any>" && got != nil {
			return to
		}
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return wrong()
		}
		for i := range w {
			to = v.compare(to, fmt.Sprintf("%s.%d", path, i), w[i], g[i], whole)
		}
		return to
	case map[string]any:
		if text, ok := got.(string); ok {
			got, whole = nil, true
			if json.Unmarshal([]byte(text), &got) != nil {
				return wrong()
			}
		}
		g, ok := got.(map[string]any)
		if !ok {
			return wrong()
		}
		for _, name := range slices.Sorted(maps.Keys(w)) {
			value, ok := g[name]
			if ok != (w[name] != nil) {
				to = append(to, fmt.Sprintf("%s.%s is %s, want %s", path, name, compact(value), compact(w[name])))
				continue
			}
			to = v.compare(to, path+"."+name, w[name], value, whole)
		}
		for _, name := range slices.Sorted(maps.Keys(g)) {
			if _, ok := w[name]; whole && !ok {
				to = append(to, fmt.Sprintf("%s.%s is %s, and not expected", path, name, compact(g[name])))
			}
		}
		return to
	}
	if !reflect.DeepEqual(want, got) {
		return wrong()
	}
	return to
}

func compact(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
