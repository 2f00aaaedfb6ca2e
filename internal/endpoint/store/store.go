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
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// fileName is the database inside the directory of the state.
const fileName = "logsieve.db"

// lockTimeout is how long Open waits for another process to let go.
const lockTimeout = time.Second

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
	name   string // of the directory
	remove string // a file to remove at the end

	writing sync.Mutex // is held by who commits, also for those that wait
	mu      sync.Mutex // is for the fields below
	waiting []*write
	broken  error         // set once, when the file has turned out to be damaged
	damaged chan struct{} // is closed then
}

// Open opens the state in a directory, which is made if it is missing. A
// directory can be open in one process only. What the directory holds from
// the time before there were regions becomes the given region's.
func Open(dir, region string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	name := filepath.Join(dir, fileName)
	if err := checkFile(name); err != nil {
		return nil, inUse(dir, err)
	}
	s, err := open(name, &bolt.Options{Timeout: lockTimeout})
	if err == nil {
		if err = s.db.Update(func(tx *bolt.Tx) error { return adopt(tx, region) }); err != nil {
			err = errors.Join(err, s.db.Close())
		}
	}
	if err != nil {
		return nil, inUse(dir, err)
	}
	s.name = dir
	return s, nil
}

// inUse says which state an error is about.
func inUse(dir string, err error) error {
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return fmt.Errorf("the state in %s is open in another process", dir)
	case errors.Is(err, ErrDamaged):
		return fmt.Errorf("the state in %s is %w", dir, err)
	}
	return fmt.Errorf("the state in %s: %w", dir, err)
}

// checkFile finds out whether a file, if there is one, can be opened as a
// database: that trusts it, and would end the process.
func checkFile(name string) error {
	if _, err := os.Lstat(name); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	unlock, err := lock(name)
	if err != nil {
		return err
	}
	defer unlock()
	p, f, err := openPages(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return p.check()
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
	return &Store{db: db, name: "memory", damaged: make(chan struct{})}, nil
}

// Damaged is closed when the file has turned out to be damaged. Nothing is
// read or written any more then.
func (s *Store) Damaged() <-chan struct{} { return s.damaged }

// Err is how the file is damaged, nil if it is not.
func (s *Store) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broken
}

// Close ends all use of the store.
func (s *Store) Close() error {
	var err error
	if s.Err() == nil { // or it might wait for a lock that a panic has left
		err = s.db.Close()
	}
	if s.remove != "" {
		err = errors.Join(err, os.Remove(s.remove))
	}
	return err
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
