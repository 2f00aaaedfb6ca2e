// Package source is what configuration files say in the terms of the CloudWatch
// Logs, CloudFront and AppFabric APIs: the requests that their resources stand
// for, each value with its place in the file. It knows nothing of what is right
// or wrong in them, and no language: each has a package below this one, and
// package languages knows them all.
package source

import (
	"sync"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/position"
)

// What values and problems are made of.
type (
	Span    = document.Span
	Text    = document.Text
	Hole    = document.Hole
	Edit    = document.Edit
	Problem = document.Problem
	Comment = document.Comment
)

// Input is a file that has been read into memory.
type Input struct {
	Name string // as it is shown, with / between folders
	Data []byte
}

// File is what one file holds. The Format of a file without a resource of ours
// is None, unless it was recognised before that was known.
type File struct {
	Input
	Format    *Format
	Resources []*Resource // in the order of the file
	// Links are the resources that those of ours lead to: functions and who may
	// call them, streams, roles, topics, trails. They are read as far as their
	// names and links go, and not judged by themselves.
	Links    []*Resource
	Problems []*Problem // what could not be read, in the order of the file
	Comments []Comment  // in the order of the file; formats without comments have none
	// Beside are the other files of what is deployed together that may hold
	// more links. Without them what seems to be missing may be there.
	Beside []Beside
	// Listings are the pages of what an account answered, in the order of the
	// file; only files of what is deployed have them.
	Listings []*Listing
	// StarredARN is set when the arn of a log group may have the :* at its end
	// already.
	StarredARN bool

	once  sync.Once
	lines *position.Lines
}

// Position is the line and column of an offset in the file.
func (f *File) Position(offset int) position.Position {
	f.once.Do(func() { f.lines = position.NewLines(f.Data) })
	return f.lines.Of(offset)
}

// Resource is one request that a file stands for. A log group with a retention
// makes two: CreateLogGroup and PutRetentionPolicy.
type Resource struct {
	// Address names it in its file: Resources.RootLogin,
	// aws_cloudwatch_log_metric_filter.root_login,
	// module.x.aws_cloudwatch_log_group.app, functions.hello.events[0].
	Address string
	Type    string // as the file has it, e.g. AWS::Logs::MetricFilter
	At      Span   // where the file names it: a key, a block's labels
	Body    Span   // all of it, the name included

	Operation request.Operation
	// Input is the request with the members' names of the API, a Map. Members
	// that the format cannot say are absent.
	Input *Value
	// Conditional is set when the resource may not be deployed: it has a
	// Condition, or a count or for_each that is not known.
	Conditional bool
	// Called is set for a resource of a Terraform module that the file calls: At
	// is the call, and stands for all that is not written in the file itself.
	Called bool
	// Module is the folder of that module, "" for one that is not Called.
	Module string
	// Format is the format of the document in the file that has the resource, nil
	// for that of the file.
	Format *Format
	// Shown is set for what a file only shows: in prose, in a snapshot of a test. It
	// is judged, and not counted among what is deployed.
	Shown bool
	// Provider names the provider of Terraform that the resource asks for, ""
	// for the one of the folder: another one is another Region or account.
	Provider string
	// Account and Region are where the resource is deployed, "" when the file does
	// not tell.
	Account, Region string
	// Mixed is set when they are not known, and may be any of several.
	Mixed bool
	// Observed is what an account tells of a resource that is deployed, as it
	// tells it: also what no request says, such as the state of an alarm. It is
	// nil for what is declared.
	Observed *Value
	// Repeated are keys of the resource that are written again behind, so that
	// they do not count; they have no values.
	Repeated []*Member
	// Misnamed are arguments that the type does not have where they are written.
	Misnamed []Misnamed
	// Ignores are the ignores of the resource's own metadata.
	Ignores []Ignore
	// References are the addresses of resources that this one depends on in
	// the same file or module, e.g. by DependsOn or a role's attribute.
	References []string
}

// PatternOnly is a filter pattern of which it is not known whose it is: judged as
// one by itself.
func PatternOnly(address, kind string, at, body Span, pattern *Member) *Resource {
	return &Resource{
		Address: address, Type: kind, At: at, Body: body,
		Operation: request.Operation{Service: request.Logs, Name: "TestMetricFilter"},
		Input: &Value{Kind: Map, Span: pattern.Value.Span, Members: []*Member{
			pattern, {Name: "logEventMessages", Key: at, Value: &Value{Kind: Unknown, Span: at}},
		}},
	}
}

// Ignore is one entry of Metadata.logsieve.ignore.
type Ignore struct {
	Span   Span
	Rule   string // a rule's name or code
	Reason string // "" when none is given
}
