package endpoint

import (
	"context"
	"maps"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/endpoint/store"
	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/stateless"
)

const (
	targetPrefix = "Logs_20140328."
	jsonType     = "application/x-amz-json-1.1"
)

// logs answers AWS JSON 1.1.
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
func (s *Server) logs(ctx context.Context, r *http.Request, body []byte, id string) (response, error) {
	target := r.Header.Get("X-Amz-Target")
	name, ok := strings.CutPrefix(target, targetPrefix)
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.URL.Path != "/" || r.Method != http.MethodPost:
		return response{}, unknownOperation(http.StatusNotFound, "Operations are requested by POST /.")
	case err != nil || media != jsonType:
		return response{}, unknownOperation(http.StatusNotFound, "The Content-Type must be "+jsonType+".")
	case target == "":
		return response{}, unknownOperation(http.StatusBadRequest, "The header X-Amz-Target is missing, such as "+targetPrefix+"TestMetricFilter.")
	case !ok:
		return response{}, unknownOperation(http.StatusBadRequest, "X-Amz-Target must be "+targetPrefix+" and an operation, such as "+targetPrefix+"TestMetricFilter.")
	}
	at, err := s.place(r, "logs")
	if err != nil {
		return response{}, err
	}
	return s.logsOperation(ctx, at, name, body, id)
}

// logsOperation answers one operation of CloudWatch Logs.
func (s *Server) logsOperation(ctx context.Context, at place, name string, doc []byte, id string) (response, error) {
	answer, needsNoState := stateless.Lookup(name)
	op, err := request.LookupOperation(request.Logs, name, request.Latest)
	switch {
	case err != nil && needsNoState: // one of our own
		return answered(answer(doc))
	case err != nil || op.Paginator:
		return response{}, unknownOperation(http.StatusBadRequest, "")
	}
	retention := func(group string) time.Duration { return s.retention(at.region, group) }
	if err := s.validate(op, doc, request.Options{Retention: retention}); err != nil {
		return response{}, err
	}
	if needsNoState {
		return answered(answer(doc))
	}
	run, ok := s.operations[name]
	streams := name == "StartLiveTail"
	if !ok && !streams || s.options.Store == nil {
		return response{}, s.notImplemented(name, ok || streams)
	}
	in, err := request.Decode(doc)
	if err != nil {
		return response{}, serialization("")
	}
	if streams {
		return s.startLiveTail(ctx, at, in, doc, id)
	}
	return answered(s.run(ctx, at, run, name, in, doc))
}

// answered is the response with what an operation has answered.
func answered(body []byte, err error) (response, error) {
	return response{status: http.StatusOK, contentType: jsonType, body: body}, err
}

// validate refuses a request as its service does. Where the service's text
// is not known, ours says what is wrong and what to do.
func (s *Server) validate(op request.Operation, doc []byte, options request.Options) error {
	options.Now, options.AsOf = s.options.Now(), s.options.AsOf
	result, err := request.Validate(op, request.Request, request.Latest, doc, options)
	if err != nil || result.Valid {
		return err
	}
	message := result.Message
	if message == "" {
		for _, f := range result.Findings {
			if f.Severity == request.Error {
				message = strings.TrimSpace(f.Reason + " " + f.Remedy)
				break
			}
		}
	}
	return &engine.APIError{Code: result.Code, Message: message, Status: http.StatusBadRequest}
}

const unknownOperationCode = "UnknownOperationException"

func unknownOperation(status int, message string) error {
	return &engine.APIError{Code: unknownOperationCode, Message: message, Status: status}
}

// notImplemented is no answer of AWS. Clients do not retry status 501.
func (s *Server) notImplemented(name string, onState bool) error {
	message := name + " is valid, but logsieve serve does not implement it."
	word, refused := refusals[name]
	switch {
	case refused:
		message = name + " is valid, but " + word
	case onState:
		message = name + " is valid, but needs state: start logsieve serve with --state DIR or --state memory."
	}
	return &engine.APIError{Code: "NotImplementedException", Message: message, Status: http.StatusNotImplemented}
}

// failJSON answers an error in AWS JSON 1.1.
func failJSON(err *engine.APIError, _ string) response {
	body := struct {
		Type    string `json:"__type"`
		Message string `json:"message,omitempty"`
	}{err.Code, err.Message}
	return response{status: err.Status, contentType: jsonType, body: marshal(body), errorType: err.Code}
}

// marshal writes JSON for programs: nothing is escaped for HTML.
func marshal[T any](v T) []byte {
	b, err := jsontext.Marshal(v)
	if err != nil {
		// The types here hold nothing that cannot be encoded.
		return []byte("{}")
	}
	return b
}

// operation is an operation of CloudWatch Logs on state.
type operation struct {
	writes bool
	run    func(*call) ([]byte, error)
}

// reads is an operation that changes nothing.
func reads[Out any](f func(*call) (Out, error)) operation { return operation{run: encoded(f)} }

// writes is an operation that changes the state, and answers.
func writes[Out any](f func(*call) (Out, error)) operation {
	return operation{writes: true, run: encoded(f)}
}

// changes is an operation that changes the state, and answers nothing.
func changes(f func(*call) error) operation {
	return operation{writes: true, run: func(c *call) ([]byte, error) { return nil, f(c) }}
}

func encoded[Out any](f func(*call) (Out, error)) func(*call) ([]byte, error) {
	return func(c *call) ([]byte, error) {
		out, err := f(c)
		if err != nil {
			return nil, err
		}
		return marshal(out), nil
	}
}

// call is one request in its transaction.
type call struct {
	*Server
	place
	ctx  context.Context
	tx   *store.Region
	name string         // of the operation
	in   *request.Value // valid by the shape and the rules
	doc  []byte         // what in was decoded from
	now  int64          // milliseconds since the epoch
	work bool           // there is work for the background
	// tailed are log events that live tail sessions may see once they are kept.
	tailed tailed
}

func (s *Server) run(ctx context.Context, at place, op operation, name string, in *request.Value, doc []byte) (out []byte, err error) {
	now := s.options.Now().UnixMilli()
	var last *call
	transaction := s.options.Store.View
	if op.writes {
		transaction = s.options.Store.Update
	}
	err = store.Within(transaction, at.region, func(tx *store.Region) (err error) {
		last = &call{Server: s, place: at, ctx: ctx, tx: tx, name: name, in: in, doc: doc, now: now}
		out, err = op.run(last)
		return err
	})
	if err != nil {
		return nil, err
	}
	if last.work {
		s.wakeUp()
	}
	if len(last.tailed.events) > 0 {
		s.tails.offer(at, last.tailed)
	}
	return out, err
}

// text is a member that is a string, "" if it is absent.
func (c *call) text(name string) string { return c.in.Get(name).Str() }

// flag is a member that is a boolean, false if it is absent.
func (c *call) flag(name string) bool {
	b, _ := c.in.Get(name).Flag()
	return b
}

// number is a member that is a whole number; ok is false if it is absent. As
// the service does it, a fraction is cut.
func number(v *request.Value) (n int64, ok bool) {
	if n, ok = v.Int64(); ok {
		return n, true
	}
	f, ok := v.Float64()
	return int64(f), ok
}

// texts are the strings of a list.
func texts(v *request.Value) []string {
	items := v.Items()
	if items == nil {
		return nil
	}
	list := make([]string, len(items))
	for i, item := range items {
		list[i] = item.Str()
	}
	return list
}

// textMap are the strings of a map.
func textMap(v *request.Value) map[string]string {
	members := v.Members()
	if members == nil {
		return nil
	}
	m := make(map[string]string, len(members))
	for _, e := range members {
		m[e.Name] = e.Value.Str()
	}
	return m
}

// logsOperations are the operations on state.
func logsOperations() map[string]operation {
	all := map[string]operation{
		"CreateLogGroup":                changes((*call).createLogGroup),
		"DeleteLogGroup":                changes((*call).deleteLogGroup),
		"DescribeLogGroups":             reads(pages("logGroups", (*call).describeLogGroups)),
		"ListLogGroups":                 reads(pages("logGroups", (*call).listLogGroups)),
		"PutRetentionPolicy":            changes((*call).putRetentionPolicy),
		"DeleteRetentionPolicy":         changes((*call).deleteRetentionPolicy),
		"PutLogGroupDeletionProtection": changes((*call).putDeletionProtection),
		"AssociateKmsKey":               changes((*call).associateKmsKey),
		"DisassociateKmsKey":            changes((*call).disassociateKmsKey),
		"TagLogGroup":                   changes((*call).tagLogGroup),
		"UntagLogGroup":                 changes((*call).untagLogGroup),
		"ListTagsLogGroup":              reads(as("tags", (*call).listTagsLogGroup)),
		"TagResource":                   changes((*call).tagResource),
		"UntagResource":                 changes((*call).untagResource),
		"ListTagsForResource":           reads(as("tags", (*call).listTagsForResource)),
		"CreateLogStream":               changes((*call).createLogStream),
		"DeleteLogStream":               changes((*call).deleteLogStream),
		"DescribeLogStreams":            reads(pages("logStreams", (*call).describeLogStreams)),
		"PutLogEvents":                  writes((*call).putLogEvents),
		"GetLogEvents":                  reads((*call).getLogEvents),
		"FilterLogEvents":               reads((*call).filterLogEvents),
		"PutMetricFilter":               changes((*call).putMetricFilter),
		"DeleteMetricFilter":            changes((*call).deleteMetricFilter),
		"DescribeMetricFilters":         reads(pages("metricFilters", (*call).describeMetricFilters)),
		"PutSubscriptionFilter":         changes((*call).putSubscriptionFilter),
		"DeleteSubscriptionFilter":      changes((*call).deleteSubscriptionFilter),
		"DescribeSubscriptionFilters":   reads(pages("subscriptionFilters", (*call).describeSubscriptionFilters)),
		"PutDestination":                writes(as("destination", (*call).putDestination)),
		"PutDestinationPolicy":          changes((*call).putDestinationPolicy),
		"DeleteDestination":             changes((*call).deleteDestination),
		"DescribeDestinations":          reads(pages("destinations", (*call).describeDestinations)),
		"PutResourcePolicy":             writes((*call).putResourcePolicy),
		"DeleteResourcePolicy":          changes((*call).deleteResourcePolicy),
		"DescribeResourcePolicies":      reads(pages("resourcePolicies", (*call).describeResourcePolicies)),
		"CreateExportTask":              writes(as("taskId", (*call).createExportTask)),
		"CancelExportTask":              changes((*call).cancelExportTask),
		"DescribeExportTasks":           reads(pages("exportTasks", (*call).describeExportTasks)),
	}
	maps.Copy(all, resourceOperations())
	return all
}
