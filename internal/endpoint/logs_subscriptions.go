package endpoint

import (
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/quota"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// subscriptionFilter is the shape SubscriptionFilter.
type subscriptionFilter struct {
	FilterName             string   `json:"filterName"`
	LogGroupName           string   `json:"logGroupName"`
	FilterPattern          string   `json:"filterPattern"`
	DestinationARN         string   `json:"destinationArn"`
	RoleARN                string   `json:"roleArn,omitempty"`
	Distribution           string   `json:"distribution"`
	ApplyOnTransformedLogs bool     `json:"applyOnTransformedLogs"`
	CreationTime           int64    `json:"creationTime"`
	FieldSelectionCriteria string   `json:"fieldSelectionCriteria,omitempty"`
	EmitSystemFields       []string `json:"emitSystemFields,omitempty"`
}

func (c *call) putSubscriptionFilter() error {
	if c.foreign(c.text("destinationArn"), "lambda") {
		// Recorded: this comes before the log group is looked up.
		return failure("AccessDeniedException", foreignLambda)
	}
	g, err := c.group()
	if err != nil {
		return err
	}
	distribution := c.text("distribution")
	if distribution == "" {
		distribution = "ByLogStream"
	}
	f := store.SubscriptionFilter{
		FilterName: c.text("filterName"), FilterPattern: c.text("filterPattern"), DestinationARN: c.text("destinationArn"),
		RoleARN: c.text("roleArn"), Distribution: distribution, ApplyOnTransformedLogs: c.flag("applyOnTransformedLogs"),
		FieldSelectionCriteria: c.text("fieldSelectionCriteria"), EmitSystemFields: texts(c.in.Get("emitSystemFields")), CreationTime: c.now,
	}
	if _, err := c.compiled(selecting(f)); err != nil {
		return err
	}
	if name, ours := strings.CutPrefix(f.DestinationARN, c.destinationARN("")); ours {
		if _, ok, err := c.tx.Destinations().Get(name); err != nil || !ok {
			return cmpErr(err, notFound(destinationMissing))
		}
	}
	filters := g.Subscriptions()
	switch have, exists, err := filters.Get(f.FilterName); {
	case err != nil || !exists && filters.Len() >= quota.SubscriptionFilters:
		return cmpErr(err, tooMany())
	case exists:
		f.CreationTime = have.CreationTime
	}
	if err := filters.Put(f.FilterName, f); err != nil {
		return err
	}
	return c.checkRegexQuota(g, f.FilterPattern)
}

func (c *call) deleteSubscriptionFilter() error {
	g, err := c.group()
	if err != nil {
		return err
	}
	ok, err := g.Subscriptions().Delete(c.text("filterName"))
	if err == nil && !ok {
		err = notFound(subscriptionMissing)
	}
	return err
}

type describeSubscriptionFiltersResponse struct {
	SubscriptionFilters []subscriptionFilter `json:"subscriptionFilters"`
	NextToken           *string              `json:"nextToken,omitempty"`
}

func (c *call) describeSubscriptionFilters() (*describeSubscriptionFiltersResponse, error) {
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	after, err := c.after()
	if err != nil {
		return nil, err
	}
	p := newPage[subscriptionFilter](c)
	err = g.Subscriptions().Each(c.text("filterNamePrefix"), after, func(name string, f store.SubscriptionFilter) bool {
		return p.add(name, subscriptionFilter{
			FilterName: name, LogGroupName: g.Group.Name, FilterPattern: f.FilterPattern, DestinationARN: f.DestinationARN,
			RoleARN: f.RoleARN, Distribution: f.Distribution, ApplyOnTransformedLogs: f.ApplyOnTransformedLogs,
			CreationTime: f.CreationTime, FieldSelectionCriteria: f.FieldSelectionCriteria, EmitSystemFields: f.EmitSystemFields,
		})
	})
	return &describeSubscriptionFiltersResponse{p.items, p.next(c)}, err
}

// selecting is a metric filter that selects what a subscription filter does:
// both have the same pattern and the same field selection criteria.
func selecting(f store.SubscriptionFilter) metric.PutMetricFilterRequest {
	return metric.PutMetricFilterRequest{
		FilterPattern: &f.FilterPattern, FieldSelectionCriteria: f.FieldSelectionCriteria,
		MetricTransformations: []metric.MetricTransformation{{MetricName: "subscription", MetricNamespace: "subscription", MetricValue: "1"}},
	}
}

// selects is the compiled pattern of a subscription filter; nil means that
// its criteria leave out everything here.
func (s *Server) selects(f store.SubscriptionFilter) (*engine.Filter, error) {
	compiled, err := s.compiled(selecting(f))
	if err != nil {
		return nil, err
	}
	filter, _, ok := metric.NewEvaluator([]*metric.Filter{compiled}, metric.DefaultPeriod, s.source()).Single()
	if !ok {
		return nil, nil
	}
	return filter, nil
}

// subscriptionMessage is what a subscription delivers, before it is packed.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
type subscriptionMessage struct {
	MessageType         string            `json:"messageType"`
	Owner               string            `json:"owner"`
	LogGroup            string            `json:"logGroup"`
	LogStream           string            `json:"logStream"`
	SubscriptionFilters []string          `json:"subscriptionFilters"`
	LogEvents           []subscribedEvent `json:"logEvents"`
}

type subscribedEvent struct {
	ID        string `json:"id"`
	Timestamp int64  `json:"timestamp"`
	Message   string `json:"message"`
	// ExtractedFields are the fields of a space-delimited pattern.
	ExtractedFields map[string]string `json:"extractedFields,omitempty"`
}

// forward puts what the group's subscription filters select into the outbox.
func (c *call) forward(g *store.GroupTx, stream string, events []store.Event) error {
	if c.options.Sink == nil {
		return nil
	}
	var failed error
	err := g.Subscriptions().Each("", "", func(_ string, f store.SubscriptionFilter) bool {
		failed = c.forwardTo(f, g, stream, events)
		return failed == nil
	})
	return cmpErr(err, failed)
}

func (c *call) forwardTo(f store.SubscriptionFilter, g *store.GroupTx, stream string, events []store.Event) error {
	filter, err := c.selects(f)
	if err != nil || filter == nil {
		return err
	}
	m := subscriptionMessage{
		MessageType: "DATA_MESSAGE", Owner: c.options.Account, LogGroup: g.Group.Name, LogStream: stream,
		SubscriptionFilters: []string{f.FilterName},
	}
	delimited := filter.Pattern().Kind() == grammar.Delimited
	for _, e := range events {
		if !filter.Match(e.Message) {
			continue
		}
		out := subscribedEvent{ID: eventID(e.Position), Timestamp: e.Timestamp, Message: string(e.Message)}
		if delimited {
			values, _ := filter.Extract(e.Message)
			out.ExtractedFields = make(map[string]string, len(values))
			for name, value := range values {
				out.ExtractedFields[strings.TrimPrefix(name, "$")] = value
			}
		}
		m.LogEvents = append(m.LogEvents, out)
	}
	if len(m.LogEvents) == 0 {
		return nil
	}
	c.work = true
	_, err = c.tx.Outbox().Add(store.Delivery{
		LogGroup: g.Group.Name, FilterName: f.FilterName, DestinationARN: f.DestinationARN, Message: marshal(m),
	})
	return err
}
