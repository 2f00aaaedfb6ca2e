package endpoint

import (
	"cmp"
	"strings"

	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// delivery is the shape Delivery: a source of vended logs tied to a
// destination.
type delivery struct {
	ID                     string                   `json:"id"`
	ARN                    string                   `json:"arn"`
	DeliverySourceName     string                   `json:"deliverySourceName"`
	DeliveryDestinationARN string                   `json:"deliveryDestinationArn"`
	DeliveryType           string                   `json:"deliveryDestinationType"`
	RecordFields           []string                 `json:"recordFields,omitempty"`
	FieldDelimiter         string                   `json:"fieldDelimiter,omitempty"`
	S3                     *s3DeliveryConfiguration `json:"s3DeliveryConfiguration,omitempty"`
	Tags                   map[string]string        `json:"tags,omitempty"`
}

type s3DeliveryConfiguration struct {
	SuffixPath string `json:"suffixPath,omitempty"`
	HivePath   bool   `json:"enableHiveCompatiblePath"`
}

// What a delivery of the access logs of CloudFront has by default. Recorded:
// LocalStack, test_get_delivery.
const (
	cloudFrontService    = "cloudfront"
	cloudFrontSuffixPath = "AWSLogs/{account-id}/CloudFront/"
	cloudFrontFields     = "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) " +
		"cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for " +
		"ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port " +
		"time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end"
)

func (c *call) deliveryARN(id string) string { return c.arn("delivery:" + id) }

func (c *call) delivery(id string, d store.VendedDelivery) (delivery, error) {
	to, _, err := c.tx.DeliveryDestinations().Get(d.DestinationName)
	if err != nil {
		return delivery{}, err
	}
	out := delivery{
		ID: id, ARN: c.deliveryARN(id), DeliverySourceName: d.SourceName,
		DeliveryDestinationARN: c.deliveryDestinationARN(d.DestinationName), DeliveryType: to.Type,
		RecordFields: d.RecordFields, FieldDelimiter: d.FieldDelimiter,
	}
	if to.Type == deliveryToS3 {
		out.S3 = &s3DeliveryConfiguration{d.S3.SuffixPath, d.S3.HivePath}
	}
	out.Tags, _, err = c.tx.Tags().Get(out.ARN)
	return out, err
}

func (c *call) createDelivery() (none delivery, err error) {
	source, err := c.liveSource(c.text("deliverySourceName"))
	if err != nil {
		return none, err
	}
	d := store.VendedDelivery{SourceName: c.text("deliverySourceName")}
	name, ours := strings.CutPrefix(c.text("deliveryDestinationArn"), c.deliveryDestinationARN(""))
	d.DestinationName = name
	if _, ok, err := c.tx.DeliveryDestinations().Get(name); err != nil || !ok || !ours {
		return none, cmp.Or(err, notFound(deliveryToMissing))
	}
	twin, _, err := c.tx.VendedDeliveries().Find(func(have store.VendedDelivery) bool {
		return have.SourceName == d.SourceName && have.DestinationName == d.DestinationName
	})
	if err != nil || twin != "" {
		return none, cmp.Or(err, conflict(deliveryExists))
	}
	if serviceOf(source.ResourceARN) == cloudFrontService {
		d.RecordFields, d.S3.SuffixPath = strings.Fields(cloudFrontFields), cloudFrontSuffixPath
	}
	c.configureDelivery(&d)
	id := strings.ReplaceAll(c.options.NewID(), "-", "") // ids are letters and digits
	if err := cmp.Or(c.addTags(c.deliveryARN(id)), c.tx.VendedDeliveries().Put(id, d)); err != nil {
		return none, err
	}
	return c.delivery(id, d)
}

// configureDelivery takes over the members that are there.
func (c *call) configureDelivery(d *store.VendedDelivery) {
	if fields := texts(c.in.Get("recordFields")); fields != nil {
		d.RecordFields = fields
	}
	if delimiter, ok := c.in.Get("fieldDelimiter").Text(); ok {
		d.FieldDelimiter = delimiter
	}
	s3 := c.in.Get("s3DeliveryConfiguration")
	d.S3.SuffixPath = cmp.Or(s3.Get("suffixPath").Str(), d.S3.SuffixPath)
	if hive, ok := s3.Get("enableHiveCompatiblePath").Flag(); ok {
		d.S3.HivePath = hive
	}
}

func (c *call) namedDelivery() (string, store.VendedDelivery, error) {
	id := c.text("id")
	d, err := found(c.tx.VendedDeliveries(), id, deliveryMissing)
	return id, d, err
}

func (c *call) getDelivery() (delivery, error) {
	id, d, err := c.namedDelivery()
	if err != nil {
		return delivery{}, err
	}
	return c.delivery(id, d)
}

type emptyResponse struct{}

func (c *call) updateDeliveryConfiguration() (*emptyResponse, error) {
	id, d, err := c.namedDelivery()
	if err != nil {
		return nil, err
	}
	c.configureDelivery(&d)
	return &emptyResponse{}, c.tx.VendedDeliveries().Put(id, d)
}

func (c *call) deleteDelivery() error {
	id := c.text("id")
	return deleteTagged(c, c.tx.VendedDeliveries(), id, c.deliveryARN(id), deliveryMissing)
}

func (c *call) describeDeliveries() (page[delivery], error) {
	return listed(c, c.tx.VendedDeliveries(), "", func(id string, d store.VendedDelivery) (delivery, bool, error) {
		out, err := c.delivery(id, d)
		return out, true, err
	})
}

// inUse reports whether a delivery has to do with a source or a destination.
func (c *call) inUse(part func(store.VendedDelivery) string, name string) (bool, error) {
	id, _, err := c.tx.VendedDeliveries().Find(func(d store.VendedDelivery) bool { return part(d) == name })
	return id != "", err
}
