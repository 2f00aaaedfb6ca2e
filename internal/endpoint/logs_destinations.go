package endpoint

import (
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

type putDestinationResponse struct {
	Destination destination `json:"destination"`
}

// putDestination makes or changes a destination; a policy that is there
// stays, and tags are added to those that are there.
func (c *call) putDestination() (*putDestinationResponse, error) {
	name := c.text("destinationName")
	d, exists, err := c.tx.Destinations().Get(name)
	if err != nil {
		return nil, err
	}
	if !exists {
		d.CreationTime = c.now
	}
	d.TargetARN, d.RoleARN = c.text("targetArn"), c.text("roleArn")
	if err := c.addTags(c.destinationARN(name)); err != nil {
		return nil, err
	}
	if err := c.checkHealth(name, c.destinationARN(name), d.TargetARN); err != nil {
		return nil, err
	}
	return &putDestinationResponse{c.destination(name, d)}, c.tx.Destinations().Put(name, d)
}

func (c *call) putDestinationPolicy() error {
	name := c.text("destinationName")
	d, ok, err := c.tx.Destinations().Get(name)
	if err != nil || !ok {
		return cmpErr(err, invalid("Destination with name "+name+" does not exist"))
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
	ok, err := c.tx.Destinations().Delete(name)
	if err != nil || !ok {
		return cmpErr(err, notFound(destinationMissing))
	}
	_, err = c.tx.Tags().Delete(c.destinationARN(name))
	return err
}

type describeDestinationsResponse struct {
	Destinations []destination `json:"destinations"`
	NextToken    *string       `json:"nextToken,omitempty"`
}

// describeDestinations lists by name. Recorded: nextToken is the name of the
// last one, as it is.
func (c *call) describeDestinations() (*describeDestinationsResponse, error) {
	p := newPage[destination](c)
	// The model spells this one member with a capital letter.
	err := c.tx.Destinations().Each(c.text("DestinationNamePrefix"), c.text("nextToken"), func(name string, d store.Destination) bool {
		return p.add(name, c.destination(name, d))
	})
	out := &describeDestinationsResponse{Destinations: p.items}
	if p.more {
		out.NextToken = &p.last
	}
	return out, err
}
