package endpoint

import (
	"fmt"
	"maps"
	"strings"

	"github.com/logsieve/logsieve/internal/endpoint/store"
	"github.com/logsieve/logsieve/internal/quota"
)

func (c *call) tagLogGroup() error {
	return c.changeGroup(func(g *store.Group) (err error) {
		g.Tags, err = withTags(g.Tags, textMap(c.in.Get("tags")), invalid)
		return err
	})
}

func (c *call) untagLogGroup() error {
	return c.changeGroup(func(g *store.Group) error {
		g.Tags = withoutTags(g.Tags, texts(c.in.Get("tags")))
		return nil
	})
}

func (c *call) listTagsLogGroup() (map[string]string, error) {
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	return tagsOf(g.Group.Tags), nil
}

func (c *call) tagResource() error {
	return c.changeTags(func(tags map[string]string) (map[string]string, error) {
		return withTags(tags, textMap(c.in.Get("tags")), func(message string) error { return failure("TooManyTagsException", message) })
	})
}

func (c *call) untagResource() error {
	return c.changeTags(func(tags map[string]string) (map[string]string, error) {
		return withoutTags(tags, texts(c.in.Get("tagKeys"))), nil
	})
}

func (c *call) listTagsForResource() (map[string]string, error) {
	g, arn, err := c.resource()
	if err != nil {
		return nil, err
	}
	if g != nil {
		return tagsOf(g.Group.Tags), nil
	}
	tags, _, err := c.tx.Tags().Get(arn)
	return tagsOf(tags), err
}

// changeTags changes the tags of the resource that the request names.
func (c *call) changeTags(change func(map[string]string) (map[string]string, error)) error {
	g, arn, err := c.resource()
	if err != nil {
		return err
	}
	if g != nil {
		if g.Group.Tags, err = change(g.Group.Tags); err != nil {
			return err
		}
		return g.SaveRecord()
	}
	tags, _, err := c.tx.Tags().Get(arn)
	if err != nil {
		return err
	}
	if tags, err = change(tags); err != nil {
		return err
	}
	return c.tx.Tags().Put(arn, tags)
}

// resource finds what resourceArn stands for: a log group, or another
// resource by its ARN.
func (c *call) resource() (*store.GroupTx, string, error) {
	arn := c.text("resourceArn")
	for _, kind := range []struct {
		prefix string
		check  func(name string) error
	}{
		{c.destinationARN(""), func(name string) error { return there(c.tx.Destinations(), name, destinationMissing) }},
		{c.deliverySourceARN(""), func(name string) error { _, err := c.liveSource(name); return err }},
		{c.deliveryDestinationARN(""), func(name string) error { return there(c.tx.DeliveryDestinations(), name, deliveryToMissing) }},
		{c.deliveryARN(""), func(name string) error { return there(c.tx.VendedDeliveries(), name, deliveryMissing) }},
		{c.detectorARN(""), func(string) error { return there(c.tx.AnomalyDetectors(), arn, detectorMissing) }},
	} {
		if name, ok := strings.CutPrefix(arn, kind.prefix); ok {
			return nil, arn, kind.check(name)
		}
	}
	if name := c.groupOf(arn); name != "" && name != arn {
		g, err := c.groupNamed(name)
		return g, arn, err
	}
	return nil, "", notFound(resourceMissing)
}

// there is the error that a table has nothing with a key, or none.
func there[T any](table store.Table[T], key, missing string) error {
	_, err := found(table, key, missing)
	return err
}

func tagsOf(tags map[string]string) map[string]string {
	if tags == nil {
		return map[string]string{}
	}
	return tags
}

func withTags(tags, more map[string]string, refuse func(string) error) (map[string]string, error) {
	all := maps.Clone(tags)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, more)
	if len(all) > quota.Tags {
		return nil, refuse(fmt.Sprintf("A resource has at most %d tags.", quota.Tags))
	}
	return all, nil
}

func withoutTags(tags map[string]string, keys []string) map[string]string {
	for _, k := range keys {
		delete(tags, k)
	}
	return tags
}
