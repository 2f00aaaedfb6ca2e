package endpoint

import (
	"cmp"
	"crypto/md5"
	"encoding/hex"
	"strings"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

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
	// ExtractedFields are the fields of a space-delimited pattern and the
	// system fields that the filter emits.
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
	return cmp.Or(err, failed)
}

func (c *call) forwardTo(f store.SubscriptionFilter, g *store.GroupTx, stream string, events []store.Event) error {
	target, ok, err := c.target(f.DestinationARN)
	if err != nil || !ok {
		return err
	}
	filter, err := c.selects(f)
	if err != nil || filter == nil {
		return err
	}
	m := subscriptionMessage{
		MessageType: "DATA_MESSAGE", Owner: c.account, LogGroup: g.Group.Name, LogStream: stream,
		SubscriptionFilters: []string{f.FilterName},
	}
	delimited := filter.Pattern().Kind() == grammar.Delimited
	for _, e := range events {
		if !filter.Match(e.Message) {
			continue
		}
		out := subscribedEvent{ID: idOf(e).String(), Timestamp: e.Timestamp, Message: string(e.Message)}
		if delimited || len(f.EmitSystemFields) > 0 {
			out.ExtractedFields = map[string]string{}
		}
		if delimited {
			values, _ := filter.Extract(e.Message)
			for name, value := range values {
				out.ExtractedFields[strings.TrimPrefix(name, "$")] = value
			}
		}
		for _, name := range f.EmitSystemFields {
			out.ExtractedFields[name] = c.systemField(name, g.Group.Name)
		}
		m.LogEvents = append(m.LogEvents, out)
	}
	if len(m.LogEvents) == 0 {
		return nil
	}
	return c.deliver(store.Delivery{LogGroup: g.Group.Name, FilterName: f.FilterName, DestinationARN: f.DestinationARN}, target, m, f.Distribution)
}

// target is what a destination delivers to, and whether there is one:
// deliveries end with a destination of ours.
func (c *call) target(destinationARN string) (arn string, ok bool, err error) {
	name, ours := strings.CutPrefix(destinationARN, c.destinationARN(""))
	if !ours {
		return destinationARN, true, nil
	}
	d, ok, err := c.tx.Destinations().Get(name)
	return d.TargetARN, ok, err
}

// systemField is the value of a system field for log events of a group.
func (c *call) systemField(name, group string) string {
	switch name {
	case "@aws.account":
		return c.account
	case "@aws.region":
		return c.region
	}
	return group // @source.log
}

// checkHealth sends the control message that a Kinesis stream gets at each
// put of a filter or a destination that delivers to it. A filter on a
// destination sends none.
func (c *call) checkHealth(name, destinationARN, targetARN string) error {
	if c.options.Sink == nil || !isKinesis(targetARN) {
		return nil
	}
	m := subscriptionMessage{
		MessageType: "CONTROL_MESSAGE", Owner: "CloudwatchLogs", SubscriptionFilters: []string{},
		LogEvents: []subscribedEvent{{Timestamp: c.now, Message: "CWL CONTROL MESSAGE: Checking health of destination Kinesis stream."}},
	}
	return c.deliver(store.Delivery{LogGroup: c.text("logGroupName"), FilterName: name, DestinationARN: destinationARN}, targetARN, m, "")
}

// deliver puts a message into the outbox.
func (c *call) deliver(d store.Delivery, target string, m subscriptionMessage, distribution string) error {
	if isKinesis(target) {
		d.PartitionKey = m.partitionKey()
		if distribution == "Random" {
			d.PartitionKey = c.options.NewID()
		}
	}
	d.Region, d.Time, d.Message = c.awayRegion(), c.now, marshal(m)
	c.work = true
	_, err := c.tx.Outbox().Add(d)
	return err
}

func isKinesis(arn string) bool { return serviceOf(arn) == "kinesis" }

// partitionKey is that of the records of a log stream in Kinesis. Recorded for
// control messages, whose group and stream are empty; by the same source, of
// others too.
func (m subscriptionMessage) partitionKey() string {
	sum := md5.Sum([]byte(m.Owner + ":" + m.LogGroup + ":" + m.LogStream))
	return hex.EncodeToString(sum[:])
}
