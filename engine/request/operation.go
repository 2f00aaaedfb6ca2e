package request

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/suggest"
)

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

// UnknownOperationError says that no operation has the name, or that the
// profile does not know it.
type UnknownOperationError struct {
	Operation  Operation
	Profile    Profile
	Suggestion string // a name that was likely meant; "" when there is none
}

func (e *UnknownOperationError) Error() string {
	text := fmt.Sprintf("unknown operation %s", e.Operation)
	if e.Operation.Service != "" && e.Operation.known(Latest) {
		text = fmt.Sprintf("operation %s is not in profile %s", e.Operation, e.Profile)
	}
	if e.Suggestion != "" {
		text += fmt.Sprintf("; did you mean %s?", e.Suggestion)
	}
	return text
}

// known reports whether there is a schema for the operation's requests.
func (o Operation) known(profile Profile) bool {
	f, err := schemaFiles.Open(path.Join("schemas", schemaPath(o, Request, profile)))
	if err != nil {
		return false
	}
	return f.Close() == nil
}

// services in the order in which a name without a service is looked up.
var services = []string{Logs, CloudFront, AppFabric}

// Operations lists the operations of a profile, by service and name, each
// followed at the end of its service by the paginators.
func Operations(profile Profile) []Operation {
	var all []Operation
	for _, service := range services {
		dir := path.Join("schemas", path.Dir(schemaPath(Operation{Service: service}, Request, profile)))
		entries, err := schemaFiles.ReadDir(dir)
		if err != nil {
			continue
		}
		var paginators []Operation
		for _, e := range entries {
			name, ok := strings.CutSuffix(e.Name(), ".request.json")
			if !ok {
				continue
			}
			if plain, ok := strings.CutPrefix(name, "Paginator."); ok {
				paginators = append(paginators, Operation{Service: service, Name: plain, Paginator: true})
				continue
			}
			all = append(all, Operation{Service: service, Name: name})
		}
		all = append(all, paginators...)
	}
	return all
}

// LookupOperation finds an operation by its API name. A paginator is written
// Paginator.DescribeLogGroups (boto3's CloudWatchLogs.Paginator.DescribeLogGroups
// and DescribeLogGroups.paginate are understood too). An empty service means
// the one that has the operation. The error is an *UnknownOperationError.
func LookupOperation(service, name string, profile Profile) (Operation, error) {
	op := Operation{Service: service, Name: name}
	if i := strings.LastIndex(name, "Paginator."); i >= 0 {
		op.Name, op.Paginator = name[i+len("Paginator."):], true
	} else if plain, ok := strings.CutSuffix(name, ".paginate"); ok {
		op.Name, op.Paginator = plain, true
	}
	candidates := services
	if service != "" {
		candidates = []string{service}
	}
	if token(op.Name) {
		for _, op.Service = range candidates {
			if op.known(profile) {
				return op, nil
			}
		}
	}
	op.Service = service
	if service == "" && token(op.Name) && (Operation{Service: Logs, Name: op.Name, Paginator: op.Paginator}).known(Latest) {
		op.Service = Logs // only CloudWatch Logs has profiles
	}
	var names []string
	for _, have := range Operations(profile) {
		if slices.Contains(candidates, have.Service) && have.Paginator == op.Paginator {
			names = append(names, have.Name)
		}
	}
	unknown := &UnknownOperationError{Operation: op, Profile: profile, Suggestion: suggest.Closest(op.Name, names)}
	if op.Paginator && unknown.Suggestion != "" {
		unknown.Suggestion = "Paginator." + unknown.Suggestion
	}
	return op, unknown
}

// token reports whether the name is letters and digits, and so is safe to
// make a file name of.
func token(name string) bool {
	for _, r := range name {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return name != ""
}
