package cli

import (
	"bytes"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

// offered are the words that a command line completes to.
func offered(t *testing.T, words ...string) (list []string) {
	t.Helper()
	parser, err := kong.New(&commands{}, kong.Exit(func(int) {}), matchOptions(nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range complete(parser.Model, words, len(words)-1) {
		list = append(list, one.word)
	}
	return list
}

func TestComplete(t *testing.T) {
	for _, test := range []struct{ words, want string }{
		{"te", "test-metric-filter test"},
		{"__", ""},
		{"validate PutMetricF", "PutMetricFilter"},
		{"validate PutMetricFilter ", ""}, // files
		{"match --cou", "--count"},
		{"match --no", "--no-filename"},
		{"lint --no-g", "--no-gitignore"},
		{"conformance ", "run list copy record matrix"},
		{"conformance run --fi", "--filter"},
		{"completion ", "bash zsh fish powershell"},
		{"lint -o s", "sarif"},
		{"lint --output=s", "--output=sarif"},
		{"lint -o json a.yaml -o t", "text"},
		{"metrics -o put", "put-metric-data"},
		{"metrics --unit Mega", "Megabytes Megabits Megabytes/Second Megabits/Second"},
		{"metrics --treat-missing b", "breaching"},
		{"metrics --time-format ep", "epoch epoch-ms"},
		{"metrics --stat S", "Sum SampleCount"},
		{"policy --pack cis-aws-foundations-3", "cis-aws-foundations-3.0"},
		{"lint --select FP00", "FP001 FP002 FP003 FP004 FP005 FP006 FP007 FP008 FP009"},
		{"lint --ignore unclosed-", "unclosed-pattern unclosed-string unclosed-parenthesis unclosed-regex"},
		{"lint --select=unclosed-r", "--select=unclosed-regex"},
		{"rule T1", "T1 T10 T11"},
		{"match -e ERROR --col", "--color"},
		{"match -m 1 --color a", "auto always"},
		{"match -- --col", ""},
		{"match --none=", ""},
		{"explain ", ""},
		{"no-such ", ""},
	} {
		got := strings.Join(offered(t, strings.Split(test.words, " ")...), " ")
		if got != test.want {
			t.Errorf("%q completes to %q, want %q", test.words, got, test.want)
		}
	}
}

// TestCompleteEverything: every word that may be chosen from a list is, and the
// formats are those that the commands take.
func TestCompleteEverything(t *testing.T) {
	parser, err := kong.New(&commands{}, kong.Exit(func(int) {}), matchOptions(nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, leaf := range parser.Model.Leaves(true) {
		path := strings.TrimPrefix(leaf.Path(), parser.Model.Name+" ")
		for _, f := range leaf.Flags {
			list := flagValues(leaf, f)
			if (f.Enum != "" || f.PlaceHolder == "FORMAT[:FILE]") && list == nil {
				t.Errorf("%s --%s has no values", path, f.Name)
			}
			if f.PlaceHolder != "FORMAT[:FILE]" {
				continue
			}
			for _, one := range list {
				if one.about == "" {
					t.Errorf("%s -o %s is not described", path, one.word)
				}
			}
			var stderr bytes.Buffer
			args := append(strings.Fields(path), "-o", "?")
			if example := slices.IndexFunc(leaf.Positional, func(a *kong.Positional) bool { return a.Required }); example >= 0 {
				for range leaf.Positional {
					args = append(args, "FP001")
				}
			} else if path == "validate" {
				args = append(args, "PutMetricFilter")
			} else if path == "match" || path == "metrics" {
				args = append(args, "--", "a")
			}
			Main(t.Context(), args, Streams{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: &stderr})
			_, formats, _ := strings.Cut(strings.TrimSpace(stderr.String()), "; one of ")
			want := strings.Split(formats, ", ")
			got := strings.Split(f.Tag.Get("formats"), ",")
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: formats (-taken +completed):\n%s%s", path, diff, &stderr)
			}
		}
	}
}

// TestBashCompletion asks bash what it would offer.
func TestBashCompletion(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	script := completionScript(t, "bash")
	for words, want := range map[string]string{
		"logsieve te":                           "test-metric-filter test",
		"logsieve conformance ''":               "run list copy record matrix",
		"logsieve lint -o s":                    "sarif",
		"logsieve lint --output = s":            "sarif",
		"logsieve lint --output = ":             "text json sarif github junit gitlab checkstyle",
		"logsieve metrics --unit Gigabits/S":    "Gigabits/Second",
		"logsieve lint -o json : completion_te": "completion_test.go",
		"logsieve match ERROR completion_te":    "completion_test.go",
	} {
		list := strings.Fields(words)
		ask := script + "\nCOMP_WORDS=(" + strings.Join(list, " ") + ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_logsieve\necho \"${COMPREPLY[*]}\"\n"
		if got := shellAnswer(t, bash, "-c", ask); got != want {
			t.Errorf("%s completes to %q, want %q", words, got, want)
		}
	}
	listed := shellAnswer(t, bash, "-c", script+"\nCOMP_WORDS=(logsieve fm ) COMP_CWORD=1 COMP_TYPE=63\nCOMP_WORDS=(logsieve m)\n_logsieve\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n")
	if !strings.Contains(listed, "man  (Print the man page.)") || !strings.Contains(listed, "match  (") {
		t.Errorf("listed:\n%s", listed)
	}
}

// TestFishCompletion asks fish, where there is one.
func TestFishCompletion(t *testing.T) {
	fish, err := exec.LookPath("fish")
	if err != nil {
		t.Skip("no fish")
	}
	script := completionScript(t, "fish")
	for line, want := range map[string]string{
		"logsieve te":                        "test\ntest-metric-filter",
		"logsieve lint -o s":                 "sarif",
		"logsieve metrics --unit Megabit":    "Megabits\nMegabits/Second",
		"logsieve match ERROR completion_te": "completion_test.go",
	} {
		// Not every fish prints descriptions here.
		if got := regexp.MustCompile(`\t.*`).ReplaceAllString(shellAnswer(t, fish, "-c", script+"\ncomplete -C '"+line+"'"), ""); got != want {
			t.Errorf("%s completes to %q, want %q", line, got, want)
		}
	}
}

func completionScript(t *testing.T, shell string) string {
	t.Helper()
	var script, stderr bytes.Buffer
	if code := Main(t.Context(), []string{"completion", shell}, Streams{In: strings.NewReader(""), Out: &script, Err: &stderr}); code != ExitOK || !strings.Contains(script.String(), "logsieve __complete -- ") {
		t.Fatalf("%s: exit code %d: %s%s", shell, code, &script, &stderr)
	}
	return script.String()
}

func TestCompletionScripts(t *testing.T) {
	for _, shell := range []string{"zsh", "powershell"} {
		completionScript(t, shell)
	}
}

func shellAnswer(t *testing.T, shell string, args ...string) string {
	t.Helper()
	out, err := exec.Command(shell, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return strings.TrimSpace(string(out))
}
