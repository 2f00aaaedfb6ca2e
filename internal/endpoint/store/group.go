package store

import (
	"encoding/json"

	bolt "go.etcd.io/bbolt"
)

// What lies below the name of a log group.
const (
	groupRecord         = "record"
	streamsBucket       = "streams"
	eventsBucket        = "events"
	metricFiltersBucket = "metricFilters"
	subscriptionsBucket = "subscriptionFilters"
)

var groupBuckets = [...]string{streamsBucket, eventsBucket, metricFiltersBucket, subscriptionsBucket}

// GroupTx is one log group in a transaction.
type GroupTx struct {
	Group  Group // its record, as of the start of the use; SaveRecord keeps changes
	bucket *bolt.Bucket
}

// Group opens a log group; nil means that there is none.
func (r *Region) Group(name string) (*GroupTx, error) {
	groups := r.below(groupsBucket)
	if groups == nil {
		return nil, nil
	}
	b := groups.Bucket([]byte(name))
	if b == nil {
		return nil, nil
	}
	g := &GroupTx{bucket: b}
	return g, g.read()
}

// CreateGroup makes a log group, which must not be there yet.
func (r *Region) CreateGroup(group Group) error {
	b, err := r.below(groupsBucket).CreateBucket([]byte(group.Name))
	if err != nil {
		return err
	}
	for _, name := range groupBuckets {
		if _, err := b.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	g := GroupTx{group, b}
	return g.SaveRecord()
}

// DeleteGroup removes a log group with all that is in it.
func (r *Region) DeleteGroup(name string) error {
	return r.below(groupsBucket).DeleteBucket([]byte(name))
}

// EachGroup visits the log groups whose name has the prefix and lies behind
// after, in the order of their names, until visit returns false.
func (r *Region) EachGroup(prefix, after string, visit func(*GroupTx) bool) error {
	groups := r.below(groupsBucket)
	if groups == nil {
		return nil
	}
	c := groups.Cursor()
	for k, _ := seek(c, prefix, after); k != nil && len(k) >= len(prefix) && string(k[:len(prefix)]) == prefix; k, _ = c.Next() {
		g := &GroupTx{bucket: groups.Bucket(k)}
		if err := g.read(); err != nil {
			return err
		}
		if !visit(g) {
			return nil
		}
	}
	return nil
}

func (g *GroupTx) read() error {
	if err := json.Unmarshal(g.bucket.Get([]byte(groupRecord)), &g.Group); err != nil {
		return damaged("a log group cannot be read: %v", err)
	}
	return nil
}

// SaveRecord keeps the changes to Group.
func (g *GroupTx) SaveRecord() error {
	data, err := json.Marshal(g.Group)
	if err != nil {
		return err
	}
	return g.bucket.Put([]byte(groupRecord), data)
}

// Streams are the log streams, by name.
func (g *GroupTx) Streams() Table[Stream] {
	return Table[Stream]{g.bucket.Bucket([]byte(streamsBucket))}
}

// MetricFilters are the metric filters, by name.
func (g *GroupTx) MetricFilters() Table[MetricFilter] {
	return Table[MetricFilter]{g.bucket.Bucket([]byte(metricFiltersBucket))}
}

// Subscriptions are the subscription filters, by name.
func (g *GroupTx) Subscriptions() Table[SubscriptionFilter] {
	return Table[SubscriptionFilter]{g.bucket.Bucket([]byte(subscriptionsBucket))}
}

// CreateStream makes a log stream, which must not be there yet.
func (g *GroupTx) CreateStream(name string, stream Stream) error {
	if _, err := g.events().CreateBucket([]byte(name)); err != nil {
		return err
	}
	return g.Streams().Put(name, stream)
}

// DeleteStream removes a log stream with its log events.
func (g *GroupTx) DeleteStream(name string) error {
	if _, err := g.Streams().Delete(name); err != nil {
		return err
	}
	return g.events().DeleteBucket([]byte(name))
}

func (g *GroupTx) events() *bolt.Bucket { return g.bucket.Bucket([]byte(eventsBucket)) }
