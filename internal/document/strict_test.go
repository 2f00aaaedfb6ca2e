package document

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// TestStrict holds what every way to read says of what it cannot take, and
// what it takes.
func TestStrict(t *testing.T) {
	text := func(s *Strict, n *yaml.Node) any { return s.Text(n, "it") }
	name := func(s *Strict, n *yaml.Node) any { return s.Name(n, "it") }
	scalar := func(s *Strict, n *yaml.Node) any { return s.Scalar(n, "it") }
	one := func(s *Strict, n *yaml.Node) any { return s.OneOf(n, "it", "error", "warning") }
	number := func(s *Strict, n *yaml.Node) any { return s.Number(n, "it") }
	integer := func(s *Strict, n *yaml.Node) any { return s.Integer(n, "it", 1, 9) }
	boolean := func(s *Strict, n *yaml.Node) any { return s.Boolean(n, "it") }
	list := func(s *Strict, n *yaml.Node) any {
		got := ""
		s.List(n, "it", func(item *yaml.Node) { got += s.Text(item, "an item") + "," })
		return got
	}
	fields := func(s *Strict, n *yaml.Node) any {
		before, got := len(s.Errors), ""
		found := s.Fields(n, "it", Key("first", func(n *yaml.Node) { got += s.Text(n, "first") }), Key("second", func(n *yaml.Node) { got += s.Text(n, "second") }))
		if found["first"] == nil {
			s.Needs(n, before, "it needs first")
		}
		return got
	}
	optional := func(read func(*Strict, *yaml.Node) any) func(*Strict, *yaml.Node) any {
		return func(s *Strict, n *yaml.Node) any { s.Optional = true; return read(s, n) }
	}
	for _, tt := range []struct {
		yaml string
		read func(*Strict, *yaml.Node) any
		want any    // what is read, nil when it is of no account
		says string // the mistakes, one a line
	}{
		{"a b", text, "a b", ""},
		{"'5'", text, "5", ""},
		{"''", text, "", ""},
		{"5", text, nil, `1:1: it must be a text; write "5"`},
		{"true", text, nil, `1:1: it must be a text; write "true"`},
		{"~", text, nil, "1:1: it must be a text"},
		{"[a]", text, nil, "1:1: it must be a text"},
		{"''", name, nil, "1:1: it must not be empty"},
		{"{}", name, nil, "1:1: it must be a text"},
		{"4.10", scalar, "4.10", ""},
		{"null", scalar, nil, "1:1: it must be a text or a number"},
		{"error", one, "error", ""},
		{"eror", one, nil, "1:1: it must be one of error, warning; did you mean error?"},
		{"never", one, nil, "1:1: it must be one of error, warning"},
		{"1", one, nil, `1:1: it must be a text; write "1"`},
		{"-1.5e3", number, -1500.0, ""},
		{".inf", number, nil, "1:1: it must be a number"},
		{"'1'", number, nil, "1:1: it must be a number"},
		{"9", integer, int64(9), ""},
		{"10", integer, nil, "1:1: it must be a whole number from 1 to 9"},
		{"0", integer, nil, "1:1: it must be a whole number from 1 to 9"},
		{"1.0", integer, nil, "1:1: it must be a whole number from 1 to 9"},
		{"true", boolean, true, ""},
		{"'true'", boolean, nil, "1:1: it must be true or false"},
		{"[a, b]", list, "a,b,", ""},
		{"a", list, nil, "1:1: it must be a list"},
		{"~", list, nil, "1:1: it must be a list"},
		{"~", optional(list), "", ""},
		{"[a, 1]", list, nil, `1:5: an item must be a text; write "1"`},
		{"{second: b, first: a}", fields, "ba", ""},
		{"{second: b}", fields, nil, "1:1: it needs first"},
		{"{frist: b}", fields, nil, `1:2: unknown key "frist" in it; did you mean first?`},
		{"{other: b}", fields, nil, `1:2: unknown key "other" in it; one of first, second`},
		{"{first: a, first: b}", fields, "a", `1:12: the key "first" appears twice`},
		{"{[a]: b, first: c}", fields, "c", "1:2: a key of it must be a string"},
		{"[]", fields, nil, "1:1: it must be a mapping"},
		{"~", fields, nil, "1:1: it must be a mapping"},
		{"# é\nfirst: 1\nsecnd: x", fields, nil, "2:8: first must be a text; write \"1\"\n3:1: unknown key \"secnd\" in it; did you mean second?"},
	} {
		var root yaml.Node
		if err := yaml.Unmarshal([]byte(tt.yaml), &root); err != nil {
			t.Fatalf("%s: %v", tt.yaml, err)
		}
		s := &Strict{File: "f"}
		got := tt.read(s, root.Content[0])
		if tt.want != nil && got != tt.want {
			t.Errorf("%s: read as %v", tt.yaml, got)
		}
		if d := cmp.Diff(tt.says, strings.ReplaceAll(s.Sorted().Error(), "f:", "")); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.yaml, d)
		}
	}
	// An alias is what it stands for.
	var root yaml.Node
	if err := yaml.Unmarshal([]byte("{first: &a x, second: *a}"), &root); err != nil {
		t.Fatal(err)
	}
	s := &Strict{}
	if got := fields(s, root.Content[0]); got != "xx" || len(s.Errors) > 0 {
		t.Errorf("%v, %v", got, s.Errors)
	}
}

func TestNotYAML(t *testing.T) {
	var n yaml.Node
	if got := NotYAML("f", yaml.Unmarshal([]byte("a: b: c"), &n)).Error(); !strings.HasPrefix(got, "f:1:") || !strings.Contains(got, ": not YAML: ") {
		t.Error(got)
	}
	if got := NotYAML("f", errors.New("yaml: odd")).Error(); got != "f: not YAML: odd" {
		t.Error(got)
	}
}
