package project_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/finding"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// resolve knows the rules a, b and c as A, B and C; other- is somebody else's.
func resolve(rule string) (code, problem string) {
	switch {
	case len(rule) == 1 && strings.Contains("abc", rule):
		return strings.ToUpper(rule), ""
	case strings.HasPrefix(rule, "other-"):
		return "", ""
	}
	return "", "there is no rule " + rule
}

// TestReach holds what an ignore speaks of: the numbers are the lines on which
// it silences rule a.
func TestReach(t *testing.T) {
	const ignore = "# logsieve: ignore[a] -- why"
	for _, c := range []struct{ what, src, want string }{
		{"behind something, its line", "Resources:\n  G:\n    Type: AWS::Logs::LogGroup\n    Properties:\n      LogGroupName: x " + ignore + "\n      RetentionInDays: 3\n", "5"},
		{"alone, the next line", "Resources:\n  G:\n    Type: AWS::Logs::LogGroup\n    Properties:\n      " + ignore + "\n      LogGroupName: x\n      RetentionInDays: 3\n", "6"},
		{"the next that holds something", "Resources:\n  G:\n    Type: AWS::Logs::LogGroup\n    Properties:\n      " + ignore + "\n\n      # more\n  \n      LogGroupName: x\n      RetentionInDays: 3\n", "9"},
		{"a member of several lines", "Resources:\n  G:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      " + ignore + "\n      FilterPattern: >\n        a\n        b\n      FilterName: x\n", "6 7 8"},
		{"a member in a list", "Resources:\n  G:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      FilterPattern: a\n      MetricTransformations:\n        - MetricName: x\n          " + ignore + "\n          Dimensions:\n            - Key: k\n              Value: v\n          MetricValue: 1\n", "9 10 11"},
		{"a resource", "Resources:\n  " + ignore + "\n  G:\n    Type: AWS::Logs::LogGroup\n    Properties:\n      LogGroupName: x\n  H:\n    Type: AWS::Logs::LogGroup\n", "3 4 5 6"},
		{"a resource, behind its name", "Resources:\n  G: " + ignore + "\n    Type: AWS::Logs::LogGroup\n    Properties:\n      LogGroupName: x\n  H:\n    Type: AWS::Logs::LogGroup\n", "2 3 4 5"},
		{"the end of the file", "Resources:\n  G:\n    Type: AWS::Logs::LogGroup\n" + ignore + "\n", ""},
		{"all of the file", "# logsieve: ignore-file[a] -- why\nResources:\n  G:\n    Type: AWS::Logs::LogGroup\n", "1 2 3 4"},
		{"several rules", "# logsieve: ignore-file[b, a] -- why\nResources:\n  G:\n    Type: AWS::Logs::LogGroup\n", "1 2 3 4"},
		{"another rule", "# logsieve: ignore-file[b] -- why\nResources:\n  G:\n    Type: AWS::Logs::LogGroup\n", ""},
	} {
		f := languages.Read(source.Input{Name: "t.yaml", Data: []byte(c.src)}, languages.Options{})
		in := project.ReadIgnores(f, resolve)
		if len(in.Wrong) > 0 || !project.HasIgnores(f) {
			t.Errorf("%s: %+v", c.what, in.Wrong)
		}
		var all []finding.Finding
		line, at := 1, 0
		for text := range strings.Lines(c.src) {
			all = append(all, finding.Finding{Code: "A", Message: fmt.Sprint(line), Span: source.Span{Start: at, End: at + 1}})
			at += len(text)
			line++
		}
		// The place of a finding is where its text starts on the line.
		for i := range all {
			for at := all[i].Span.Start; at < len(c.src) && c.src[at] == ' '; at++ {
				all[i].Span.Start = at + 1
			}
		}
		silent := map[string]bool{}
		for _, f := range all {
			silent[f.Message] = true
		}
		for _, f := range in.Apply(all) {
			delete(silent, f.Message)
		}
		var got []string
		for n := 1; n < line; n++ {
			if silent[fmt.Sprint(n)] {
				got = append(got, fmt.Sprint(n))
			}
		}
		if d := cmp.Diff(c.want, strings.Join(got, " ")); d != "" {
			t.Errorf("%s: %s\n%s", c.what, d, c.src)
		}
	}
}

// TestResourceIgnores holds that an ignore of a resource silences what is said
// of it anywhere, and nothing of another.
func TestResourceIgnores(t *testing.T) {
	f := languages.Read(source.Input{Name: "t.yaml", Data: []byte("Resources:\n  # logsieve: ignore[a] -- why\n  G:\n    Type: AWS::Logs::LogGroup\n  H:\n    Type: AWS::Logs::LogGroup\n    Metadata:\n      logsieve:\n        ignore:\n          - {rule: b, reason: why}\n          - {rule: c}\n")}, languages.Options{})
	in := project.ReadIgnores(f, resolve)
	end := len(f.Data) - 1
	all := []finding.Finding{}
	for _, line := range []string{"Resources.G A", "Resources.H A", "Resources.G B", "Resources.H B", "Resources.H C", " A"} {
		resource, code, _ := strings.Cut(line, " ")
		all = append(all, finding.Finding{Resource: resource, Code: code, Span: source.Span{Start: end, End: end}})
	}
	var got []string
	for _, f := range in.Apply(all) {
		got = append(got, f.Resource+" "+f.Code)
	}
	if d := cmp.Diff([]string{"Resources.H A", "Resources.G B", "Resources.H C", " A"}, got); d != "" {
		t.Error(d)
	}
	if len(in.Wrong) != 1 || in.Wrong[0].Message != "The ignore gives no reason." {
		t.Errorf("%+v", in.Wrong)
	}
}

// TestIgnoreMistakes holds what is said of ignores without an effect.
func TestIgnoreMistakes(t *testing.T) {
	for comment, want := range map[string]string{
		"logsieve: ignore[a] -- why":            "",
		"logsieve:ignore[ a , b ]-- why":        "",
		"logsieve: ignore[other-x] -- why":      "",
		"logsieve: ignore[a]":                   "The ignore gives no reason.",
		"logsieve: ignore[a] --":                "The ignore gives no reason.",
		"logsieve: ignore[a] why":               "The ignore gives no reason.",
		"logsieve: ignore":                      "The ignore names no rule.",
		"logsieve: ignore[] -- why":             "The ignore names no rule.",
		"logsieve: ignore[a -- why":             "The ignore names no rule.",
		"logsieve: ignore-files[a] -- why":      "The comment is addressed to logsieve but is not an ignore.",
		"logsieve: ":                            "The comment is addressed to logsieve but is not an ignore.",
		"logsieve: ignore[d] -- why":            "The ignore has no effect: there is no rule d.",
		"logsieve: ignore[a, d] -- why":         "The ignore has no effect: there is no rule d.",
		"about logsieve: ignore[d] and nothing": "",
	} {
		f := languages.Read(source.Input{Name: "t.yaml", Data: []byte("# " + comment + "\nResources:\n  G:\n    Type: AWS::Logs::LogGroup\n")}, languages.Options{})
		var got []string
		for _, w := range project.ReadIgnores(f, resolve).Wrong {
			got = append(got, w.Message)
		}
		if strings.Join(got, "\n") != want {
			t.Errorf("%s: %q, want %q", comment, got, want)
		}
	}
}

// TestUnusedIgnores holds that an ignore that silenced nothing is told, when
// its rule ran.
func TestUnusedIgnores(t *testing.T) {
	f := languages.Read(source.Input{Name: "t.yaml", Data: []byte("# logsieve: ignore-file[a, b, c] -- why\nResources:\n  G:\n    Type: AWS::Logs::LogGroup\n")}, languages.Options{})
	in := project.ReadIgnores(f, resolve)
	in.Apply([]finding.Finding{{Code: "A"}})
	var got []string
	for _, u := range in.Unused("t.yaml", func(code string) bool { return code != "C" }) {
		got = append(got, u.File+" "+u.Message)
	}
	if d := cmp.Diff([]string{"t.yaml The ignore of b silences nothing."}, got); d != "" {
		t.Error(d)
	}
}
