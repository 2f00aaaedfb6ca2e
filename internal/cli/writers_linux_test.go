package cli_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// writers are the command lines that write files, each with the files that it
// writes.
var writers = []struct {
	name   string
	args   []string
	writes []string
}{
	{"lint --fix", []string{"lint", "--config", "none", "--fix", "lint.patterns", "second.patterns"}, []string{"lint.patterns", "second.patterns"}},
	{"lint --write-baseline", []string{"lint", "--config", "none", "--write-baseline=base.json", "lint.patterns"}, []string{"base.json"}},
	{"lint -o", append([]string{"lint", "--config", "none", "lint.patterns"}, reports("text", "json", "sarif", "github", "gitlab", "checkstyle", "junit")...), files("text", "json", "sarif", "github", "gitlab", "checkstyle", "junit")},
	{"fmt --write", []string{"fmt", "--write", "fmt.patterns", "--write", "more.patterns"}, []string{"fmt.patterns", "more.patterns"}},
	{"test --update", []string{"test", "--update", "a.logsieve.yaml"}, []string{"a.logsieve.yaml"}},
	{"test -o", append([]string{"test", "a.logsieve.yaml"}, reports("text", "json", "junit", "tap")...), files("text", "json", "junit", "tap")},
	{"init", []string{"init"}, []string{".logsieve.yaml"}},
	{"conformance record", []string{"conformance", "record", "--target", "engine", "-o", "recorded.json", "one.json"}, []string{"recorded.json"}},
	{"conformance run", append([]string{"conformance", "run", "one.json"}, reports("text", "json", "junit", "tap")...), files("text", "json", "junit", "tap")},
	{"conformance matrix", append([]string{"conformance", "matrix", "report.json"}, reports("text", "json", "html")...), files("text", "json", "html")},
	{"validate -o", append([]string{"validate", "TestMetricFilter", "requests.json"}, reports("json", "junit")...), files("json", "junit")},
	{"policy -o", append([]string{"policy", "--pack", "cis-aws-foundations-1.4", "root.tf"}, reports("html", "text", "json", "sarif", "junit")...), files("html", "text", "json", "sarif", "junit")},
	{"alarms -o", append([]string{"alarms", "alarm.tf"}, reports("html", "text", "json", "sarif", "github", "junit")...), files("html", "text", "json", "sarif", "github", "junit")},
	{"policy --export", append([]string{"policy", "--export", "root.tf"}, reports("json")...), files("json")},
	{"metrics", append([]string{"metrics", "--pattern", "", "--events", "log.json", "--plot", "plot.svg", "--plot", "plot.png"}, reports("table", "json", "csv", "ndjson", "put-metric-data")...), append(files("table", "json", "csv", "ndjson", "put-metric-data"), "plot.svg", "plot.png")},
	{"explain -o", append([]string{"explain", "{ $.a = 1 && $.b = 2 }"}, reports("text", "json")...), files("text", "json")},
	{"compare -o", append([]string{"compare", "{ $.a = 1 }", "{ $.a > 0 }"}, reports("text", "json")...), files("text", "json")},
	{"rules -o", append([]string{"rules"}, reports("text", "json")...), files("text", "json")},
}

func files(formats ...string) (names []string) {
	for _, f := range formats {
		names = append(names, "out."+f)
	}
	return names
}

func reports(formats ...string) (args []string) {
	for i, name := range files(formats...) {
		args = append(args, "-o", formats[i]+":"+name)
	}
	return args
}

// userFiles are what a user has before any writer runs.
func userFiles() map[string]string {
	out := map[string]string{
		"log.json": `{"logEvents": [{"timestamp": 1767225600000, "message": "a"}]}`,
		"one.json": `{"suite": "one", "cases": [`,
		"root.tf":  "resource \"aws_cloudwatch_log_metric_filter\" \"root\" {\n  name = \"root\"\n  log_group_name = \"trail\"\n  pattern = \"{ $.a = 1 }\"\n  metric_transformation {\n    name = \"m\"\n    namespace = \"n\"\n    value = \"1\"\n  }\n}\n",
	}
	out["alarm.tf"] = out["root.tf"] + "resource \"aws_cloudwatch_metric_alarm\" \"root\" {\n  alarm_name = \"root\"\n  metric_name = \"m\"\n  namespace = \"n\"\n}\n"
	test := "filters:\n  e: {filterPattern: ERROR}\ntests:\n- name: n\n  events:\n"
	for i := range 300 {
		test += fmt.Sprintf("  - {message: ERROR %d, verdict: no match}\n", i)
		out["fmt.patterns"] += fmt.Sprintf("{$.a=%d&&$.bbbbbbbbbbbbbbb=1}\n", i)
		out["lint.patterns"] += fmt.Sprintf("{ $.a == %d }\n", i)
		out["requests.json"] += fmt.Sprintf("{\"filterPattern\": %d, \"logEventMessages\": [\"a\"]}\n", i)
		out["one.json"] += fmt.Sprintf(`{"id": "one/%d", "request": {"filterPattern": "a", "logEventMessages": ["a"]}, "matched": [1], "rules": ["T1"], "evidence": "practice"},`, i)
	}
	out["one.json"] = strings.TrimSuffix(out["one.json"], ",") + "]}"
	out["second.patterns"] = strings.Replace(out["lint.patterns"], " == ", "==", 1)
	out["more.patterns"] = out["fmt.patterns"]
	out["a.logsieve.yaml"] = test
	return out
}

// step is a moment of a writer at which it is killed: the first event of
// inotify that shows it.
type step struct {
	name string
	mask uint32
}

var steps = []step{
	{"a file is made", syscall.IN_CREATE}, {"something is written", syscall.IN_MODIFY},
	{"all is written", syscall.IN_CLOSE_WRITE}, {"a file is put in place", syscall.IN_MOVED_TO | syscall.IN_DELETE},
}

// fullDisks run a command where there is no room, in the folder that is $0. A
// unit of ulimit -f is 512 bytes.
var fullDisks = []struct {
	name, script, says string
	room               int // bytes that can be written of each file
}{
	{"no file may be written", `cd "$0" && ulimit -f 0 && exec logsieve "$@"`, "file too large", 0},
	{"a kilobyte may be written", `cd "$0" && ulimit -f 2 && exec logsieve "$@"`, "file too large", 1024},
	{"the disk is full", `mkdir "$0/../full" && exec unshare -rm sh -c '
		cd "$0/../full" && mount -t tmpfs -o size=2m none . && cd "$PWD" && cp -Rp "$0/." . || exit 99
		cat /dev/zero 2>/dev/null >fill
		logsieve "$@"
		code=$?
		rm -rf fill "$0"/* "$0"/.[!.]* && cp -Rp . "$0" && exit $code' "$0" "$@"`, "no space left on device", 0},
}

// TestNothingIsLost runs every writer undisturbed, on full disks, and with a
// kill at each step: each file of the user is the old one or the whole new
// one, and a full disk is told and leaves nothing unfinished.
func TestNothingIsLost(t *testing.T) {
	if testing.Short() {
		t.Skip("starts some 150 processes")
	}
	user := userFiles()
	user["report.json"] = recordedReport(t, user)
	for _, w := range writers {
		t.Run(w.name, func(t *testing.T) {
			before := maps.Clone(user)
			for _, name := range w.writes {
				if _, ok := before[name]; !ok && w.name != "init" && w.name != "conformance record" {
					before[name] = "old\n"
				}
			}
			after := undisturbed(t, w.args, before)
			largest := 0
			for _, name := range w.writes {
				if after[name] == before[name] || after[name] == "" {
					t.Fatalf("%s is not written", name)
				}
				largest = max(largest, len(after[name]))
			}
			for _, full := range fullDisks {
				if largest > full.room {
					t.Run(full.name, func(t *testing.T) { onFullDisk(t, full.script, full.says, w.args, before, after) })
				}
			}
			for _, s := range steps {
				t.Run("killed when "+s.name, func(t *testing.T) { killedAt(t, s, w.args, before, after) })
			}
		})
	}
}

// recordedReport is a report for conformance matrix.
func recordedReport(t *testing.T, user map[string]string) string {
	t.Helper()
	return undisturbed(t, []string{"conformance", "run", "-o", "json:report.json", "one.json"}, user)["report.json"]
}

func laidOut(t *testing.T, content map[string]string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "user")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range content {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// readAll reads the files of a folder; those that a kill leaves are counted.
func readAll(t *testing.T, dir string) (content map[string]string, beside int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	content = map[string]string{}
	for _, e := range entries {
		if regexp.MustCompile(`^\.logsieve-[0-9a-f]{16}$`).MatchString(e.Name()) {
			beside++
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		content[e.Name()] = string(text)
	}
	return content, beside
}

func undisturbed(t *testing.T, args []string, before map[string]string) map[string]string {
	t.Helper()
	dir := laidOut(t, before)
	cmd := exec.Command("logsieve", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() > 2 {
		t.Fatalf("%v: %s", err, out)
	}
	after, beside := readAll(t, dir)
	if beside > 0 {
		t.Errorf("%d files are left", beside)
	}
	return after
}

func onFullDisk(t *testing.T, script, says string, args []string, before, after map[string]string) {
	t.Helper()
	dir := laidOut(t, before)
	cmd := exec.Command("sh", append([]string{"-c", script, dir}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	_ = cmd.Run() // the code tells
	switch code := cmd.ProcessState.ExitCode(); {
	case code == 99 || strings.HasPrefix(stderr.String(), "unshare:") || strings.Contains(stderr.String(), "unshare: not found"):
		t.Skipf("no file system can be mounted here: %s", stderr.String())
	case code != 3 || !strings.Contains(stderr.String(), says):
		t.Errorf("exit code %d: %s", code, stderr.String())
	}
	got, beside := readAll(t, dir)
	if beside > 0 {
		t.Errorf("%d unfinished files are left", beside)
	}
	oldOrNew(t, got, before, after)
	if maps.Equal(got, after) {
		t.Error("everything is written: there was room")
	}
}

func killedAt(t *testing.T, s step, args []string, before, after map[string]string) {
	t.Helper()
	dir := laidOut(t, before)
	fd, err := syscall.InotifyInit1(syscall.IN_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	watch, err := syscall.InotifyAddWatch(fd, dir, s.mask)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("logsieve", args...)
	cmd.Dir = dir
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	seen := make(chan bool)
	go func() {
		event := make([]byte, syscall.SizeofInotifyEvent+syscall.NAME_MAX+1)
		n, err := syscall.Read(fd, event)
		ok := err == nil && n >= syscall.SizeofInotifyEvent && binary.NativeEndian.Uint32(event[4:])&s.mask != 0
		if ok {
			_ = cmd.Process.Kill() // it may have ended
		}
		seen <- ok
	}()
	_ = cmd.Wait() // it reports the kill
	// The end of the watch is an event, too, which ends the read if none came.
	if _, err := syscall.InotifyRmWatch(fd, uint32(watch)); err != nil {
		t.Fatal(err)
	}
	if !<-seen {
		t.Fatal("it was over before anything of it was seen")
	}
	got, _ := readAll(t, dir)
	oldOrNew(t, got, before, after)
}

// oldOrNew holds that each file is what it was before or should be after. A
// recording is a whole suite all the time, to be gone on with.
func oldOrNew(t *testing.T, got, before, after map[string]string) {
	t.Helper()
	for name, text := range before {
		if got[name] != text && timeless(got[name]) != timeless(after[name]) {
			t.Errorf("%s is neither what it was nor what it should become:\n%.500s", name, got[name])
		}
	}
	for name, text := range got {
		if _, ok := before[name]; ok || name == "recorded.json" && json.Valid([]byte(text)) {
			continue
		}
		if timeless(text) != timeless(after[name]) {
			t.Errorf("%s is not what it should become:\n%.500s", name, text)
		}
	}
}

// timeless is a report without the time that it took.
func timeless(text string) string { return times.ReplaceAllString(text, "TIME") }

var times = regexp.MustCompile(`[0-9]+\.[0-9]+`)
