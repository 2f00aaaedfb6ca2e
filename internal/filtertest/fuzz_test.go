package filtertest_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/internal/filtertest"
	"github.com/logsieve/logsieve/internal/fuzzbound"
)

// FuzzUpdate: whatever a test file holds, nothing panics, and an update leaves
// YAML behind in which a second one changes nothing.
func FuzzUpdate(f *testing.F) {
	for _, name := range []string{"pass", "fail"} {
		data, err := os.ReadFile("testdata/" + name + ".logsieve.yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, tt := range wrongFiles() {
		f.Add([]byte(tt.text))
	}
	none := errors.New("no file")
	files := map[string][]byte{}
	for _, name := range []string{"access.log", "trail.json", "infra/alarms.tf"} {
		var err error
		if files[name], err = os.ReadFile("testdata/" + name); err != nil {
			f.Fatal(err)
		}
	}
	parse := func(data []byte) (*filtertest.File, []*filtertest.Problem) {
		return filtertest.NewLoader(
			func(name string) ([]byte, error) {
				if data, ok := files[name]; ok {
					return data, nil
				}
				return nil, none
			},
			func(string) ([]string, error) { return nil, none },
		).Parse("x.logsieve.yaml", data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzbound.Watch(t, data)
		if len(data) > 4096 {
			return
		}
		file, problems := parse(data)
		if len(problems) > 0 {
			return
		}
		for _, test := range file.Tests {
			if test.Size() > 1000 {
				return
			}
		}
		report, err := filtertest.Run(context.Background(), []*filtertest.File{file}, filtertest.Options{Coverage: true})
		if err != nil {
			t.Fatal(err)
		}
		u := filtertest.NewUpdate(file, report.Results)
		if len(u.Diff) == 0 {
			return
		}
		var root yaml.Node
		if err := yaml.Unmarshal(u.Data, &root); err != nil {
			t.Fatalf("%v\n%s", err, u.Diff)
		}
		again, problems := parse(u.Data)
		if len(problems) > 0 {
			t.Fatalf("%v\n%s", problems[0], u.Diff)
		}
		report, err = filtertest.Run(context.Background(), []*filtertest.File{again}, filtertest.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if u := filtertest.NewUpdate(again, report.Results); len(u.Diff) > 0 {
			t.Fatalf("a second update changes\n%s", u.Diff)
		}
	})
}
