package change_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/logsieve/logsieve/internal/change"
)

// TestFindings holds the code, the severity and the place on the new side of each
// sort of difference.
func TestFindings(t *testing.T) {
	var got []string
	for _, name := range []string{"stops", "terraform"} {
		a, err := txtar.ParseFile(filepath.Join("testdata", name+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		files := map[string]string{}
		for _, f := range a.Files {
			files[f.Name] = string(f.Data)
		}
		for _, f := range change.Of(sideOf(t, files, "old"), sideOf(t, files, "new"), change.Options{}).Findings() {
			got = append(got, fmt.Sprintf("%s %v %s %q: %.60s", f.Code, f.Severity, f.File, files[f.File][f.Span.Start:f.Span.End], f.Message))
		}
	}
	if diff := cmp.Diff([]string{
		`DF004 info new/stack.yaml "": Removed: metric filter gone of /app (was at old/stack.yaml:2`,
		`DF004 info new/stack.yaml "": Removed: Lambda permission Resources.MayShip (was at old/sta`,
		`DF001 error new/stack.yaml "!GetAtt Ship.Arn": Subscription filter deliver: permission: no permission lets `,
		`DF001 error new/stack.yaml "Levels": Alarm levels: metric filter levels: no log event matches its`,
		`DF004 info new/stack.yaml "Levels": Changed: metric filter levels of /app: filterPattern: narrow`,
		`DF004 info new/stack.yaml "Slow": Changed: metric filter slow of /app: metricTransformations.m`,
		`DF001 error new/stack.yaml "Slow": Alarm slow: metric App/Slow: no filter in the files publishe`,
		`DF001 error new/stack.yaml "Gone": Alarm gone: metric App/Gone: no filter in the files publishe`,
		`DF004 info new/stack.yaml "SilentAlarm": Changed: alarm silent: AlarmActions: none → arn:aws:sns:eu-w`,
		`DF003 warning new/first/main.tf "\"aws_cloudwatch_log_metric_filter\" \"a\"": Metric filter b of /first: Terraform: The new filter is crea`,
		`DF004 info new/first/main.tf "\"aws_cloudwatch_log_metric_filter\" \"a\"": Changed: metric filter b of /first: filterPattern: wider; ol`,
		`DF003 warning new/gap/main.tf "\"aws_cloudwatch_log_metric_filter\" \"a\"": Metric filter b of /gap: Terraform: The filter is destroyed `,
		`DF004 info new/gap/main.tf "\"aws_cloudwatch_log_metric_filter\" \"a\"": Renamed: metric filter b of /gap: filterName: a → b.`,
		`DF003 warning new/group/main.tf "\"aws_cloudwatch_log_group\" \"app\"": Log group /other: Terraform: The log group is replaced: the `,
		`DF004 info new/group/main.tf "\"aws_cloudwatch_log_group\" \"app\"": Renamed: log group /other: logGroupName: /group → /other.`,
	}, got); diff != "" {
		t.Error(diff)
	}
}
