package endpoint

import (
	"cmp"

	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// deliveryDestination is the shape DeliveryDestination.
type deliveryDestination struct {
	Name          string                            `json:"name"`
	ARN           string                            `json:"arn"`
	Type          string                            `json:"deliveryDestinationType,omitempty"`
	OutputFormat  string                            `json:"outputFormat,omitempty"`
	Configuration *deliveryDestinationConfiguration `json:"deliveryDestinationConfiguration,omitempty"`
	Tags          map[string]string                 `json:"tags,omitempty"`
}

type deliveryDestinationConfiguration struct {
	DestinationResourceARN string `json:"destinationResourceArn"`
}

const deliveryToS3 = "S3"

// deliveryTypes are the types of delivery destinations by the service in the
// ARN of what they deliver to.
var deliveryTypes = map[string]string{"s3": deliveryToS3, "logs": "CWL", "firehose": "FH", "xray": "XRAY"}

func (c *call) deliveryDestinationARN(name string) string {
	return c.arn("delivery-destination:" + name)
}

func (c *call) deliveryDestination(name string, d store.DeliveryDestination) deliveryDestination {
	out := deliveryDestination{Name: name, ARN: c.deliveryDestinationARN(name), Type: d.Type, OutputFormat: d.OutputFormat}
	if d.ResourceARN != "" {
		out.Configuration = &deliveryDestinationConfiguration{d.ResourceARN}
	}
	return out
}

// taggedDestination is a delivery destination as all but its put show it.
func (c *call) taggedDestination(name string, d store.DeliveryDestination) (deliveryDestination, error) {
	out := c.deliveryDestination(name, d)
	var err error
	out.Tags, _, err = c.tx.Tags().Get(out.ARN)
	return out, err
}

// putDeliveryDestination makes or changes a delivery destination. Its policy
// and its format stay.
func (c *call) putDeliveryDestination() (none deliveryDestination, err error) {
	name := c.text("name")
	d, _, err := c.tx.DeliveryDestinations().Get(name)
	if err != nil {
		return none, err
	}
	d.ResourceARN = c.in.Get("deliveryDestinationConfiguration").Get("destinationResourceArn").Str()
	if region := regionOf(d.ResourceARN); region != "" && region != c.region {
		return none, failure("ValidationException", regionOfDestination)
	}
	if format := c.text("outputFormat"); format != "" {
		if d.OutputFormat != "" && d.OutputFormat != format {
			return none, failure("ValidationException", formatChanged)
		}
		d.OutputFormat = format
	}
	d.Type = cmp.Or(deliveryTypes[serviceOf(d.ResourceARN)], c.text("deliveryDestinationType"))
	if err := c.addTags(c.deliveryDestinationARN(name)); err != nil {
		return none, err
	}
	return c.deliveryDestination(name, d), c.tx.DeliveryDestinations().Put(name, d)
}

// namedDeliveryDestination is the one whose name a member has.
func (c *call) namedDeliveryDestination(member string) (string, store.DeliveryDestination, error) {
	name := c.text(member)
	d, err := found(c.tx.DeliveryDestinations(), name, deliveryToMissing)
	return name, d, err
}

func (c *call) getDeliveryDestination() (deliveryDestination, error) {
	name, d, err := c.namedDeliveryDestination("name")
	if err != nil {
		return deliveryDestination{}, err
	}
	return c.taggedDestination(name, d)
}

func (c *call) deleteDeliveryDestination() error {
	name, _, err := c.namedDeliveryDestination("name")
	if err != nil {
		return err
	}
	used, err := c.inUse(func(d store.VendedDelivery) string { return d.DestinationName }, name)
	if err != nil || used {
		return cmp.Or(err, conflict(deliveryToInUse))
	}
	return deleteTagged(c, c.tx.DeliveryDestinations(), name, c.deliveryDestinationARN(name), deliveryToMissing)
}

func (c *call) describeDeliveryDestinations() (page[deliveryDestination], error) {
	return listed(c, c.tx.DeliveryDestinations(), "", func(name string, d store.DeliveryDestination) (deliveryDestination, bool, error) {
		out, err := c.taggedDestination(name, d)
		return out, true, err
	})
}

type deliveryDestinationPolicy struct {
	DeliveryDestinationPolicy string `json:"deliveryDestinationPolicy,omitempty"`
}

func (c *call) putDeliveryDestinationPolicy() (deliveryDestinationPolicy, error) {
	return c.setDeliveryDestinationPolicy(c.text("deliveryDestinationPolicy"))
}

func (c *call) deleteDeliveryDestinationPolicy() error {
	_, err := c.setDeliveryDestinationPolicy("")
	return err
}

func (c *call) setDeliveryDestinationPolicy(policy string) (deliveryDestinationPolicy, error) {
	name, d, err := c.namedDeliveryDestination("deliveryDestinationName")
	if err != nil {
		return deliveryDestinationPolicy{}, err
	}
	d.Policy = policy
	return deliveryDestinationPolicy{policy}, c.tx.DeliveryDestinations().Put(name, d)
}

func (c *call) getDeliveryDestinationPolicy() (deliveryDestinationPolicy, error) {
	_, d, err := c.namedDeliveryDestination("deliveryDestinationName")
	return deliveryDestinationPolicy{d.Policy}, err
}
