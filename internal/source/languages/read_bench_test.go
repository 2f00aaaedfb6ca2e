package languages

import (
	"fmt"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// BenchmarkRead reads one file of each kind.
func BenchmarkRead(b *testing.B) {
	for _, name := range []string{"cloudtrail.yaml", "fragment.yaml", "stack.template.json", "serverless.yml", "Pulumi.yaml", "requests.ndjson", "plan.json"} {
		data := sourcetest.Surface(b, name).Data
		b.Run(name, func(b *testing.B) { benchmarkRead(b, name, data) })
	}
	// A template of the usual size with one filter among other resources, and
	// one without.
	b.Run("one-filter.yaml", func(b *testing.B) { benchmarkRead(b, "t.yaml", []byte(bucketTemplate(12)+filterTemplate)) })
	b.Run("none.yaml", func(b *testing.B) { benchmarkRead(b, "t.yaml", []byte(bucketTemplate(12))) })
	b.Run("none.json", func(b *testing.B) {
		benchmarkRead(b, "t.json", []byte(strings.Repeat(`{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "a"}}}}`, 30)))
	})
}

func benchmarkRead(b *testing.B, name string, data []byte) {
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		Read(source.Input{Name: name, Data: data}, Options{})
	}
}

func bucketTemplate(n int) string {
	var b strings.Builder
	b.WriteString("AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  Name: {Type: String}\nResources:\n")
	for i := range n {
		fmt.Fprintf(&b, "  Bucket%d:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: !Sub '${Name}-%d'\n      Tags:\n        - Key: team\n          Value: !Ref Name\n", i, i)
	}
	return b.String()
}

const filterTemplate = `  Errors:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref Name
      FilterPattern: '{ $.userIdentity.type = "Root" && $.eventType != "AwsServiceEvent" }'
      MetricTransformations:
        - MetricName: errors
          MetricNamespace: app
          MetricValue: "1"
          DefaultValue: 0
`
