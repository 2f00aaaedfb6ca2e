package shell

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// inputs are the requests of a script, one a line.
func inputs(t *testing.T, name, script string) string {
	t.Helper()
	f := source.NewReader(source.Input{Name: name, Data: []byte(script)})
	Read(f)
	sourcetest.CheckFile(t, f.File())
	var lines []string
	for _, r := range f.Resources {
		lines = append(lines, sourcetest.Shown(r.Input))
	}
	return strings.Join(lines, "\n")
}

// TestWords holds what bash makes of the words of a command.
func TestWords(t *testing.T) {
	for _, c := range []struct{ script, want string }{
		{"aws logs create-log-group --log-group-name a\\b", `"ab"`},
		{"aws logs create-log-group --log-group-name 'a\\b'", `"a\\b"`},
		{`aws logs create-log-group --log-group-name "a\b\"\$\\"`, `"a\\b\"$\\"`},
		{"aws logs create-log-group --log-group-name a'b'\"c\"d", `"abcd"`},
		{"aws logs create-log-group --log-group-name $'a\\tb\\x41\\u00e9\\101'", `"a\tbAéA"`},
		{"aws logs create-log-group --log-group-name \"$x\"", `?`},
		{"aws logs create-log-group --log-group-name \"a${x}c\"", `"a<${x}>c"`},
		{"aws logs create-log-group --log-group-name '$x'", `"$x"`},
		{"aws logs create-log-group --log-group-name a#b", `"a#b"`},
		{"aws logs create-log-group --log-group-name a # b", `"a"`},
		{"aws logs create-log-group \\\n  --log-group-name \\\n  a", `"a"`},
		{"aws logs create-log-group \\\r\n  --log-group-name \\\r\n  a\r\n", `"a"`},
		{"aws logs create-log-group --log-group-name \"a\\\nb\"", `"ab"`},
		{"aws logs create-log-group --log-group-name 'a\nb'", `"a\nb"`},
		{"aws logs create-log-group --log-group-name a > out", `"a"`},
		{"aws logs create-log-group > out --log-group-name a", `"a"`},
		{"aws logs create-log-group 2>&1 --log-group-name a", `"a"`},
		{"aws logs create-log-group &> out --log-group-name a", `"a"`},
		{"aws logs create-log-group &>> out --log-group-name a", `"a"`},
		{"aws logs create-log-group >& out --log-group-name a", `"a"`},
		{"aws logs create-log-group <<< 'x y' --log-group-name a", `"a"`},
		{"aws logs create-log-group --log-group-name a & aws logs create-log-group --log-group-name b", "\"a\"\n\"b\""},
		{"aws logs create-log-group --log-group-name a&", `"a"`},
		{"aws logs create-log-group --log-group-name a && aws logs create-log-group --log-group-name b || true", "\"a\"\n\"b\""},
		{"(aws logs create-log-group --log-group-name a)", `"a"`},
		{"(aws logs create-log-group --log-group-name a; (aws logs create-log-group --log-group-name b))", "\"a\"\n\"b\""},
		{"cat <<E\naws logs create-log-group --log-group-name x\nE\naws logs create-log-group --log-group-name a", `"a"`},
		{"cat << \t 'E'\nit's\nE\naws logs create-log-group --log-group-name a", `"a"`},
		{"cat <<-E\n\tit's\n\tE\naws logs create-log-group --log-group-name a", `"a"`},
		{"cat <<- E\n\tit's\n\tE\naws logs create-log-group --log-group-name a", `"a"`},
		{"cat <<A <<B\nit's\nA\nit's\nB\naws logs create-log-group --log-group-name a", `"a"`},
		{"cat << \naws logs create-log-group --log-group-name a", `"a"`},
	} {
		var want []string
		for w := range strings.SplitSeq(c.want, "\n") {
			if w != "" {
				want = append(want, "{logGroupName:"+w+"}")
			}
		}
		if d := cmp.Diff(strings.Join(want, "\n"), inputs(t, "x.bash", c.script)); d != "" {
			t.Errorf("%s\n(-want +got):\n%s", c.script, d)
		}
	}
}

// TestMakeWords holds what make hands to the shell: $$ is a dollar, $(x) and
// $x are make's own, and a line is a script.
func TestMakeWords(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"--log-group-name '$$x'", `"$x"`},
		{"--log-group-name \"$${x}\"", `?`},
		{"--log-group-name $(X)", `?`},
		{"--log-group-name a-$(X)-b", `"a-<$(X)>-b"`},
		{"--log-group-name ${X}", `?`},
		{"--log-group-name \"$${x:-a}b\"", `"<$${x:-a}>b"`},
		{"--log-group-name \"a\\$(X)\"", `"a<$(X)>"`},
		{"--log-group-name \"a\\$${X}\"", `"a${X}"`},
		{"--log-group-name $X-b", `"<$X>-b"`},
		{"--log-group-name \\$$x", `"$x"`},
		{"--log-group-name '$(X)'", `?`},
		{"--log-group-name \"$(call f,')\"", `?`},
		{"--log-group-name a \\\n\t  # no comment of make", `"a"`},
	} {
		got := inputs(t, "Makefile", "all:\n\t@aws logs create-log-group "+c.line+"\n\t-aws logs create-log-group --log-group-name next\n")
		if d := cmp.Diff("{logGroupName:"+c.want+"}\n{logGroupName:\"next\"}", got); d != "" {
			t.Errorf("%s\n(-want +got):\n%s", c.line, d)
		}
	}
}

// TestOptionValues holds what the AWS CLI takes: options in any order, with = and
// without, JSON and the short way to write it, and a request in JSON that
// options outdo.
func TestOptionValues(t *testing.T) {
	const filter = "aws logs put-metric-filter "
	for _, c := range []struct{ script, want string }{
		{filter + "--filter-name=a --filter-pattern ''", `{filterName:"a" filterPattern:""}`},
		{filter + "--filter-pattern=a=b", `{filterPattern:"a=b"}`},
		{"aws --region r --no-cli-pager logs --debug put-metric-filter --filter-name a", `{filterName:"a"}`},
		{filter + "--apply-on-transformed-logs", `{applyOnTransformedLogs:true}`},
		{filter + "--no-apply-on-transformed-logs --filter-name a", `{applyOnTransformedLogs:false filterName:"a"}`},
		{filter + `--cli-input-json '{"filterName": "a", "filterPattern": "b"}' --filter-pattern c`, `{filterPattern:"c" filterName:"a"}`},
		{filter + `--cli-input-json '{"filterName": "a"}'`, `{filterName:"a"}`},
		{filter + "--metric-transformations metricName=a,metricNamespace=b,metricValue=1", `{metricTransformations:[{metricName:"a" metricNamespace:"b" metricValue:"1"}]}`},
		{filter + "--metric-transformations 'metricName = a, metricValue = 1'", `{metricTransformations:[{metricName:" a" metricValue:" 1"}]}`},
		{filter + "--metric-transformations metricName='\"a,b\"',metricValue=1", `{metricTransformations:[{metricName:"a,b" metricValue:"1"}]}`},
		{filter + `--metric-transformations "metricName='it\\'s'"`, `{metricTransformations:[{metricName:"it's"}]}`},
		{filter + `--metric-transformations "dimensions={a=\$.a,b=\$.b},metricValue=1"`, `{metricTransformations:[{dimensions:{a:"$.a" b:"$.b"} metricValue:"1"}]}`},
		{filter + "--metric-transformations metricName=a metricName=b", `{metricTransformations:[{metricName:"a"} {metricName:"b"}]}`},
		{filter + `--metric-transformations '[{"metricName": "a"}]'`, `{metricTransformations:[{metricName:"a"}]}`},
		{filter + `--metric-transformations '{"metricName": "a"}'`, `{metricTransformations:[{metricName:"a"}]}`},
		{filter + `--metric-transformations "[{\"metricName\": \"a-$x-b-$y\"}]"`, `{metricTransformations:[{metricName:"a-<$x>-b-<$y>"}]}`},
		{filter + `--metric-transformations "metricName=a-$x,metricValue=$y"`, `{metricTransformations:[{metricName:"a-<$x>" metricValue:?}]}`},
		{"aws logs create-log-group --tags a=b,c=d", `{tags:{a:"b" c:"d"}}`},
		{"aws logs create-log-group --tags 'a=[b]'", `{tags:{a:["b"]}}`},
	} {
		if d := cmp.Diff(c.want, inputs(t, "x.sh", c.script)); d != "" {
			t.Errorf("%s\n(-want +got):\n%s", c.script, d)
		}
	}
}

// TestShellStyle holds when a word is quoted so that its text can be edited
// in place.
func TestShellStyle(t *testing.T) {
	for word, want := range map[string]document.Style{
		`'a'`: document.ShellSingle, `''`: document.ShellSingle, `'a"b'`: document.ShellSingle, "'a`$(b)'": document.ShellSingle,
		`"a"`: document.ShellDouble, `""`: document.ShellDouble, `"a'b"`: document.ShellDouble, `"\"a\""`: document.ShellDouble, `"$a"`: document.ShellDouble, `"a\\"`: document.ShellDouble,
		`a`: document.Mixed, `'`: document.Mixed, `"`: document.Mixed, `'a'b'c'`: document.Mixed, `'a'b`: document.Mixed, `"a"b"c"`: document.Mixed,
		`"$(a "b")"`: document.Mixed, `"$(a)"`: document.Mixed, "\"`a`\"": document.Mixed, `a'`: document.Mixed, `a"`: document.Mixed, `ab`: document.Mixed, `$'a'`: document.Mixed,
	} {
		if got := shellStyle([]byte(word)); got != want {
			t.Errorf("%s: %d, want %d", word, got, want)
		}
	}
}
