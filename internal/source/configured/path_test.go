package configured

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// read lists what the paths lead to in a document.
func read(t *testing.T, name, text string, patterns ...string) []string {
	t.Helper()
	p := &Places{}
	for _, path := range patterns {
		kind, path, _ := strings.Cut(path, ":")
		parsed, err := ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		switch kind {
		case "pattern":
			p.FilterPattern = append(p.FilterPattern, parsed)
		case "value":
			p.MetricValue = append(p.MetricValue, parsed)
		case "group":
			p.LogGroup = append(p.LogGroup, parsed)
		}
	}
	f := source.NewReader(source.Input{Name: name, Data: []byte(text)})
	p.Read(f, name)
	file := f.File()
	sourcetest.CheckFile(t, file)
	var got []string
	for _, r := range file.Resources {
		got = append(got, fmt.Sprintf("%s %s %s", r.Address, r.Operation.Name, sourcetest.Shown(r.Input)))
	}
	return got
}

func TestPaths(t *testing.T) {
	const doc = "filters:\n  a: {pattern: one, deep: {pattern: two}}\n  b.c: {pattern: 3}\nlist: [{pattern: four}, {pattern: '{{ x }}'}, pattern, {pattern: {a: 1}}]\nnone: {pattern: }\n"
	for path, want := range map[string][]string{
		"filters.a.pattern":        {`filters.a.pattern "one"`},
		"filters.*.pattern":        {`filters.a.pattern "one"`, `filters.b.c.pattern "3"`},
		`filters."b.c".pattern`:    {`filters.b.c.pattern "3"`},
		"list[*].pattern":          {`list[0].pattern "four"`, `list[1].pattern ?`},
		"list[1].pattern":          {`list[1].pattern ?`},
		"list.*.pattern":           {`list[0].pattern "four"`, `list[1].pattern ?`},
		"**.pattern":               {`filters.a.pattern "one"`, `filters.a.deep.pattern "two"`, `filters.b.c.pattern "3"`, `list[0].pattern "four"`, `list[1].pattern ?`},
		"filters.**.deep.pattern":  {`filters.a.deep.pattern "two"`},
		"filters[*].pattern":       nil,
		"list[9].pattern":          nil,
		"filters.a.pattern.x":      nil,
		"none.pattern":             nil,
		"**.**.a.**.pattern":       {`filters.a.pattern "one"`, `filters.a.deep.pattern "two"`},
		"filters.a.pattern.**.any": nil,
	} {
		var got []string
		for _, line := range read(t, "x.yaml", doc, "pattern:"+path) {
			line = strings.Replace(line, "TestMetricFilter {filterPattern:", "", 1)
			got = append(got, strings.TrimSuffix(line, " logEventMessages:?}"))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

// TestNearest holds which value and log group belong to which pattern.
func TestNearest(t *testing.T) {
	got := read(t, "x.json", `{"group": "all", "filters": [{"p": "a", "v": 1}, {"p": "b", "v": "$.ms", "more": {"group": "own"}}, {"p": "c"}]}`,
		"pattern:filters[*].p", "value:**.v", "group:**.group")
	const metric = `{metricName:? metricNamespace:? metricValue:%s}`
	want := []string{
		`filters[0].p PutMetricFilter {filterName:? filterPattern:"a" logGroupName:"all" metricTransformations:[` + fmt.Sprintf(metric, `"1"`) + `]}`,
		`filters[1].p PutMetricFilter {filterName:? filterPattern:"b" logGroupName:"own" metricTransformations:[` + fmt.Sprintf(metric, `"$.ms"`) + `]}`,
		`filters[2].p PutMetricFilter {filterName:? filterPattern:"c" logGroupName:"all" metricTransformations:[` + fmt.Sprintf(metric, `?`) + `]}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPathMistakes(t *testing.T) {
	for path, want := range map[string]string{
		"":        "the path is empty",
		"a..b":    "a key is missing",
		".a":      "a key is missing",
		"a.":      "a key is missing",
		"a[":      "a [ is not closed",
		"a[x]":    "write a number or * in the brackets",
		"a[-1]":   "write a number or * in the brackets",
		`a."b`:    "a quote is not closed",
		"a[0]b":   "a dot must be between two keys",
		"a.**":    "a key must follow **",
		`"a.b".c`: "",
	} {
		_, err := ParsePath(path)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
}

// TestBounds reads documents in which a path leads to very much.
func TestBounds(t *testing.T) {
	deep := strings.Repeat("[", 200) + strings.Repeat("]", 200)
	read(t, "x.json", deep, "pattern:**.**.**.**.a", "pattern:*.*.*.a")
	var doubled strings.Builder
	doubled.WriteString("p0: &p0 {a: x}\n")
	for i := 1; i < 40; i++ {
		fmt.Fprintf(&doubled, "p%d: &p%d [*p%d, *p%d]\n", i, i, i-1, i-1)
	}
	if got := read(t, "x.yaml", doubled.String(), "pattern:**.a"); len(got) != 1 {
		t.Errorf("%d patterns", len(got))
	}
}

func FuzzRead(f *testing.F) {
	f.Add("filters[*].p", "filters: [{p: x}]")
	f.Add(`**."a.b"`, `{"a.b": "{ $.a = 1 }"}`)
	f.Fuzz(func(t *testing.T, path, text string) {
		fuzzbound.Watch(t, path, text)
		parsed, err := ParsePath(path)
		if err != nil {
			return
		}
		p := &Places{FilterPattern: []Path{parsed}, MetricValue: []Path{parsed}}
		r := source.NewReader(source.Input{Name: "x.yaml", Data: []byte(text)})
		p.Read(r, "x.yaml")
		sourcetest.CheckFile(t, r.File())
	})
}
