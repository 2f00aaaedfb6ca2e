package snapshot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/document/documenttest"
	"github.com/logsieve/logsieve/internal/source"
)

func embedded(t testing.TB, name, text string) []source.Embedded {
	f := source.NewReader(source.Input{Name: name, Data: []byte(text)})
	Read(f)
	for _, e := range f.Embedded {
		documenttest.CheckText(t, f.Data, e.Text)
	}
	return f.Embedded
}

// TestSnapshots holds the JSON that is made of a snapshot, written compactly.
func TestSnapshots(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		want             []string
	}{
		{"Jest", "a.snap", "exports[`a 1`] = `\n{\n  \"a\": \"x \\\\\"y\\\\\" \\`z\\` \\${b}\",\n  \"b\": [\n    1,\n    true,\n    null,\n  ],\n  \"c\": {},\n  \"d\": [],\n}\n`;\n\nexports[`b 1`] = `\n[\n  \"a\",\n]\n`;\n", []string{"snapshot 1 @13: {\"a\":\"x \\\\\\\"y\\\\\\\" `z` ${b}\",\"b\":[1,true,null],\"c\":{},\"d\":[]}", `snapshot 2 @135: ["a"]`}},
		{"Jest before 29", "a.snap", "exports[`a 1`] = `\nObject {\n  \"a\": Array [\n    \"x \\\\\"y\\\\\"\",\n  ],\n  \"b\": Object {},\n}\n`;\n", []string{`snapshot 1 @13: {"a":["x \"y\""],"b":{}}`}},
		{"a text over lines", "a.snap", "exports[`a 1`] = `\n{\n  \"a\": \"one\ntwo\",\n}\n`;\n", []string{`snapshot 1 @13: {"a":"one\ntwo"}`}},
		{"carriage returns", "a.snap", "exports[`a 1`] = `\r\n{\r\n  \"a\": \"b\",\r\n}\r\n`;\r\n", []string{`snapshot 1 @13: {"a":"b"}`}},
		{"not closed", "a.snap", "exports[`a 1`] = `\n{\n  \"a\": \"b\",\n", []string{`snapshot 1 @13: not JSON: {"a":"b"`}},
		{"values of tests", "a.snap", "exports[`a 1`] = `\n{\n  \"a\": Any<String>,\n  \"b\": 5,\n}\n`;\n", []string{`snapshot 1 @13: {"a":null,"b":5}`}},
		{"nothing", "a.snap", "// Jest Snapshot v1\n", nil},
		{"syrupy", "a.ambr", "# serializer version: 1\n# name: test_a\n  dict({\n    'a': 'x \"y\"',\n    'b': list([\n      1,\n      True,\n      None,\n    ]),\n  })\n# ---\n# name: test_b\n  'text'\n# ---\n", []string{`snapshot 1 @24: {"a":"x \"y\"","b":[1,true,null]}`, `snapshot 2 @134: "text"`}},
		{"syrupy, not closed", "a.ambr", "# name: test_a\n  dict({\n    'a': 'b',\n", []string{`snapshot 1 @0: not JSON: {"a":"b"`}},
		{"syrupy, no line", "a.ambr", "# name: ", nil},
	} {
		var got []string
		for _, e := range embedded(t, c.file, c.text) {
			text := e.Text.Decoded
			var v any
			if err := json.Unmarshal([]byte(text), &v); err != nil {
				text = "not JSON: " + text
			} else if compact, err := json.Marshal(v); err == nil {
				text = string(compact)
			}
			got = append(got, fmt.Sprintf("%s @%d: %s", e.Address, e.At.Start, text))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestGrowth reads n and 2n snapshots, lines and open brackets.
func TestGrowth(t *testing.T) {
	for _, text := range []func(n int) string{
		func(n int) string { return strings.Repeat("exports[`a`] = `\n{\n  \"a\": \"b\",\n}\n`;\n", n) },
		func(n int) string {
			return "exports[`a`] = `\n{\n" + strings.Repeat("  \"a\": \"b \\\\\"c\",\n", n) + "}\n`;\n"
		},
		func(n int) string { return "exports[`a`] = `\n" + strings.Repeat("[\n", n) },
		func(n int) string { return "exports[`a`] = `\n" + strings.Repeat("\"\n", n) },
		func(n int) string { return strings.Repeat("exports[`a`] = `\n", n) },
	} {
		documenttest.Linear(t, 500, func(n int) { embedded(t, "a.snap", text(n)) })
	}
	documenttest.Linear(t, 500, func(n int) {
		embedded(t, "a.ambr", "# name: a\n  dict({\n"+strings.Repeat("    'a': 'b\\'c',\n", n)+strings.Repeat("# name: ", n))
	})
}
