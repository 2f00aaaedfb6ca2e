package lint

import (
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/project"
)

// TestConfigMistakes: every mistake is said, at its place, with what may have
// been meant.
func TestConfigMistakes(t *testing.T) {
	for _, tt := range []struct{ config, want string }{
		{"rulez: {}", `1:1: unknown key "rulez" in the configuration; did you mean rules?`},
		{"# é\nrules:\n  no-retension: off\n  FS001: lowd\n", "3:3: there is no rule \"no-retension\"; did you mean no-retention?\n4:10: a rule's level must be one of off, on, info, warning, error"},
		{"rules: {FS107: off, no-retention: on}", "1:21: the rule no-retention appears twice"},
		{"rules: {FS107: [off]}", "1:16: a rule's level must be one of off, on, info, warning, error"},
		{"rules: off", "1:8: rules must be a mapping"},
		{"- rules", "1:1: the configuration must be a mapping"},
		{"fail-on: errors", "1:10: fail-on must be one of error, warning, info, never; did you mean error?"},
		{"fail-on: info\nfail-on: error", `2:1: the key "fail-on" appears twice`},
		{"exclude:\n  - a\n  - 'b['\n", `3:5: the glob "b[" is malformed`},
		{"exclude: vendor", "1:10: exclude must be a list"},
		{"baseline: {}", "1:11: baseline must be a text"},
		{"overrides:\n  - files: [a]\n  - rules: {FS107: off}\n  - file: [a]\n    rules: {FS107: off}\n",
			"2:5: an override needs files and rules\n3:5: an override needs files and rules\n4:5: unknown key \"file\" in an override; did you mean files?"},
		{"patterns:\n  - files: [a]\n  - files: [a]\n    filter-pattern: 'a..b'\n    metric_value: x\n", "2:5: an entry of patterns needs files and filter-pattern\n4:21: invalid path \"a..b\": a key is missing\n5:5: unknown key \"metric_value\" in an entry of patterns; did you mean metric-value?"},
		{"patterns: [{files: [a], filter-pattern: ['', [x]]}]", "1:42: filter-pattern must not be empty\n1:46: filter-pattern must be a text"},
		{"overrides: {}", "1:12: overrides must be a list"},
		{"xyzzy: 1\nzzz: 2", "1:1: unknown key \"xyzzy\" in the configuration; one of include, exclude, baseline, patterns, rules, overrides, fail-on\n2:1: unknown key \"zzz\" in the configuration; one of include, exclude, baseline, patterns, rules, overrides, fail-on"},
		{"rules:\n  FS107: off\n---\nfail-on: info\n", "3:1: a configuration must be one document, but this is another one"},
		{"rules: {FS107: off: on}", "1:19: not YAML: did not find expected ',' or '}'"},
		{"rules:\n\tFS107: off", "2:1: not YAML: found character that cannot start any token"},
		{"fail-on: info\n---\n@", "3:1: not YAML: found character that cannot start any token"},
		{"exclude: [*none]", "1:11: not YAML: unknown anchor 'none' referenced"},
	} {
		c, err := ParseConfig("c.yaml", []byte(tt.config))
		var errs document.Errors
		if !errors.As(err, &errs) || c != nil {
			t.Errorf("%q: %v, %v", tt.config, c, err)
			continue
		}
		if diff := cmp.Diff(tt.want, strings.ReplaceAll(err.Error(), "c.yaml:", "")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.config, diff)
		}
	}
	for _, valid := range []string{"", "# nothing\n", "---\n", "rules:\nexclude:\n  # - a\noverrides:\ninclude: ~", "rules: &r {FS107: off}\noverrides: [{files: ['a/']  , rules: *r}]\n"} {
		if _, err := ParseConfig("c.yaml", []byte(valid)); err != nil {
			t.Errorf("%q: %v", valid, err)
		}
	}
}

// TestLevels holds which of the command line, the overrides and the rules of a
// configuration counts.
func TestLevels(t *testing.T) {
	const config = `
rules: {no-retention: error, undefined-log-group: on, never-holds: off}
overrides:
  - files: ["examples/**", "*.gen.tf"]
    rules: {no-retention: off, never-holds: info}
  - files: ["examples/real/x.tf"]
    rules: {FS107: warning}
exclude: [vendor, "build/*.tf", "./dist/**"]
include: ["*.tf", "cfg/*.yaml"]
`
	dir := t.TempDir()
	c, err := ParseConfig(filepath.Join(dir, project.ConfigName), []byte(config))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		rule, file     string
		selected, less []string
		want           Level
	}{
		{"FS107", "a.tf", nil, nil, AsError},
		{"FS107", "examples/a/b.tf", nil, nil, Off},
		{"FS107", "deep/er/a.gen.tf", nil, nil, Off},
		{"FS107", "examples/real/x.tf", nil, nil, AsWarning},
		{"FS107", "../examples/a.tf", nil, nil, AsError}, // not below the configuration
		{"FS108", "a.tf", nil, nil, On},
		{"FS007", "a.tf", nil, nil, Off},
		{"FS007", "examples/a.tf", nil, nil, AsInfo},
		{"FS007", "a.tf", []string{"never-holds"}, nil, On},
		{"FS107", "a.tf", []string{"fs"}, nil, AsError},
		{"FS107", "a.tf", []string{"FP"}, nil, Off},
		{"FS107", "a.tf", nil, []string{"FS107"}, Off},
		{"FS107", "a.tf", []string{"all"}, []string{"FS"}, Off},
		{"LS001", "a.tf", []string{"FS107"}, nil, On},
		{"LS001", "a.tf", []string{"FS107"}, []string{"unreadable"}, Off},
		{"FP010", "a.tf", nil, nil, On},
	} {
		s, err := newSettings(c, Selection{Select: tt.selected, Ignore: tt.less})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.level(Lookup(tt.rule), filepath.Join(dir, filepath.FromSlash(tt.file))); got != tt.want {
			t.Errorf("%s in %s with %v without %v: %d, want %d", tt.rule, tt.file, tt.selected, tt.less, got, tt.want)
		}
	}
	for name, want := range map[string]bool{
		"a.tf": false, "vendor/a.tf": true, "x/vendor/y/a.tf": true, "vendors/a.tf": false,
		"build/a.tf": true, "build/x/a.tf": false, "dist/x/a.tf": true, "../vendor/a.tf": false,
	} {
		if got := c.Excludes(filepath.Join(dir, filepath.FromSlash(name))); got != want {
			t.Errorf("%s excluded: %v", name, got)
		}
	}
	for name, want := range map[string]bool{"x/a.tf": true, "a.yaml": false, "cfg/a.yaml": true, "x/cfg/a.yaml": false} {
		if got := c.Includes(filepath.Join(dir, filepath.FromSlash(name))); got != want {
			t.Errorf("%s included: %v", name, got)
		}
	}
	for _, bad := range []Selection{{Select: []string{"never-hold"}}, {Ignore: []string{"FS999"}}} {
		if _, err := NewRunner(c, bad); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}

// TestDefaultConfig: the file that init writes changes nothing, and what it
// shows in comments can be used as it stands.
func TestDefaultConfig(t *testing.T) {
	text := DefaultConfig()
	c, err := ParseConfig("c.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Rules)+len(c.Include)+len(c.Exclude)+len(c.Overrides) > 0 || c.Baseline != "" || c.FailOn != "warning" {
		t.Errorf("%+v changes something", c)
	}
	head, body, _ := strings.Cut(text, "\nrules:\n")
	body = regexp.MustCompile(`(?m)^( *)# ([a-z-]+:| +- | +[a-z]+:| +[a-z-]+: )`).ReplaceAllString(body, "$1$2")
	all := head + "\nrules:\n" + body
	c, err = ParseConfig("c.yaml", []byte(all))
	if err != nil {
		t.Fatalf("%v\n%s", err, all)
	}
	if len(c.Rules) == 0 || len(c.Exclude) == 0 || len(c.Overrides) == 0 || c.Baseline == "" {
		t.Errorf("%+v leaves something out of\n%s", c, all)
	}
}
