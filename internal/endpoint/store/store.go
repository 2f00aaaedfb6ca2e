// Package store keeps the endpoint's state in an embedded database: records
// by name, and log events in the order of their time. What a transaction
// wrote is on disk when Update returns.
package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// fileName is the database inside the directory of the state.
const fileName = "logsieve.db"

// lockTimeout is how long Open waits for another process to let go.
const lockTimeout = time.Second

// batchDelay is how long a commit waits for others, to share one sync of the
// disk with them. It is short against the sync itself.
const batchDelay = 500 * time.Microsecond

// initialMap is how much of the address space is set aside. Below that size a
// write never waits for readers, such as a long export, to let go of the map.
const initialMap = 1 << 30

// The buckets of the database. Those of one log group lie below its name, and
// what a region has of its own below the region's.
const (
	groupsBucket       = "groups"
	destinationsBucket = "destinations"
	policiesBucket     = "resourcePolicies"
	exportsBucket      = "exportTasks"
	datapointsBucket   = "datapoints"

	regionsBucket   = "regions"
	outboxBucket    = "outbox"
	tagsBucket      = "tags"
	keysBucket      = "kmsKeys"
	realtimeBucket  = "realtimeLogConfigs"
	ingestionBucket = "ingestionDestinations"
)

var (
	regionBuckets = [...]string{groupsBucket, destinationsBucket, policiesBucket, exportsBucket, datapointsBucket}
	rootBuckets   = [...]string{regionsBucket, outboxBucket, tagsBucket, keysBucket, realtimeBucket, ingestionBucket}
)

// Store is an open database. It is safe for concurrent use.
type Store struct {
	db     *bolt.DB
	remove string // a file to remove at the end
	shared bool   // commits share syncs
}

// Open opens the state in a directory, which is made if it is missing. A
// directory can be open in one process only. What the directory holds from
// the time before there were regions becomes the given region's.
func Open(dir, region string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	s, err := open(filepath.Join(dir, fileName), &bolt.Options{Timeout: lockTimeout})
	if err == nil {
		if err = s.db.Update(func(tx *bolt.Tx) error { return adopt(tx, region) }); err != nil {
			err = errors.Join(err, s.db.Close())
		}
	}
	if errors.Is(err, berrors.ErrTimeout) {
		return nil, fmt.Errorf("the state in %s is open in another process", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("the state in %s: %w", dir, err)
	}
	s.shared = true
	return s, nil
}

// OpenMemory returns state that lives no longer than the process. It is the
// same database, in a temporary file that is never synced.
func OpenMemory() (*Store, error) {
	f, err := os.CreateTemp("", "logsieve-*.db")
	if err != nil {
		return nil, err
	}
	name := f.Name()
	if err := f.Close(); err != nil {
		return nil, err
	}
	s, err := open(name, &bolt.Options{NoSync: true, NoFreelistSync: true})
	if err != nil {
		_ = os.Remove(name)
		return nil, err
	}
	// An open file can be removed where files are not locked by name, so that
	// nothing stays behind even after a kill.
	if err := os.Remove(name); err != nil {
		s.remove = name
	}
	return s, nil
}

func open(name string, options *bolt.Options) (*Store, error) {
	options.FreelistType = bolt.FreelistMapType
	if strconv.IntSize == 64 && runtime.GOOS != "windows" { // there the file would grow with the map
		options.InitialMmapSize = initialMap
	}
	db, err := bolt.Open(name, 0o600, options)
	if err != nil {
		return nil, err
	}
	db.MaxBatchDelay = batchDelay
	err = db.Update(func(tx *bolt.Tx) error {
		for _, name := range rootBuckets {
			if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Store{db: db}, nil
}

// Close ends all use of the store.
func (s *Store) Close() error {
	err := s.db.Close()
	if s.remove != "" {
		err = errors.Join(err, os.Remove(s.remove))
	}
	return err
}

// View runs f on one unchanging state.
func (s *Store) View(f func(*Tx) error) error {
	return s.db.View(func(tx *bolt.Tx) error { return f(&Tx{tx}) })
}

// Update runs f and keeps what it wrote, unless it returns an error. f may be
// run more than once, and must touch nothing but the transaction and what it
// sets anew.
func (s *Store) Update(f func(*Tx) error) error {
	run := func(tx *bolt.Tx) error { return f(&Tx{tx}) }
	if s.shared {
		return s.db.Batch(run)
	}
	return s.db.Update(run)
}

// Tx is a transaction. Nothing of it may be used after its function returns.
type Tx struct{ tx *bolt.Tx }

func (t *Tx) root(name string) *bolt.Bucket { return t.tx.Bucket([]byte(name)) }

// Outbox holds deliveries that have not arrived, by number.
func (t *Tx) Outbox() Table[Delivery] { return Table[Delivery]{t.root(outboxBucket)} }

// Tags are the tags of resources that are no log groups, by ARN.
func (t *Tx) Tags() Table[map[string]string] { return Table[map[string]string]{t.root(tagsBucket)} }

// Keys are KMS keys of resources that are no log groups, by ARN.
func (t *Tx) Keys() Table[string] { return Table[string]{t.root(keysBucket)} }

// RealtimeLogConfigs are those of CloudFront, by name.
func (t *Tx) RealtimeLogConfigs() Table[RealtimeLogConfig] {
	return Table[RealtimeLogConfig]{t.root(realtimeBucket)}
}

// IngestionDestinations are those of AppFabric, by ARN.
func (t *Tx) IngestionDestinations() Table[IngestionDestination] {
	return Table[IngestionDestination]{t.root(ingestionBucket)}
}
