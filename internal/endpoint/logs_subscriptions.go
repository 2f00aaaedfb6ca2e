package endpoint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/endpoint/store"
	"github.com/logsieve/logsieve/internal/quota"
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
	g, err := c.standardGroup()
	if err != nil {
		return err
	}
	f := store.SubscriptionFilter{
		FilterName: c.text("filterName"), FilterPattern: c.text("filterPattern"), DestinationARN: c.text("destinationArn"),
		RoleARN: c.text("roleArn"), Distribution: cmp.Or(c.text("distribution"), "ByLogStream"), ApplyOnTransformedLogs: c.flag("applyOnTransformedLogs"),
		FieldSelectionCriteria: c.text("fieldSelectionCriteria"), EmitSystemFields: systemFields(c.in.Get("emitSystemFields")), CreationTime: c.now,
	}
	if _, err := c.compiled(selecting(f)); err != nil {
		return err
	}
	if name, ours := strings.CutPrefix(f.DestinationARN, c.destinationARN("")); ours {
		d, err := found(c.tx.Destinations(), name, destinationMissing)
		if err != nil {
			return err
		}
		if err := c.maySubscribe(f.DestinationARN, f.RoleARN, d); err != nil {
			return err
		}
	}
	filters := g.Subscriptions()
	switch have, exists, err := filters.Get(f.FilterName); {
	case err != nil || !exists && filters.Len() >= quota.SubscriptionFiltersAsOf(c.options.AsOf):
		return cmp.Or(err, tooMany())
	case exists:
		f.CreationTime = have.CreationTime
	}
	if err := filters.Put(f.FilterName, f); err != nil {
		return err
	}
	if err := c.checkRegexQuota(g, f.FilterPattern); err != nil {
		return err
	}
	return c.checkHealth(f.FilterName, f.DestinationARN, f.DestinationARN)
}

// systemFields are the names in a list, each once and sorted, as the service
// describes and delivers them.
func systemFields(v *request.Value) []string {
	names := texts(v)
	slices.Sort(names)
	return slices.Compact(names)
}

func (c *call) deleteSubscriptionFilter() error {
	g, err := c.group()
	if err != nil {
		return err
	}
	return deleted(g.Subscriptions(), c.text("filterName"), subscriptionMissing)
}

func (c *call) describeSubscriptionFilters() (page[subscriptionFilter], error) {
	g, err := c.standardGroup()
	if err != nil {
		return page[subscriptionFilter]{}, err
	}
	return listed(c, g.Subscriptions(), c.text("filterNamePrefix"), func(name string, f store.SubscriptionFilter) (subscriptionFilter, bool, error) {
		return subscriptionFilter{
			FilterName: name, LogGroupName: g.Group.Name, FilterPattern: f.FilterPattern, DestinationARN: f.DestinationARN,
			RoleARN: f.RoleARN, Distribution: f.Distribution, ApplyOnTransformedLogs: f.ApplyOnTransformedLogs,
			CreationTime: f.CreationTime, FieldSelectionCriteria: f.FieldSelectionCriteria, EmitSystemFields: f.EmitSystemFields,
		}, true, nil
	})
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
func (c *call) selects(f store.SubscriptionFilter) (*engine.Filter, error) {
	compiled, err := c.compiled(selecting(f))
	if err != nil {
		return nil, err
	}
	if !compiled.Selects(c.source()) {
		return nil, nil
	}
	return compiled.FilterPattern(), nil
}
