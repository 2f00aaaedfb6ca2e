package store

import (
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// Region is what one region has, in a transaction, and by Tx what all share.
type Region struct {
	*Tx
	Name   string
	bucket *bolt.Bucket // nil while nothing has been kept in the region
}

// Region opens a region. One in which nothing has been kept is empty.
func (t *Tx) Region(name string) (*Region, error) {
	regions := t.root(regionsBucket)
	r := &Region{t, name, regions.Bucket([]byte(name))}
	if !t.tx.Writable() {
		return r, nil
	}
	var err error
	if r.bucket, err = regions.CreateBucketIfNotExists([]byte(name)); err != nil {
		return nil, err
	}
	for _, table := range slices.Concat(regionBuckets[:], resourceBuckets[:]) {
		if _, err := r.bucket.CreateBucketIfNotExists([]byte(table)); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Within runs f in a region, in a transaction that View or Update begins.
func Within(transaction func(func(*Tx) error) error, region string, f func(*Region) error) error {
	return transaction(func(tx *Tx) error {
		r, err := tx.Region(region)
		if err != nil {
			return err
		}
		return f(r)
	})
}

// Regions are the names of the regions in which something has been kept.
func (t *Tx) Regions() (names []string, err error) {
	err = t.root(regionsBucket).ForEachBucket(func(name []byte) error {
		names = append(names, string(name))
		return nil
	})
	return names, err
}

// below is a bucket of the region's; nil has nothing in it.
func (r *Region) below(name string) *bolt.Bucket {
	if r.bucket == nil {
		return nil
	}
	return r.bucket.Bucket([]byte(name))
}

// Destinations are the destinations of subscriptions, by name.
func (r *Region) Destinations() Table[Destination] {
	return Table[Destination]{r.below(destinationsBucket)}
}

// Policies are the resource policies, by name or resource.
func (r *Region) Policies() Table[Policy] { return Table[Policy]{r.below(policiesBucket)} }

// Exports are the export tasks, by number.
func (r *Region) Exports() Table[ExportTask] { return Table[ExportTask]{r.below(exportsBucket)} }

// adopt moves what lies beside the regions, as it did before there were any,
// into one.
func adopt(tx *bolt.Tx, region string) error {
	for _, name := range regionBuckets {
		if tx.Bucket([]byte(name)) == nil {
			continue
		}
		to, err := tx.Bucket([]byte(regionsBucket)).CreateBucketIfNotExists([]byte(region))
		if err != nil {
			return err
		}
		if to.Bucket([]byte(name)) != nil {
			// A release that knows no regions has had the directory since.
			if key, _ := tx.Bucket([]byte(name)).Cursor().First(); key != nil {
				return fmt.Errorf("a release without regions has written %s beside those of the regions: use another directory", name)
			}
			if err := tx.DeleteBucket([]byte(name)); err != nil {
				return err
			}
			continue
		}
		if err := tx.MoveBucket([]byte(name), nil, to); err != nil {
			return err
		}
	}
	return nil
}
