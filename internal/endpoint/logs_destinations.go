package endpoint

import "github.com/logsieve/logsieve/internal/endpoint/store"

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
// stays.
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
	if tags := textMap(c.in.Get("tags")); tags != nil {
		if err := c.tx.Tags().Put(c.destinationARN(name), tags); err != nil {
			return nil, err
		}
	}
	out := c.destination(name, d)
	out.AccessPolicy = ""
	return &putDestinationResponse{out}, c.tx.Destinations().Put(name, d)
}

func (c *call) putDestinationPolicy() error {
	name := c.text("destinationName")
	d, ok, err := c.tx.Destinations().Get(name)
	if err != nil || !ok {
		return cmpErr(err, notFound(destinationMissing))
	}
	d.AccessPolicy = c.text("accessPolicy")
	return c.tx.Destinations().Put(name, d)
}

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

func (c *call) describeDestinations() (*describeDestinationsResponse, error) {
	after, err := c.after()
	if err != nil {
		return nil, err
	}
	p := newPage[destination](c)
	// The model spells this one member with a capital letter.
	err = c.tx.Destinations().Each(c.text("DestinationNamePrefix"), after, func(name string, d store.Destination) bool {
		return p.add(name, c.destination(name, d))
	})
	return &describeDestinationsResponse{p.items, p.next(c)}, err
}
