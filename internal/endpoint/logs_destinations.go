package endpoint

import (
	"cmp"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// destination is the shape Destination.
type destination struct {
	DestinationName string `json:"destinationName"`
	TargetARN       string `json:"targetArn"`
	RoleARN         string `json:"roleArn"`
	AccessPolicy    string `json:"accessPolicy,omitempty"`
	ARN             string `json:"arn"`
	CreationTime    int64  `json:"creationTime"`
}

func (p place) destination(name string, d store.Destination) destination {
	return destination{name, d.TargetARN, d.RoleARN, d.AccessPolicy, p.destinationARN(name), d.CreationTime}
}

// putDestination makes or changes a destination; a policy that is there
// stays, and tags are added to those that are there.
func (c *call) putDestination() (none destination, err error) {
	name := c.text("destinationName")
	d, exists, err := c.tx.Destinations().Get(name)
	if err != nil {
		return none, err
	}
	if !exists {
		d.CreationTime = c.now
	}
	d.TargetARN, d.RoleARN = c.text("targetArn"), c.text("roleArn")
	if err := cmp.Or(c.addTags(c.destinationARN(name)), c.checkHealth(name, c.destinationARN(name), d.TargetARN)); err != nil {
		return none, err
	}
	return c.destination(name, d), c.tx.Destinations().Put(name, d)
}

func (c *call) putDestinationPolicy() error {
	name := c.text("destinationName")
	d, ok, err := c.tx.Destinations().Get(name)
	if err != nil || !ok {
		return cmp.Or(err, invalid("Destination with name "+name+" does not exist"))
	}
	policy := c.text("accessPolicy")
	if d.AccessPolicy != "" && !request.ForOrganizations(d.AccessPolicy) && request.ForOrganizations(policy) && !c.flag("forceUpdate") {
		return invalid(forceForOrgID)
	}
	d.AccessPolicy = policy
	return c.tx.Destinations().Put(name, d)
}

// deleteDestination ends deliveries to a destination; the subscription
// filters that name it stay.
func (c *call) deleteDestination() error {
	name := c.text("destinationName")
	return deleteTagged(c, c.tx.Destinations(), name, c.destinationARN(name), destinationMissing)
}

func (c *call) describeDestinations() (page[destination], error) {
	// The model spells this one member with a capital letter.
	return listed(c, c.tx.Destinations(), c.text("DestinationNamePrefix"), func(name string, d store.Destination) (destination, bool, error) {
		return c.destination(name, d), true, nil
	})
}
