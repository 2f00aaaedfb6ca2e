package awstarget_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/appfabric"
	fabric "github.com/aws/aws-sdk-go-v2/service/appfabric/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	front "github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	"github.com/google/go-cmp/cmp"
)

// wire is a client that notes what it is asked to send, and sends nothing.
type wire struct{ sent [3]string } // method, URL, body

var errNotSent = errors.New("not sent")

func (w *wire) Do(r *http.Request) (*http.Response, error) {
	w.sent = [3]string{r.Method, r.URL.String(), ""}
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		w.sent[2] = string(body)
	}
	return nil, errNotSent
}

// TestEndpointWire compares what is sent with what the SDK's clients send, who
// have it from the service's model.
func TestEndpointWire(t *testing.T) {
	var theirs, ours wire
	config := aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(loopback), HTTPClient: &theirs, RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("KEY", "SECRET", ""),
	}
	cf, af := cloudfront.NewFromConfig(config), appfabric.NewFromConfig(config)
	ctx := t.Context()
	const arn, doc = "arn:aws:appfabric:us-east-1:111122223333:appbundle/b", `"appBundleIdentifier":"arn:aws:appfabric:us-east-1:111122223333:appbundle/b","ingestionIdentifier":"i"`
	endPoints := []front.EndPoint{{StreamType: aws.String("Kinesis"), KinesisStreamConfig: &front.KinesisStreamConfig{RoleARN: aws.String("r"), StreamARN: aws.String("s<")}}}
	tests := []struct {
		operation, request string
		sdk                func() error
	}{
		{"cloudfront CreateRealtimeLogConfig", `{"SamplingRate":5,"Name":"n","Fields":["a","b&c"],"EndPoints":[{"StreamType":"Kinesis","KinesisStreamConfig":{"RoleARN":"r","StreamARN":"s<"}}]}`, func() error {
			_, err := cf.CreateRealtimeLogConfig(ctx, &cloudfront.CreateRealtimeLogConfigInput{Name: aws.String("n"), SamplingRate: aws.Int64(5), Fields: []string{"a", "b&c"}, EndPoints: endPoints})
			return err
		}},
		{"cloudfront UpdateRealtimeLogConfig", `{"ARN":"a","Name":"n","Fields":[]}`, func() error {
			_, err := cf.UpdateRealtimeLogConfig(ctx, &cloudfront.UpdateRealtimeLogConfigInput{ARN: aws.String("a"), Name: aws.String("n"), Fields: []string{}})
			return err
		}},
		{"cloudfront GetRealtimeLogConfig", `{"ARN":"a"}`, func() error {
			_, err := cf.GetRealtimeLogConfig(ctx, &cloudfront.GetRealtimeLogConfigInput{ARN: aws.String("a")})
			return err
		}},
		{"cloudfront DeleteRealtimeLogConfig", `{"Name":"a b"}`, func() error {
			_, err := cf.DeleteRealtimeLogConfig(ctx, &cloudfront.DeleteRealtimeLogConfigInput{Name: aws.String("a b")})
			return err
		}},
		{"cloudfront ListRealtimeLogConfigs", `{"MaxItems":"5","Marker":"m&"}`, func() error {
			_, err := cf.ListRealtimeLogConfigs(ctx, &cloudfront.ListRealtimeLogConfigsInput{MaxItems: aws.Int32(5), Marker: aws.String("m&")})
			return err
		}},
		{"appfabric CreateIngestionDestination", `{` + doc + `,"clientToken":"t","processingConfiguration":{"auditLog":{"format":"json","schema":"ocsf"}},"destinationConfiguration":{"auditLog":{"destination":{"s3Bucket":{"bucketName":"b"}}}}}`, func() error {
			_, err := af.CreateIngestionDestination(ctx, &appfabric.CreateIngestionDestinationInput{
				AppBundleIdentifier: aws.String(arn), IngestionIdentifier: aws.String("i"), ClientToken: aws.String("t"),
				ProcessingConfiguration:  &fabric.ProcessingConfigurationMemberAuditLog{Value: fabric.AuditLogProcessingConfiguration{Format: "json", Schema: "ocsf"}},
				DestinationConfiguration: &fabric.DestinationConfigurationMemberAuditLog{Value: fabric.AuditLogDestinationConfiguration{Destination: &fabric.DestinationMemberS3Bucket{Value: fabric.S3Bucket{BucketName: aws.String("b")}}}},
			})
			return err
		}},
		{"appfabric ListIngestionDestinations", `{` + doc + `,"maxResults":5,"nextToken":"a/b"}`, func() error {
			_, err := af.ListIngestionDestinations(ctx, &appfabric.ListIngestionDestinationsInput{AppBundleIdentifier: aws.String(arn), IngestionIdentifier: aws.String("i"), MaxResults: aws.Int32(5), NextToken: aws.String("a/b")})
			return err
		}},
		{"appfabric GetIngestionDestination", `{` + doc + `,"ingestionDestinationIdentifier":"d"}`, func() error {
			_, err := af.GetIngestionDestination(ctx, &appfabric.GetIngestionDestinationInput{AppBundleIdentifier: aws.String(arn), IngestionIdentifier: aws.String("i"), IngestionDestinationIdentifier: aws.String("d")})
			return err
		}},
		{"appfabric DeleteIngestionDestination", `{` + doc + `,"ingestionDestinationIdentifier":"d"}`, func() error {
			_, err := af.DeleteIngestionDestination(ctx, &appfabric.DeleteIngestionDestinationInput{AppBundleIdentifier: aws.String(arn), IngestionIdentifier: aws.String("i"), IngestionDestinationIdentifier: aws.String("d")})
			return err
		}},
		{"appfabric UpdateIngestionDestination", `{` + doc + `,"ingestionDestinationIdentifier":"d","destinationConfiguration":{"auditLog":{"destination":{"s3Bucket":{"bucketName":"b"}}}}}`, func() error {
			_, err := af.UpdateIngestionDestination(ctx, &appfabric.UpdateIngestionDestinationInput{
				AppBundleIdentifier: aws.String(arn), IngestionIdentifier: aws.String("i"), IngestionDestinationIdentifier: aws.String("d"),
				DestinationConfiguration: &fabric.DestinationConfigurationMemberAuditLog{Value: fabric.AuditLogDestinationConfiguration{Destination: &fabric.DestinationMemberS3Bucket{Value: fabric.S3Bucket{BucketName: aws.String("b")}}}},
			})
			return err
		}},
	}
	for _, tt := range tests {
		theirs, ours = wire{}, wire{}
		if err := tt.sdk(); !errors.Is(err, errNotSent) {
			t.Errorf("%s: %v", tt.operation, err)
		}
		within, cancel := context.WithCancel(ctx)
		e := newEndpoint(t, loopback, func(r *http.Request) (*http.Response, error) {
			defer cancel() // there is no need to ask again
			return ours.Do(r)
		}, nil)
		if _, err := e.Do(within, call(tt.operation, tt.request)); err == nil {
			t.Errorf("%s: answered", tt.operation)
		}
		if d := cmp.Diff(theirs.sent, ours.sent); d != "" {
			t.Errorf("%s (-SDK +ours):\n%s", tt.operation, d)
		}
	}
}

// TestEndpointUnsayable is what the REST protocols have no way to say.
func TestEndpointUnsayable(t *testing.T) {
	const path = "unsupported: the request has no path: a member in it is missing or no text"
	const place = "unsupported: a member of the request has no place in path and query"
	const inXML = "unsupported: the request cannot be said in XML: a member is unknown or of another type"
	const unknown = "unsupported: the endpoint target knows no paths of this operation"
	for _, tt := range []struct{ operation, request, want string }{
		{"appfabric GetIngestionDestination", `{"ingestionIdentifier":"i","ingestionDestinationIdentifier":"d"}`, path},
		{"appfabric GetIngestionDestination", `{"appBundleIdentifier":5,"ingestionIdentifier":"i","ingestionDestinationIdentifier":"d"}`, path},
		{"appfabric GetIngestionDestination", `{"appBundleIdentifier":"","ingestionIdentifier":"i","ingestionDestinationIdentifier":"d"}`, path},
		{"appfabric GetIngestionDestination", `{"appBundleIdentifier":"b","ingestionIdentifier":"i","ingestionDestinationIdentifier":"d","x":1}`, place},
		{"appfabric ListIngestionDestinations", `{"appBundleIdentifier":"b","ingestionIdentifier":"i","nextToken":null}`, "unsupported: a member of the request cannot be said in a query"},
		{"appfabric GetAppBundle", `{}`, unknown},
		{"cloudfront CreateRealtimeLogConfig", `{"Name":5}`, inXML},
		{"cloudfront CreateRealtimeLogConfig", `{"Fields":"a"}`, inXML},
		{"cloudfront CreateRealtimeLogConfig", `{"Fields":null}`, inXML},
		{"cloudfront CreateRealtimeLogConfig", `{"EndPoints":[null]}`, inXML},
		{"cloudfront CreateRealtimeLogConfig", `{"SamplingRate":"5"}`, inXML},
		{"cloudfront CreateRealtimeLogConfig", `{"Colour":"red"}`, inXML},
		{"cloudfront ListRealtimeLogConfigs", `{"Colour":"red"}`, place},
		{"cloudfront GetDistribution", `{}`, unknown},
	} {
		asked := 0
		e := newEndpoint(t, loopback, func(*http.Request) (*http.Response, error) { asked++; return respond(200, ""), nil }, nil)
		answer, err := e.Do(t.Context(), call(tt.operation, tt.request))
		if got := describe(answer, err); got != tt.want || asked != 0 {
			t.Errorf("%s %s: asked %d times, %s", tt.operation, tt.request, asked, got)
		}
	}
}

// TestEndpointXML reads answers of CloudFront.
func TestEndpointXML(t *testing.T) {
	const config = `<EndPoints><member><StreamType>Kinesis</StreamType><KinesisStreamConfig><RoleARN>r</RoleARN></KinesisStreamConfig></member></EndPoints>` +
		`<Fields><Field>a</Field><Field>b</Field></Fields><Name>n&lt;</Name><SamplingRate>5</SamplingRate>`
	const inJSON = `{"EndPoints":[{"KinesisStreamConfig":{"RoleARN":"r"},"StreamType":"Kinesis"}],"Fields":["a","b"],"Name":"n\u003c","SamplingRate":5}`
	for _, tt := range []struct {
		status     int
		body, want string
	}{
		{204, "", "{}"},
		{201, `<?xml version="1.0"?><CreateRealtimeLogConfigResult xmlns="x"><RealtimeLogConfig>` + config + `</RealtimeLogConfig></CreateRealtimeLogConfigResult>`, `{"RealtimeLogConfig":` + inJSON + `}`},
		{200, `<RealtimeLogConfigs><IsTruncated>true</IsTruncated><MaxItems>1</MaxItems><Items><member>` + config + `</member></Items></RealtimeLogConfigs>`,
			`{"RealtimeLogConfigs":{"IsTruncated":true,"Items":[` + inJSON + `],"MaxItems":1}}`},
		{200, "<a", `no answer: the endpoint answers "<a", which is no XML: XML syntax error on line 1: unexpected EOF`},
		{409, `<ErrorResponse xmlns="x"><Error><Type>Sender</Type><Code>RealtimeLogConfigAlreadyExists</Code><Message>It does.</Message></Error><RequestId>1</RequestId></ErrorResponse>`, "RealtimeLogConfigAlreadyExists: It does."},
		{404, "gone", "no answer: the endpoint answers 404 Not Found: gone"},
	} {
		e := newEndpoint(t, loopback, func(*http.Request) (*http.Response, error) { return respond(tt.status, tt.body), nil }, nil)
		answer, err := e.Do(t.Context(), call("cloudfront ListRealtimeLogConfigs", "{}"))
		if got := describe(answer, err); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}
