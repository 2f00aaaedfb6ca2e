package request

// The services whose shapes are known.
const (
	Logs       = "logs"
	CloudFront = "cloudfront"
	AppFabric  = "appfabric"
)

// Operation names one API operation or, with Paginator set, the client-side
// paginator over it.
type Operation struct {
	Service   string // Logs, CloudFront or AppFabric
	Name      string // as AWS spells it, e.g. "PutMetricFilter"
	Paginator bool
}

// String is the name; a paginator is written Paginator.DescribeLogGroups.
func (o Operation) String() string {
	if o.Paginator {
		return "Paginator." + o.Name
	}
	return o.Name
}

// Direction tells requests from responses.
type Direction uint8

// What the client sends, and what the service answers.
const (
	Request Direction = iota
	Response
)

// String is "request" or "response".
func (d Direction) String() string {
	if d == Response {
		return "response"
	}
	return "request"
}

// Profile is the state of the API that a document is held against.
type Profile string

// Latest is the newest API model, Profile2018 the API as boto3 1.9.42 knew it.
const (
	Latest      Profile = "latest"
	Profile2018 Profile = "2018"
)

// Style is whose voice answers, and thereby which checks are made: the
// service sees a request on the wire, boto3 and the AWS CLI check it before.
type Style string

// StyleAWS answers as the service, StyleBoto3 as botocore does.
const (
	StyleAWS   Style = "aws"
	StyleBoto3 Style = "boto3"
)
