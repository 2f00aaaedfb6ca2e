//go:build unix

// Package action_test runs the scripts of the GitHub Action, action.yml, as a
// job does, against releases on this machine.
package action_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// program stands for logsieve: it writes its arguments, one a line.
const program = `#!/bin/sh
if [ "$1" = version ]; then echo "logsieve v9.8.7"; exit; fi
for a; do printf '[%s]\n' "$a"; done
exit "${LOGSIEVE_EXIT:-0}"
`

func archive(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for name, text := range map[string]string{"logsieve": program, "README.md": "x"} {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(text))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// job is a step of a job: its files and variables.
type job struct {
	dir string
	env []string
}

func newJob(t *testing.T, env ...string) *job {
	t.Helper()
	for _, tool := range []string{"bash", "curl", "awk", "tar", "git"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	return &job{dir, append([]string{
		"PATH=" + dir + "/tools:" + dir + "/logsieve-bin:" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"),
		"GOCACHE=" + os.Getenv("GOCACHE"), "GOFLAGS=" + os.Getenv("GOFLAGS"), "GOPATH=" + os.Getenv("GOPATH"),
		"RUNNER_TEMP=" + dir, "RUNNER_OS=Linux", "RUNNER_ARCH=X64", "GITHUB_ACTION_PATH=" + root,
		"GITHUB_PATH=" + dir + "/path", "GITHUB_OUTPUT=" + dir + "/output", "GITHUB_REPOSITORY=o/r",
	}, env...)}
}

// run runs a script in a folder; its exit code and what it writes.
func (j *job) run(t *testing.T, script, dir string, env ...string) (int, string) {
	t.Helper()
	path, err := filepath.Abs(script)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path)
	cmd.Dir, cmd.Env = dir, append(j.env, env...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

func (j *job) read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(j.dir, name))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(b)
}

// tool puts a program before those that are installed.
func (j *job) tool(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(j.dir, "tools", name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

func TestInstall(t *testing.T) {
	const name = "logsieve_1.2.3_linux_amd64.tar.gz"
	good := archive(t)
	sum := fmt.Sprintf("%x  %s\n", sha256.Sum256(good), name)
	for _, tt := range []struct {
		name   string
		env    []string
		files  map[string]string
		exit   int
		output string // of the step
		said   string
	}{
		{"the release of the tag", []string{"ACTION_REF=v1.2.3"}, map[string]string{"v1.2.3/" + name: string(good), "v1.2.3/checksums.txt": sum}, 0, "version=v9.8.7\n", ""},
		{"a release by name", []string{"ACTION_REF=main", "VERSION=v1.2.3"}, map[string]string{"v1.2.3/" + name: string(good), "v1.2.3/checksums.txt": sum}, 0, "version=v9.8.7\n", ""},
		{"another file", []string{"ACTION_REF=v1.2.3"}, map[string]string{"v1.2.3/" + name: string(good) + "x", "v1.2.3/checksums.txt": sum}, 3, "", "is not what checksums.txt says"},
		{"no sums", []string{"ACTION_REF=v1.2.3"}, map[string]string{"v1.2.3/" + name: string(good)}, 3, "", "cannot be checked"},
		{"no sum of this one", []string{"VERSION=v1.2.3"}, map[string]string{"v1.2.3/" + name: string(good), "v1.2.3/checksums.txt": "0  other.tar.gz\n"}, 3, "", "does not name"},
		{"no such release", []string{"VERSION=v1.2.3"}, nil, 3, "", "there is no release v1.2.3"},
		{"no release for the machine", []string{"VERSION=v1.2.3", "RUNNER_ARCH=ARM"}, nil, 3, "", "on ARM"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if text, ok := tt.files[strings.TrimPrefix(r.URL.Path, "/")]; ok {
					_, _ = w.Write([]byte(text))
					return
				}
				http.NotFound(w, r)
			}))
			defer server.Close()
			j := newJob(t, append(tt.env, "LOGSIEVE_RELEASES="+server.URL)...)
			exit, out := j.run(t, "install.sh", j.dir)
			if exit != tt.exit || !strings.Contains(out, tt.said) || j.read(t, "output") != tt.output {
				t.Errorf("exit code %d, %s\noutput %q", exit, out, j.read(t, "output"))
			}
			if tt.exit == 0 && j.read(t, "path") != j.dir+"/logsieve-bin\n" {
				t.Errorf("the path is %q", j.read(t, "path"))
			}
		})
	}
}

// TestInstallBuilds finds no release of the tag, and builds the files that are
// there.
func TestInstallBuilds(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	j := newJob(t, "ACTION_REF=v1.2.3", "LOGSIEVE_RELEASES="+server.URL)
	exit, out := j.run(t, "install.sh", j.dir)
	if exit != 0 || !strings.HasPrefix(j.read(t, "output"), "version=") {
		t.Fatalf("exit code %d, %s", exit, out)
	}
	built := filepath.Join(j.dir, "logsieve-bin", "logsieve")
	if b, err := exec.CommandContext(t.Context(), built, "match", "ERROR", "/dev/null").CombinedOutput(); len(b) != 0 {
		t.Errorf("%s, %v", b, err)
	}

	none := newJob(t, "ACTION_REF=main")
	for i, v := range none.env { // without Go
		if strings.HasPrefix(v, "PATH=") {
			none.env[i] = "PATH=/usr/bin:/bin"
		}
	}
	if _, err := os.Stat("/usr/bin/go"); err == nil {
		return
	}
	if exit, out := none.run(t, "install.sh", none.dir); exit != 3 || !strings.Contains(out, "no Go to build it") {
		t.Errorf("without Go: exit code %d, %s", exit, out)
	}
}

func TestLint(t *testing.T) {
	j := newJob(t)
	j.tool(t, "logsieve", program)
	exit, out := j.run(t, "lint.sh", j.dir,
		"PATHS=my templates\nb.tf\n", "ARGS=--fail-on\nerror", "FORMAT=github", "SARIF=out dir/a.sarif", "LOGSIEVE_EXIT=1")
	want := "[lint]\n[-o]\n[github]\n[-o]\n[sarif:out dir/a.sarif]\n[--fail-on]\n[error]\n[--]\n[my templates]\n[b.tf]\n"
	if diff := cmp.Diff(want, out); diff != "" || exit != 1 {
		t.Errorf("exit code %d (-want +got)\n%s", exit, diff)
	}
	if _, out := j.run(t, "lint.sh", j.dir); out != "[lint]\n[-o]\n[github]\n[--]\n[.]\n" {
		t.Errorf("without inputs: %s", out)
	}
}

// TestComment has gh write down what it is asked.
func TestComment(t *testing.T) {
	for _, tt := range []struct {
		name, known, exit string
		code              int
		want              []string
	}{
		{"the first", "", "1", 0, []string{"--method POST repos/o/r/issues/7/comments"}},
		{"replaced", "55", "1", 0, []string{"--method PATCH repos/o/r/issues/comments/55"}},
		{"replaced when nothing is left to say", "55", "0", 0, []string{"--method PATCH repos/o/r/issues/comments/55"}},
		{"nothing to say", "", "0", 0, nil},
		{"a failure", "55", "3", 3, nil},
		{"a fork, whose token cannot write", "", "1", 0, []string{"--method POST repos/o/r/issues/7/comments"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			j := newJob(t, "BASE=HEAD", "NUMBER=7")
			j.tool(t, "logsieve", program)
			j.tool(t, "gh", `#!/bin/sh
case "$*" in *--paginate*) echo "`+tt.known+`"; exit ;; esac
echo "$*" >> "$RUNNER_TEMP/asked"
`+map[bool]string{true: "exit 1\n"}[strings.HasPrefix(tt.name, "a fork")])
			if out, err := exec.CommandContext(t.Context(), "git", "-C", j.dir, "-c", "init.defaultBranch=main", "init", "-q").CombinedOutput(); err != nil {
				t.Fatalf("%s %v", out, err)
			}
			commit := exec.CommandContext(t.Context(), "git", "-C", j.dir, "-c", "user.name=n", "-c", "user.email=e@example.com", "commit", "-q", "--allow-empty", "-m", "m")
			if out, err := commit.CombinedOutput(); err != nil {
				t.Fatalf("%s %v", out, err)
			}
			exit, out := j.run(t, "comment.sh", j.dir, "LOGSIEVE_EXIT="+tt.exit)
			if exit != tt.code || strings.Contains(out, "::warning") != strings.HasPrefix(tt.name, "a fork") {
				t.Errorf("exit code %d, %s", exit, out)
			}
			asked := strings.Split(strings.TrimSpace(j.read(t, "asked")), "\n")
			for i, want := range tt.want {
				if !strings.Contains(asked[i], want) || !strings.Contains(asked[i], "body=@") {
					t.Errorf("gh was asked %s, want %s", asked[i], want)
				}
			}
			if len(tt.want) == 0 && asked[0] != "" {
				t.Errorf("gh was asked %v", asked)
			}
			bodies, err := filepath.Glob(filepath.Join(j.dir, "logsieve-comment.*"))
			if err != nil || len(bodies) != 1 {
				t.Fatalf("%v, %v", bodies, err)
			}
			body, err := os.ReadFile(bodies[0])
			if want := "<!-- logsieve diff -->\n[diff]\n[-o]\n[markdown]\n[git:HEAD]\n[.]\n"; err != nil || string(body) != want {
				t.Errorf("the comment is %q, %v", body, err)
			}
		})
	}
}

// TestOneVersion holds the places that name the version of Go together; that
// of the program has no place but the tag.
func TestOneVersion(t *testing.T) {
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	var minor string
	for line := range strings.Lines(read("go.mod")) {
		if v, ok := strings.CutPrefix(line, "go 1."); ok {
			minor, _, _ = strings.Cut(strings.TrimSpace(v), ".")
		}
	}
	if !strings.Contains(read("Dockerfile"), "FROM golang:1."+minor+" ") {
		t.Errorf("the image is not built with Go 1.%s, as go.mod says (this is %s)", minor, runtime.Version())
	}
}

// TestReleaseNotes finds a version's text in the changelog, and fails for one
// without.
func TestReleaseNotes(t *testing.T) {
	for version, want := range map[string]int{"Unreleased": 0, "v99.0.0": 1} {
		cmd := exec.CommandContext(t.Context(), "../../.ci/release-notes", version)
		out, _ := cmd.Output()
		if cmd.ProcessState.ExitCode() != want || (len(bytes.TrimSpace(out)) > 0) != (want == 0) {
			t.Errorf("%s: exit code %d, %d bytes", version, cmd.ProcessState.ExitCode(), len(out))
		}
	}
}
