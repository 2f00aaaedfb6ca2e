package endpoint_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	watch "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"
)

// TestSDKRegions has one log group in two regions, and reads the metrics of
// each back: the SDK speaks RPC v2 with CBOR to CloudWatch, and Query to STS.
func TestSDKRegions(t *testing.T) {
	config, _ := serve(t)
	ctx := t.Context()
	caller := check[*sts.GetCallerIdentityOutput](t)(sts.NewFromConfig(config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{}))
	if *caller.Account != "123456789012" || *caller.Arn != "arn:aws:iam::123456789012:root" {
		t.Errorf("the caller is %s, %s", *caller.Account, *caller.Arn)
	}
	now := time.Now().Truncate(time.Minute).Add(-2 * time.Minute)
	name := aws.String("app")
	for i, region := range []string{"us-east-1", "eu-west-1"} {
		config.Region = region
		c := logs.NewFromConfig(config)
		check[*logs.CreateLogGroupOutput](t)(c.CreateLogGroup(ctx, &logs.CreateLogGroupInput{LogGroupName: name}))
		check[*logs.CreateLogStreamOutput](t)(c.CreateLogStream(ctx, &logs.CreateLogStreamInput{LogGroupName: name, LogStreamName: name}))
		check[*logs.PutMetricFilterOutput](t)(c.PutMetricFilter(ctx, &logs.PutMetricFilterInput{
			LogGroupName: name, FilterName: aws.String("latency"), FilterPattern: aws.String("{ $.ms >= 0 }"),
			MetricTransformations: []types.MetricTransformation{{
				MetricName: aws.String("Latency"), MetricNamespace: aws.String("App"), MetricValue: aws.String("$.ms"),
				Unit: types.StandardUnitMilliseconds, Dimensions: map[string]string{"Path": "$.path"},
			}},
		}))
		in := logs.PutLogEventsInput{LogGroupName: name, LogStreamName: name}
		for n := range 3 + i {
			message := fmt.Sprintf(`{"ms": %d.5, "path": "/ü"}`, 10*n)
			in.LogEvents = append(in.LogEvents, types.InputLogEvent{Timestamp: aws.Int64(now.UnixMilli() + int64(n)), Message: &message})
		}
		check[*logs.PutLogEventsOutput](t)(c.PutLogEvents(ctx, &in))
	}
	for i, region := range []string{"us-east-1", "eu-west-1"} {
		config.Region = region
		groups := check[*logs.ListLogGroupsOutput](t)(logs.NewFromConfig(config).ListLogGroups(ctx, &logs.ListLogGroupsInput{LogGroupNamePattern: aws.String("^app")}))
		if len(groups.LogGroups) != 1 || *groups.LogGroups[0].LogGroupArn != "arn:aws:logs:"+region+":123456789012:log-group:app" {
			t.Errorf("%s has %v", region, groups.LogGroups)
		}
		c := cloudwatch.NewFromConfig(config)
		listed := check[*cloudwatch.ListMetricsOutput](t)(c.ListMetrics(ctx, &cloudwatch.ListMetricsInput{Namespace: aws.String("App")}))
		if len(listed.Metrics) != 1 || *listed.Metrics[0].MetricName != "Latency" || *listed.Metrics[0].Dimensions[0].Value != "/ü" {
			t.Fatalf("%s lists %+v", region, listed.Metrics)
		}
		metric := listed.Metrics[0]
		statistics := check[*cloudwatch.GetMetricStatisticsOutput](t)(c.GetMetricStatistics(ctx, &cloudwatch.GetMetricStatisticsInput{
			Namespace: metric.Namespace, MetricName: metric.MetricName, Dimensions: metric.Dimensions,
			StartTime: &now, EndTime: aws.Time(now.Add(time.Minute)), Period: aws.Int32(60),
			Statistics: []watch.Statistic{watch.StatisticSum, watch.StatisticSampleCount, watch.StatisticMaximum}, ExtendedStatistics: []string{"p100"},
		}))
		want := []watch.Datapoint{{
			Timestamp: aws.Time(now.UTC()), Unit: watch.StandardUnitMilliseconds, SampleCount: aws.Float64(3 + float64(i)),
			Sum: aws.Float64([]float64{31.5, 62}[i]), Maximum: aws.Float64([]float64{20.5, 30.5}[i]),
			ExtendedStatistics: map[string]float64{"p100": []float64{20.5, 30.5}[i]},
		}}
		if diff := cmp.Diff(want, statistics.Datapoints, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".noSmithyDocumentSerde" }, cmp.Ignore())); diff != "" {
			t.Errorf("%s (-want +got)\n%s", region, diff)
		}
		var values []float64
		for p := cloudwatch.NewGetMetricDataPaginator(c, &cloudwatch.GetMetricDataInput{
			StartTime: &now, EndTime: aws.Time(now.Add(time.Minute)), MaxDatapoints: aws.Int32(1),
			MetricDataQueries: []watch.MetricDataQuery{
				{Id: aws.String("low"), MetricStat: &watch.MetricStat{Metric: &metric, Period: aws.Int32(60), Stat: aws.String("Minimum")}},
				{Id: aws.String("mean"), MetricStat: &watch.MetricStat{Metric: &metric, Period: aws.Int32(60), Stat: aws.String("Average")}},
			},
		}); p.HasMorePages(); {
			for _, r := range check[*cloudwatch.GetMetricDataOutput](t)(p.NextPage(ctx)).MetricDataResults {
				values = append(values, r.Values...)
			}
		}
		if diff := cmp.Diff([]float64{0.5, []float64{10.5, 15.5}[i]}, values); diff != "" {
			t.Errorf("%s (-want +got)\n%s", region, diff)
		}
		var refused *watch.InvalidParameterCombinationException
		_, err := c.GetMetricStatistics(ctx, &cloudwatch.GetMetricStatisticsInput{
			Namespace: metric.Namespace, MetricName: metric.MetricName, StartTime: &now, EndTime: &now, Period: aws.Int32(60), Statistics: []watch.Statistic{watch.StatisticSum},
		})
		if !errors.As(err, &refused) || refused.ErrorMessage() != "The parameter StartTime must be less than the parameter EndTime." {
			t.Error(err)
		}
		var unknown smithy.APIError
		if _, err := c.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{}); !errors.As(err, &unknown) || unknown.ErrorCode() != "InvalidAction" && unknown.ErrorCode() != "UnknownOperationException" {
			t.Error(err)
		}
	}
}
