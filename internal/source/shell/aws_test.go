package shell

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// shown writes a value in one line; ? is what is not known.
func shown(v *source.Value) string {
	var parts []string
	switch v.Kind {
	case source.Unknown:
		return "?"
	case source.String:
		return "'" + v.Text.Decoded + "'"
	case source.Number:
		return v.Literal
	case source.Bool:
		return fmt.Sprint(v.Bool)
	case source.List:
		for _, item := range v.Items {
			parts = append(parts, shown(item))
		}
		return "[" + strings.Join(parts, " ") + "]"
	}
	for _, m := range v.Members {
		parts = append(parts, m.Name+"="+shown(m.Value))
	}
	return "{" + strings.Join(parts, " ") + "}"
}

// TestOptions holds the options of commands to the members of the API model:
// what is a list, a flag, a number or a map, and what must be there when some
// are not written out.
func TestOptions(t *testing.T) {
	for _, c := range []struct{ command, want string }{
		{"create-log-group --log-group-name g", "CreateLogGroup {logGroupName='g'}"},
		{"--region eu-west-1 --no-verify-ssl create-log-group --log-group-name=g", "CreateLogGroup {logGroupName='g'}"},
		{"--region=eu-west-1 create-log-group --log-group-name g --output json", "CreateLogGroup {logGroupName='g'}"},
		{"--log-group-name=g --region=x --filter-pattern='a b' filter-log-events --limit 5", "FilterLogEvents {logGroupName='g' filterPattern='a b' limit=5}"},
		{`create-log-group --log-group-name "{{ .Group }}"`, "CreateLogGroup {logGroupName=?}"},
		{`create-log-group --log-group-name "/a/@@STAGE@@/b"`, "CreateLogGroup {logGroupName='/a//b'}"},
		{"create-log-group --log-group-name g --tags a=b,c=d", "CreateLogGroup {logGroupName='g' tags={a='b' c='d'}}"},
		{`create-log-group --log-group-name g --tags '{"a": 1}'`, "CreateLogGroup {logGroupName='g' tags={a='1'}}"},
		{`create-log-group --log-group-name g --tags '{}'`, "CreateLogGroup {logGroupName='g' tags={}}"},
		{"create-log-group --log-group-name g --no-deletion-protection-enabled", "CreateLogGroup {logGroupName='g' deletionProtectionEnabled=false}"},
		{"put-retention-policy --log-group-name g --retention-in-days 30", "PutRetentionPolicy {logGroupName='g' retentionInDays=30}"},
		{"filter-log-events --log-group-name g --start-from-head --log-stream-names a b --limit 5", "FilterLogEvents {logGroupName='g' startFromHead=true logStreamNames=['a' 'b'] limit=5}"},
		{"tail g --follow --since 1h --filter-pattern '--x y'", "FilterLogEvents {logGroupName='g' filterPattern='--x y'}"},
		{`filter-log-events --log-group-name g --log-stream-names '["a", "b"]'`, "FilterLogEvents {logGroupName='g' logStreamNames=['a' 'b']}"},
		{"test-metric-filter --filter-pattern a --log-event-messages '[a] b' c", "TestMetricFilter {filterPattern='a' logEventMessages=['[a] b' 'c']}"},
		{`put-metric-filter --metric-transformations metricName=a,defaultValue=0,metricValue=1 '{"metricName": "b"}'`,
			"PutMetricFilter {metricTransformations=[{metricName='a' defaultValue=0 metricValue='1'} {metricName='b'}]}"},
		{`put-metric-filter --log-group-name g "$@"`, "PutMetricFilter {logGroupName='g' filterName=? filterPattern=? metricTransformations=?}"},
		{`put-resource-policy --policy-name p "$@"`, "PutResourcePolicy {policyName='p' policyDocument=?}"},
		{"create-log-anomaly-detector --log-group-arn-list a b --filter-pattern x --anomaly-visibility-time 7",
			"CreateLogAnomalyDetector {logGroupArnList=['a' 'b'] filterPattern='x' anomalyVisibilityTime=7}"},
		{"put-retention-policy \\\n --log-group-name \\\n\tg --retention-in-days \\\r\n 7 \\\n", "PutRetentionPolicy {logGroupName='g' retentionInDays=7}"},
		{"filter-log-events --log-group-name g --log-stream-names a \\\n b \\\n --limit 5", "FilterLogEvents {logGroupName='g' logStreamNames=['a' 'b'] limit=5}"},
		{`create-log-group --log-group-name "${APP}-${STAGE}-errors"`, "CreateLogGroup {logGroupName='--errors'}"},
		{`filter-log-events --log-group-name g --log-stream-names "$a-$b-c" $d-x`, "FilterLogEvents {logGroupName='g' logStreamNames=?}"},
		{"tail $GROUP --since 2m", "FilterLogEvents {logGroupName=?}"},
		{"tail --since 2m ${GROUP} $MORE", "FilterLogEvents {logGroupName=?}"},
		{"describe-log-groups --log-group-name-prefix g", "DescribeLogGroups {logGroupNamePrefix='g'}"},
		{"put-metric-filter help", ""},
		{"put-metric-filter --generate-cli-skeleton", ""},
	} {
		f := source.NewReader(source.Input{Name: "x.sh", Data: []byte("aws logs " + c.command + "\n")})
		Read(f)
		sourcetest.CheckFile(t, f.File())
		got := ""
		for _, r := range f.Resources {
			got += r.Operation.Name + " " + shown(r.Input)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.command, diff)
		}
	}
}
