package endpoint_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/appfabric"
	fabric "github.com/aws/aws-sdk-go-v2/service/appfabric/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	front "github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/endpoint"
)

// serve serves an endpoint on a free port until the test ends, and returns
// the configuration of clients for it. Signatures are required.
func serve(t *testing.T) (aws.Config, *tester) {
	t.Helper()
	x := newTester(t, func(o *endpoint.Options) {
		o.Credentials = &endpoint.Credentials{AccessKeyID: "KEY", SecretAccessKey: "SECRET"}
		o.Now = time.Now // clients sign with their own clock
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- x.Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String("http://" + listener.Addr().String()),
		Credentials: credentials.NewStaticCredentialsProvider("KEY", "SECRET", ""),
	}, x
}

func check[T any](t *testing.T) func(out T, err error) T {
	return func(out T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

func TestSDKLogs(t *testing.T) {
	config, x := serve(t)
	c := logs.NewFromConfig(config)
	ctx := t.Context()
	for i := range 7 {
		name := aws.String(fmt.Sprintf("app/%d", i))
		check[*logs.CreateLogGroupOutput](t)(c.CreateLogGroup(ctx, &logs.CreateLogGroupInput{LogGroupName: name, Tags: map[string]string{"a": "b"}}))
		check[*logs.PutMetricFilterOutput](t)(c.PutMetricFilter(ctx, &logs.PutMetricFilterInput{
			LogGroupName: name, FilterName: aws.String("errors"), FilterPattern: aws.String("{ $.level = ERROR }"),
			MetricTransformations: []types.MetricTransformation{{
				MetricName: aws.String("Errors"), MetricNamespace: aws.String("App"), MetricValue: aws.String("$.n"),
				Unit: types.StandardUnitCount, Dimensions: map[string]string{"Host": "$.host"},
			}},
		}))
	}
	group := aws.String("app/0")
	check[*logs.PutSubscriptionFilterOutput](t)(c.PutSubscriptionFilter(ctx, &logs.PutSubscriptionFilterInput{
		LogGroupName: group, FilterName: aws.String("all"), FilterPattern: aws.String(""), DestinationArn: aws.String("arn:aws:lambda:us-east-1:123456789012:function:f"),
	}))
	start := time.Now().UnixMilli() - 60000
	var want []string
	for s := range 3 {
		stream := aws.String(fmt.Sprintf("stream/%d", s))
		check[*logs.CreateLogStreamOutput](t)(c.CreateLogStream(ctx, &logs.CreateLogStreamInput{LogGroupName: group, LogStreamName: stream}))
		in := logs.PutLogEventsInput{LogGroupName: group, LogStreamName: stream}
		for i := range 10 {
			message := fmt.Sprintf(`{"level": "ERROR", "n": %d, "host": "h%d"}`, i, s)
			in.LogEvents = append(in.LogEvents, types.InputLogEvent{Timestamp: aws.Int64(start + int64(10*i+s)), Message: &message})
		}
		check[*logs.PutLogEventsOutput](t)(c.PutLogEvents(ctx, &in))
	}
	for i := range 10 {
		for s := range 3 {
			want = append(want, fmt.Sprintf(`{"level": "ERROR", "n": %d, "host": "h%d"}`, i, s))
		}
	}

	var groups, streams, filters, subscriptions, events, read []string
	for p := logs.NewDescribeLogGroupsPaginator(c, &logs.DescribeLogGroupsInput{Limit: aws.Int32(2)}); p.HasMorePages(); {
		for _, g := range check[*logs.DescribeLogGroupsOutput](t)(p.NextPage(ctx)).LogGroups {
			groups = append(groups, *g.LogGroupName)
		}
	}
	for p := logs.NewDescribeLogStreamsPaginator(c, &logs.DescribeLogStreamsInput{LogGroupName: group, Limit: aws.Int32(2), OrderBy: types.OrderByLastEventTime, Descending: aws.Bool(true)}); p.HasMorePages(); {
		for _, s := range check[*logs.DescribeLogStreamsOutput](t)(p.NextPage(ctx)).LogStreams {
			streams = append(streams, *s.LogStreamName)
		}
	}
	for p := logs.NewDescribeMetricFiltersPaginator(c, &logs.DescribeMetricFiltersInput{Limit: aws.Int32(3)}); p.HasMorePages(); {
		for _, f := range check[*logs.DescribeMetricFiltersOutput](t)(p.NextPage(ctx)).MetricFilters {
			filters = append(filters, *f.LogGroupName)
		}
	}
	for p := logs.NewDescribeSubscriptionFiltersPaginator(c, &logs.DescribeSubscriptionFiltersInput{LogGroupName: group}); p.HasMorePages(); {
		for _, f := range check[*logs.DescribeSubscriptionFiltersOutput](t)(p.NextPage(ctx)).SubscriptionFilters {
			subscriptions = append(subscriptions, *f.FilterName)
		}
	}
	for p := logs.NewFilterLogEventsPaginator(c, &logs.FilterLogEventsInput{LogGroupName: group, FilterPattern: aws.String("ERROR"), Limit: aws.Int32(7)}); p.HasMorePages(); {
		for _, e := range check[*logs.FilterLogEventsOutput](t)(p.NextPage(ctx)).Events {
			events = append(events, *e.Message)
		}
	}
	// This paginator ends when a token leads to itself.
	for p := logs.NewGetLogEventsPaginator(c, &logs.GetLogEventsInput{LogGroupName: group, LogStreamName: aws.String("stream/1"), StartFromHead: aws.Bool(true), Limit: aws.Int32(4)},
		func(o *logs.GetLogEventsPaginatorOptions) { o.StopOnDuplicateToken = true }); p.HasMorePages(); {
		for _, e := range check[*logs.GetLogEventsOutput](t)(p.NextPage(ctx)).Events {
			read = append(read, *e.Message)
		}
	}
	seven := []string{"app/0", "app/1", "app/2", "app/3", "app/4", "app/5", "app/6"}
	for _, d := range []struct {
		name      string
		got, want []string
	}{
		{"groups", groups, seven},
		{"streams", streams, []string{"stream/2", "stream/1", "stream/0"}},
		{"metric filters", filters, seven},
		{"subscription filters", subscriptions, []string{"all"}},
		{"events", events, want},
		{"events of a stream", read, slices.DeleteFunc(slices.Clone(want), func(m string) bool { return m[len(m)-3:] != `1"}` })},
	} {
		if diff := cmp.Diff(d.want, d.got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", d.name, diff)
		}
	}
	if err := x.Drain(ctx); err != nil {
		t.Error(err)
	}

	tested := check[*logs.TestMetricFilterOutput](t)(c.TestMetricFilter(ctx, &logs.TestMetricFilterInput{FilterPattern: aws.String("[a, b]"), LogEventMessages: []string{"x y", "z"}}))
	if len(tested.Matches) != 1 || tested.Matches[0].ExtractedValues["$b"] != "y" {
		t.Errorf("TestMetricFilter answers %+v", tested.Matches)
	}
	tags := check[*logs.ListTagsForResourceOutput](t)(c.ListTagsForResource(ctx, &logs.ListTagsForResourceInput{ResourceArn: aws.String("arn:aws:logs:us-east-1:123456789012:log-group:app/0")}))
	if tags.Tags["a"] != "b" {
		t.Errorf("tags %v", tags.Tags)
	}
}

// TestSDKErrors makes typed errors of the SDK from answers.
func TestSDKErrors(t *testing.T) {
	config, _ := serve(t)
	c := logs.NewFromConfig(config)
	name := aws.String("app")
	check[*logs.CreateLogGroupOutput](t)(c.CreateLogGroup(t.Context(), &logs.CreateLogGroupInput{LogGroupName: name}))
	_, err := c.CreateLogGroup(t.Context(), &logs.CreateLogGroupInput{LogGroupName: name})
	var exists *types.ResourceAlreadyExistsException
	if !errors.As(err, &exists) || exists.ErrorMessage() != "The specified log group already exists" {
		t.Error(err)
	}
	_, err = c.DeleteLogStream(t.Context(), &logs.DeleteLogStreamInput{LogGroupName: name, LogStreamName: name})
	var missing *types.ResourceNotFoundException
	if !errors.As(err, &missing) || missing.ErrorMessage() != "The specified log stream does not exist." {
		t.Error(err)
	}
	_, err = c.TestMetricFilter(t.Context(), &logs.TestMetricFilterInput{FilterPattern: aws.String("{"), LogEventMessages: []string{"a"}})
	var invalid *types.InvalidParameterException
	if !errors.As(err, &invalid) || invalid.ErrorMessage() == "" {
		t.Error(err)
	}
	config.Credentials = credentials.NewStaticCredentialsProvider("KEY", "WRONG", "")
	_, err = logs.NewFromConfig(config).DescribeLogGroups(t.Context(), &logs.DescribeLogGroupsInput{})
	var refused smithy.APIError
	if !errors.As(err, &refused) || refused.ErrorCode() != "InvalidSignatureException" {
		t.Error(err)
	}
}

func TestSDKCloudFront(t *testing.T) {
	config, _ := serve(t)
	c := cloudfront.NewFromConfig(config)
	ctx := t.Context()
	points := []front.EndPoint{{StreamType: aws.String("Kinesis"), KinesisStreamConfig: &front.KinesisStreamConfig{
		RoleARN: aws.String("arn:aws:iam::123456789012:role/r"), StreamARN: aws.String("arn:aws:kinesis:us-east-1:123456789012:stream/s"),
	}}}
	for _, name := range []string{"one", "two", "three"} {
		out := check[*cloudfront.CreateRealtimeLogConfigOutput](t)(c.CreateRealtimeLogConfig(ctx, &cloudfront.CreateRealtimeLogConfigInput{
			Name: &name, EndPoints: points, Fields: []string{"timestamp", "c-ip"}, SamplingRate: aws.Int64(100),
		}))
		if *out.RealtimeLogConfig.Name != name || *out.RealtimeLogConfig.EndPoints[0].KinesisStreamConfig.RoleARN != "arn:aws:iam::123456789012:role/r" {
			t.Errorf("created %+v", out.RealtimeLogConfig)
		}
	}
	check[*cloudfront.UpdateRealtimeLogConfigOutput](t)(c.UpdateRealtimeLogConfig(ctx, &cloudfront.UpdateRealtimeLogConfigInput{
		Name: aws.String("two"), EndPoints: points, Fields: []string{"c-ip"}, SamplingRate: aws.Int64(5),
	}))
	got := check[*cloudfront.GetRealtimeLogConfigOutput](t)(c.GetRealtimeLogConfig(ctx, &cloudfront.GetRealtimeLogConfigInput{Name: aws.String("two")})).RealtimeLogConfig
	if *got.SamplingRate != 5 || !slices.Equal(got.Fields, []string{"c-ip"}) {
		t.Errorf("updated %+v", got)
	}
	check[*cloudfront.DeleteRealtimeLogConfigOutput](t)(c.DeleteRealtimeLogConfig(ctx, &cloudfront.DeleteRealtimeLogConfigInput{Name: aws.String("one")}))
	var names []string
	in := cloudfront.ListRealtimeLogConfigsInput{MaxItems: aws.Int32(1)}
	for {
		list := check[*cloudfront.ListRealtimeLogConfigsOutput](t)(c.ListRealtimeLogConfigs(ctx, &in)).RealtimeLogConfigs
		for _, item := range list.Items {
			names = append(names, *item.Name)
		}
		if !*list.IsTruncated {
			break
		}
		in.Marker = list.NextMarker
	}
	if diff := cmp.Diff([]string{"three", "two"}, names); diff != "" {
		t.Error(diff)
	}
	_, err := c.GetRealtimeLogConfig(ctx, &cloudfront.GetRealtimeLogConfigInput{Name: aws.String("one")})
	if _, ok := errors.AsType[*front.NoSuchRealtimeLogConfig](err); !ok {
		t.Error(err)
	}
}

func TestSDKAppFabric(t *testing.T) {
	config, _ := serve(t)
	c := appfabric.NewFromConfig(config)
	ctx := t.Context()
	bundle := aws.String("arn:aws:appfabric:us-east-1:123456789012:appbundle/aaaaaaaa-0000-4000-8000-000000000001")
	ingestion := aws.String("bbbbbbbb-0000-4000-8000-000000000001")
	target := func(bucket string) fabric.DestinationConfiguration {
		return &fabric.DestinationConfigurationMemberAuditLog{Value: fabric.AuditLogDestinationConfiguration{
			Destination: &fabric.DestinationMemberS3Bucket{Value: fabric.S3Bucket{BucketName: &bucket}},
		}}
	}
	for range 3 {
		out := check[*appfabric.CreateIngestionDestinationOutput](t)(c.CreateIngestionDestination(ctx, &appfabric.CreateIngestionDestinationInput{
			AppBundleIdentifier: bundle, IngestionIdentifier: ingestion, DestinationConfiguration: target("my-bucket"),
			ProcessingConfiguration: &fabric.ProcessingConfigurationMemberAuditLog{Value: fabric.AuditLogProcessingConfiguration{Schema: fabric.SchemaOcsf, Format: fabric.FormatJson}},
		}))
		if out.IngestionDestination.CreatedAt == nil || out.IngestionDestination.Status != fabric.IngestionDestinationStatusActive {
			t.Errorf("created %+v", out.IngestionDestination)
		}
	}
	var arns []string
	for p := appfabric.NewListIngestionDestinationsPaginator(c, &appfabric.ListIngestionDestinationsInput{AppBundleIdentifier: bundle, IngestionIdentifier: ingestion, MaxResults: aws.Int32(2)}); p.HasMorePages(); {
		for _, s := range check[*appfabric.ListIngestionDestinationsOutput](t)(p.NextPage(ctx)).IngestionDestinations {
			arns = append(arns, *s.Arn)
		}
	}
	if len(arns) != 3 {
		t.Fatalf("listed %v", arns)
	}
	updated := check[*appfabric.UpdateIngestionDestinationOutput](t)(c.UpdateIngestionDestination(ctx, &appfabric.UpdateIngestionDestinationInput{
		AppBundleIdentifier: bundle, IngestionIdentifier: ingestion, IngestionDestinationIdentifier: &arns[0], DestinationConfiguration: target("other-bucket"),
	}))
	destination := updated.IngestionDestination.DestinationConfiguration.(*fabric.DestinationConfigurationMemberAuditLog).Value.Destination.(*fabric.DestinationMemberS3Bucket)
	if *destination.Value.BucketName != "other-bucket" {
		t.Errorf("updated to %s", *destination.Value.BucketName)
	}
	check[*appfabric.DeleteIngestionDestinationOutput](t)(c.DeleteIngestionDestination(ctx, &appfabric.DeleteIngestionDestinationInput{
		AppBundleIdentifier: bundle, IngestionIdentifier: ingestion, IngestionDestinationIdentifier: &arns[0],
	}))
	_, err := c.GetIngestionDestination(ctx, &appfabric.GetIngestionDestinationInput{AppBundleIdentifier: bundle, IngestionIdentifier: ingestion, IngestionDestinationIdentifier: &arns[0]})
	if _, ok := errors.AsType[*fabric.ResourceNotFoundException](err); !ok {
		t.Error(err)
	}
}
