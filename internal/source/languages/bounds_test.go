package languages

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/document/documenttest"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// each writes a line for each number below n.
func each(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// doubled writes lines of which each but the first, a #, names the one before
// it: @.
func doubled(first, format string) string {
	const lines = 40
	var b strings.Builder
	b.WriteString(strings.ReplaceAll(first, "#", "0") + "\n")
	for i := 1; i < lines; i++ {
		b.WriteString(strings.NewReplacer("#", fmt.Sprint(i), "@", fmt.Sprint(i-1)).Replace(format) + "\n")
	}
	return b.String()
}

const (
	filterOf = "resource \"aws_cloudwatch_log_metric_filter\" \"f\" {\n  name           = \"f\"\n  log_group_name = \"g\"\n  pattern        = %s\n}\n"
	template = "Resources:\n  F:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      LogGroupName: g\n      FilterPattern: %s\n"
)

// TestTooLargeToEvaluate reads small files that stand for endless ones: each says
// which bound is met, and where.
func TestTooLargeToEvaluate(t *testing.T) {
	const (
		steps = "what it stands for takes more than"
		long  = "a string in it has more than 262144 bytes"
	)
	last := fmt.Sprintf(template, "*p39")
	local := func(first, format, use string) string {
		return "locals {\n" + doubled("  l# = "+first, "  l# = "+format) + "}\n" + fmt.Sprintf(filterOf, use)
	}
	for _, tt := range []struct{ name, file, text, want string }{
		{"an unknown value in lists", "a.tf", local("local.zz", "[local.l@, local.l@]", "local.l39[0]"), steps},
		{"a value in maps", "a.tf", local(`"x"`, "{ a = local.l@, b = local.l@ }", "local.l39"), steps},
		{"an encoded value", "a.tf", local("1", "[local.l@, local.l@]", "jsonencode(local.l39)"), long},
		{"a text in texts", "a.tf", local(`"x"`, `"${local.l@}${local.l@}"`, "local.l39"), long},
		{"a joined text", "a.tf", local(`"x"`, `join("", [local.l@, local.l@])`, "local.l39"), long},
		{"an escaped text", "a.tf", local(`"\\"`, `jsonencode([local.l@, local.l@])`, "local.l39"), long},
		{"one text in many", "a.tf", "locals {\n  t = \"" + strings.Repeat("x", 1<<17) + "\"\n" + each(1000, "  l%d = \"${local.t}\"\n") + "}\n" + fmt.Sprintf(filterOf, "["+each(1000, "local.l%d, ")+"]"), steps},
		{"a chain", "a.tf", "locals {\n" + chain(9000) + "}\n" + fmt.Sprintf(filterOf, "local.c8999"), "nest deeper than 5000"},
		{"decoded YAML", "a.tf", "locals {\n  y = <<EOT\n" + doubled("p#: &p# 1", "p#: &p# [*p@, *p@]") + "EOT\n}\n" + fmt.Sprintf(filterOf, "yamldecode(local.y).p39"), steps},
		{"a heredoc of many lines", "a.tf", fmt.Sprintf(filterOf, "<<EOT\n"+strings.Repeat("x\n", 100_000)+"EOT"), "a heredoc in it has too many lines"},
		{"many by count", "a.tf", strings.Replace(fmt.Sprintf(filterOf, `"x"`), "{\n", "{\n  count = 501\n", 1), "it stands for more than 500 resources"},
		{"many by for_each", "a.tf", strings.Replace(fmt.Sprintf(filterOf, `"x"`), "{\n", "{\n  for_each = toset([for n in range(501) : tostring(n)])\n", 1), "it stands for more than 500 resources"},
		{"many dynamic blocks", "a.tf", strings.Replace(fmt.Sprintf(filterOf, `"x"`), "{\n", "{\n  dynamic \"metric_transformation\" {\n    for_each = range(501)\n    content {\n    }\n  }\n", 1), "it stands for more than 500 blocks"},
		{"long arguments", "a.tf", fmt.Sprintf(filterOf, `upper("`+strings.Repeat("x", 20_000)+`")`), "it gives upper more than 16384 bytes and values"},
		{"many arguments", "a.tf", fmt.Sprintf(filterOf, "sort(["+strings.Repeat(`"x", `, 20_000)+"])[0]"), "it gives sort more than 16384 bytes and values"},
		{"a wide format", "a.tf", fmt.Sprintf(filterOf, `format("%9999s %t", "x", true)`), "it has format make too long a text or list"},
		{"a product of sets", "a.tf", fmt.Sprintf(filterOf, `length(setproduct(range(100), range(100)))`), "it has setproduct make too long a text or list"},
		{"a replaced text", "a.tf", fmt.Sprintf(filterOf, `replace("`+strings.Repeat("x", 8000)+`", "x", "`+strings.Repeat("y", 8000)+`")`), "it has replace make too long a text or list"},
		{"a replaced text of many bytes", "a.tf", fmt.Sprintf(filterOf, `replace("`+strings.Repeat("x", 1000)+`", "x", "`+strings.Repeat("y", 8000)+`")`), long},
		{"Fn::Split", "a.yaml", fmt.Sprintf(template, `{"Fn::Select": [0, {"Fn::Split": [",", "`+strings.Repeat("x,", 501)+`"]}]}`), "it stands for more than 500 texts"},
		{"variables of serverless.yml", "serverless.yml", "service: s\nprovider: {name: aws}\ncustom:\n" + chained(12) + "functions: {f: {handler: h, events: [{cloudwatchLog: {logGroup: g, filter: \"${self:custom.v0}\"}}]}}\n", "it is a variable that stands for variables, more than 8 of them"},
		{"merged members", "a.yaml", "m: &m {" + each(1001, "k%d: 1, ") + "}\nn: {<<: *m}\n" + fmt.Sprintf(template, "x"), "<< brings in more than 1000 members"},
		{"substitutions", "a.sh", "aws logs put-metric-filter --filter-pattern \"" + strings.Repeat("$(a ", 300) + strings.Repeat(")", 300) + "\"\n", "substitutions nest deeper than 200"},
		{"braces", "a.sh", "aws logs put-metric-filter --filter-pattern \"" + strings.Repeat("${a:-", 300) + strings.Repeat("}", 300) + "\"\n", "substitutions nest deeper than 200"},
		{"Fn::If", "a.yaml", doubled(`p#: &p# x`, `p#: &p# {"Fn::If": [c, *p@, *p@]}`) + last, steps},
		{"Fn::Select", "a.yaml", doubled(`p#: &p# x`, `p#: &p# {"Fn::Select": [0, [*p@, *p@]]}`) + last, steps},
		{"Fn::ToJsonString", "a.yaml", doubled(`p#: &p# x`, `p#: &p# {"Fn::ToJsonString": [*p@, *p@]}`) + last, steps},
		{"Fn::Join", "a.yaml", doubled(`p#: &p# xxxxxxxxxxxxxxxxxxxxxxxx`, `p#: &p# {"Fn::Join": [" ", [*p@, *p@]]}`) + last, steps},
		{"Fn::Sub", "a.yaml", "Parameters: {P: {Type: String, Default: " + strings.Repeat("y", 1000) + "}}\n" + fmt.Sprintf(template, `!Sub "`+strings.Repeat("${P}", 1000)+`"`), long},
		{"lists", "a.yaml", doubled(`p#: &p# [x]`, `p#: &p# [*p@, *p@]`) + last, steps},
		{"Pulumi", "a.yaml", doubled(`p#: &p# x`, `p#: &p# {"fn::toJSON": [*p@, *p@]}`) + "resources:\n  f:\n    type: aws:cloudwatch:LogMetricFilter\n    properties: {name: a, logGroupName: g, pattern: *p39}\n", steps},
		{"a request", "put-metric-filter.yaml", doubled(`p#: &p# [x]`, `p#: &p# [*p@, *p@]`) + "filterPattern: x\nlogGroupName: g\nmetricTransformations: *p39\n", steps},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := Read(source.Input{Name: tt.file, Data: []byte(tt.text)}, Options{})
			sourcetest.CheckFile(t, f)
			said := false
			for _, p := range f.Problems {
				said = said || strings.HasPrefix(p.Reason, "This is too large to evaluate: ") && strings.Contains(p.Reason, tt.want) && p.Span.End > p.Span.Start
			}
			if !said || len(f.Problems) > 2 {
				for _, p := range f.Problems {
					t.Errorf("%v: %s", p.Span, p.Reason)
				}
				t.Errorf("%d problems, want one with: %s", len(f.Problems), tt.want)
			}
		})
	}
}

// chained writes variables of serverless.yml of which each is the one after it.
func chained(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  v%d: ${self:custom.v%d}\n", i, i+1)
	}
	return b.String()
}

// chain writes locals of which each is the one before it.
func chain(n int) string {
	var b strings.Builder
	b.WriteString("  c0 = 1\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "  c%d = local.c%d\n", i, i-1)
	}
	return b.String()
}

// TestReadersAreLinear reads files of n and 2n of everything that there may be
// many of.
func TestReadersAreLinear(t *testing.T) {
	yaml := func(value string) string { return fmt.Sprintf(template, value) }
	for _, tt := range []struct {
		name, file string
		n          int
		text       func(n int) string
	}{
		{"resources", "a.yaml", 500, func(n int) string {
			return "Resources:\n" + each(n, "  G%[1]d:\n    Type: AWS::Logs::LogGroup\n    Properties: {LogGroupName: !Ref G%[1]d}\n")
		}},
		{"resources of Terraform", "a.tf", 200, func(n int) string {
			return each(n, "resource \"aws_cloudwatch_log_group\" \"g%[1]d\" {\n  name = aws_cloudwatch_log_group.g%[1]d.arn\n}\n")
		}},
		{"lines of a request", "a.ndjson", 500, func(n int) string {
			return each(n, `{"operation": "CreateLogGroup", "input": {"logGroupName": "g%d"}}`+"\n")
		}},
		{"lines of a heredoc", "a.tf", 500, func(n int) string { return fmt.Sprintf(filterOf, "<<EOT\n"+strings.Repeat("x\n", n)+"EOT") }},
		{"lines of a block", "a.yaml", 4000, func(n int) string { return yaml("|\n" + strings.Repeat("        x\n", n)) }},
		{"escapes", "a.yaml", 4000, func(n int) string { return yaml(`"` + strings.Repeat(`\"x`, n) + `"`) }},
		{"escapes of escapes", "a.yaml", 2000, func(n int) string { return yaml(`{"Fn::ToJsonString": ["` + strings.Repeat(`\"x`, n) + `"]}`) }},
		{"holes", "a.yaml", 1000, func(n int) string { return yaml(`!Sub "` + strings.Repeat("${Q} ", n) + `"`) }},
		{"escapes of the shell", "a.sh", 2000, func(n int) string {
			return `aws logs put-metric-filter --filter-pattern "` + strings.Repeat(`\"x`, n) + "\"\n"
		}},
		{"members in the shell", "a.sh", 500, func(n int) string {
			return "aws logs create-log-group --log-group-name g --tags '{" + strings.TrimSuffix(each(n, `"k%d": "a\"b",`), ",") + "}'\n"
		}},
		{"mistakes", "a.tf", 100, func(n int) string {
			return each(n, "resource \"aws_cloudwatch_log_group\" \"g%d\" {\n  name = \"\n}\n")
		}},
		{"texts of programs", "a.ts", 500, func(n int) string {
			return "logs.putMetricFilter(" + each(n, "{ filterPattern: 'a%d \\'' + `${x}` },\n") + ")"
		}},
		{"open texts of programs", "a.ts", 500, func(n int) string {
			return "logs.putMetricFilter({ filterPattern: " + strings.Repeat("`${", n) + strings.Repeat("/[' /* ", n) + "})"
		}},
		{"open parts of texts in programs", "a.py", 500, func(n int) string {
			return "put_metric_filter(" + strings.Repeat(`filterPattern=f"{ f"""{`, n)
		}},
		{"brackets of programs", "a.cs", 4000, func(n int) string {
			return "new FilterLogEventsRequest { FilterPattern = " + strings.Repeat("([{", n) + strings.Repeat(`"""`, n)
		}},
		{"joined texts of programs", "a.java", 500, func(n int) string {
			return `logs.setFilterPattern(""` + strings.Repeat(` + "a"`, n) + ");"
		}},
		{"keys", "a.tf", 1000, func(n int) string {
			return "resource \"aws_cloudwatch_log_group\" \"g\" {\n  name = \"g\"\n  tags = {\n" + each(n, "    k%d = 1\n") + "  }\n}\n"
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			documenttest.Linear(t, tt.n, func(n int) {
				Read(source.Input{Name: tt.file, Data: []byte(tt.text(n))}, Options{})
			})
		})
	}
}

// TestManyMistakesAreToldAsOne counts what is wrong in files where everything is.
func TestManyMistakesAreToldAsOne(t *testing.T) {
	f := Read(source.Input{Name: "a.tf", Data: []byte(each(100, "resource \"aws_cloudwatch_log_group\" \"g%d\" {\n  name = ]\n}\n"))}, Options{})
	if len(f.Problems) != 21 {
		t.Fatalf("%d problems", len(f.Problems))
	}
	if got := f.Problems[20].Reason; got != "There are syntax errors here and in 79 more places." {
		t.Error(got)
	}
	f = Read(source.Input{Name: "create-log-group.ndjson", Data: bytes.Repeat([]byte("{\"a\":}\n"), 100)}, Options{})
	if len(f.Problems) != 21 {
		t.Fatalf("%d problems", len(f.Problems))
	}
}

// TestNumbersByTheirExponent reads numbers whose digits nobody could write. A
// literal stays what is written.
func TestNumbersByTheirExponent(t *testing.T) {
	for text, literal := range map[string]string{
		"1e9999999": "1e9999999", "-1e9999999": "", "1e99999999/3": "", "0.1e-9999999": "0.1e-9999999", `"${1e-9999999}"`: "1e-9999999", `jsondecode("1e9999999")`: "1e9999999",
		"pow(10, 9999999)": "", `[1][1e9999999]`: "", "1e9999999 > 2 ? 1 : 2": "", "1e300": "1" + strings.Repeat("0", 300),
	} {
		f := Read(source.Input{Name: "a.tf", Data: []byte("resource \"aws_cloudwatch_log_group\" \"g\" {\n  name = \"g\"\n  retention_in_days = " + text + "\n}\n")}, Options{})
		if len(f.Resources) != 2 {
			t.Fatalf("%s: %d resources, %v", text, len(f.Resources), f.Problems)
		}
		v := f.Resources[1].Input.Get("retentionInDays")
		if v.Literal != literal {
			t.Errorf("%s: %q", text, v.Literal)
		}
	}
}
