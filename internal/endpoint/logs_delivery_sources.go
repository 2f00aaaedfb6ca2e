package endpoint

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// deliverySource is the shape DeliverySource.
type deliverySource struct {
	Name          string            `json:"name"`
	ARN           string            `json:"arn"`
	ResourceARNs  []string          `json:"resourceArns"`
	Service       string            `json:"service"`
	LogType       string            `json:"logType"`
	Tags          map[string]string `json:"tags,omitempty"`
	Configuration json.RawMessage   `json:"deliverySourceConfiguration,omitempty"`
}

func (c *call) deliverySourceARN(name string) string { return c.arn("delivery-source:" + name) }

func (c *call) deliverySource(name string, d store.DeliverySource) (deliverySource, error) {
	arn := c.deliverySourceARN(name)
	tags, _, err := c.tx.Tags().Get(arn)
	return deliverySource{name, arn, []string{d.ResourceARN}, serviceOf(d.ResourceARN), d.LogType, tags, d.Configuration}, err
}

var cloudFrontLogTypes = []string{"ACCESS_LOGS", "CONNECTION_LOGS"}

func (c *call) putDeliverySource() (none deliverySource, err error) {
	name := c.text("name")
	d := store.DeliverySource{ResourceARN: c.text("resourceArn"), LogType: c.text("logType"), Configuration: c.raw("deliverySourceConfiguration")}
	have, err := c.liveSource(name)
	switch {
	case err == nil && have.ResourceARN != d.ResourceARN:
		return none, conflict(sourceOfAnother)
	case serviceOf(d.ResourceARN) == cloudFrontService && !slices.Contains(cloudFrontLogTypes, d.LogType):
		return none, failure("ValidationException", cloudFrontService+" has no logs of the type "+d.LogType+"; use "+strings.Join(cloudFrontLogTypes, " or ")+".")
	}
	if err := cmp.Or(c.addTags(c.deliverySourceARN(name)), c.tx.DeliverySources().Put(name, d)); err != nil {
		return none, err
	}
	return c.deliverySource(name, d)
}

// liveSource is the delivery source with a name.
func (c *call) liveSource(name string) (store.DeliverySource, error) {
	d, ok, err := c.tx.DeliverySources().Get(name)
	if err == nil && (!ok || d.Deleted) {
		err = notFound(sourceMissing)
	}
	return d, err
}

// getDeliverySource says one thing of a source that never was, and another of
// one that was deleted. Recorded: LocalStack, test_delete_delivery_source.
func (c *call) getDeliverySource() (none deliverySource, err error) {
	name := c.text("name")
	d, err := c.liveSource(name)
	switch {
	case d.Deleted:
		return none, notFound(sourceDeleted)
	case err != nil:
		return none, err
	}
	return c.deliverySource(name, d)
}

func (c *call) deleteDeliverySource() error {
	name := c.text("name")
	if _, err := c.liveSource(name); err != nil {
		return err
	}
	used, err := c.inUse(func(d store.VendedDelivery) string { return d.SourceName }, name)
	if err != nil || used {
		return cmp.Or(err, conflict(sourceInUse))
	}
	if _, err := c.tx.Tags().Delete(c.deliverySourceARN(name)); err != nil {
		return err
	}
	return c.tx.DeliverySources().Put(name, store.DeliverySource{Deleted: true})
}

func (c *call) describeDeliverySources() (page[deliverySource], error) {
	return listed(c, c.tx.DeliverySources(), "", func(name string, d store.DeliverySource) (deliverySource, bool, error) {
		out, err := c.deliverySource(name, d)
		return out, !d.Deleted, err
	})
}
