package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// Recovered counts what Recover has written, and what it has not.
type Recovered struct {
	Records, LogEvents int
	// LostRecords are records and log events whose place is known but which
	// cannot be read. What was on LostPages, pages and buckets that cannot be
	// read, nobody knows.
	LostRecords, LostPages int
	PageSize               int // in bytes
	// Older is set if the state is that of an earlier time, of which more can
	// be read.
	Older bool
}

// maxRoots bounds how many roots are tried.
const maxRoots = 64

// openBest opens a file as of the time of which the most can be read: the
// latest, unless there is more than twice as much of an earlier one.
func openBest(name string) (*pages, *os.File, error) {
	all, f, err := openAll(name)
	if err != nil {
		return nil, nil, err
	}
	best, most := (*pages)(nil), 0
	try := func(p *pages) (lost bool) {
		n := 0
		p.walk(visitor{
			bucket: func([]string, uint64) {},
			value:  func([]string, []byte, []byte) { n++ },
			lost:   func(error) { lost = true },
		})
		clear(p.seen)
		p.older = best != nil || len(all) == 0
		if best == nil || n > 2*most {
			best, most = p, n
		}
		return lost
	}
	for _, p := range all {
		if !try(p) {
			return best, f, nil
		}
	}
	for _, p := range roots(f, all) {
		try(p)
	}
	if most == 0 {
		return nil, nil, errors.Join(damaged("nothing in it can be read"), f.Close())
	}
	return best, f, nil
}

// roots finds pages that are or have been the root: the bucket of the regions
// is in no other.
func roots(f *os.File, all []*pages) (found []*pages) {
	info, err := f.Stat()
	if err != nil {
		return nil
	}
	pageSize := uint64(os.Getpagesize())
	if len(all) > 0 {
		pageSize = all[0].pageSize
	}
	size := uint64(info.Size()) / pageSize
	data := make([]byte, pageSize)
	for id := size; id > 2 && len(found) < maxRoots; id-- {
		if _, err := f.ReadAt(data, int64((id-1)*pageSize)); err != nil || number64(data) != id-1 || !bytes.Contains(data, []byte(regionsBucket)) {
			continue
		}
		root := make([]byte, bucketSize)
		binary.NativeEndian.PutUint64(root, id-1)
		found = append(found, newPages(f, size, pageSize, size, root))
	}
	return found
}

// recoverBytes are written in one transaction.
const recoverBytes = 16 << 20

// Recover writes what can be read of the state in a directory to another one,
// which must have none. The state itself is only read.
func Recover(from, to string) (counts Recovered, err error) {
	p, file, err := openBest(filepath.Join(from, fileName))
	if err != nil {
		return counts, inUse(from, err)
	}
	defer file.Close()
	counts.Older, counts.PageSize = p.older, int(p.pageSize)
	unlock, err := lock(filepath.Join(from, fileName))
	if err != nil {
		return counts, inUse(from, err)
	}
	defer unlock()
	if err := os.MkdirAll(to, 0o700); err != nil {
		return counts, err
	}
	name := filepath.Join(to, fileName)
	if _, err := os.Lstat(name); !errors.Is(err, os.ErrNotExist) {
		return counts, fmt.Errorf("%s has state already: name a directory that has none", to)
	}
	part := name + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return counts, err
	}
	s, err := open(part, &bolt.Options{Timeout: lockTimeout})
	if err != nil {
		return counts, err
	}
	w := recovery{db: s.db, counts: &counts}
	p.walk(visitor{bucket: w.bucket, value: w.value, lost: func(error) { counts.LostPages++ }})
	err = errors.Join(w.commit(), w.err)
	if err == nil {
		err = s.db.Update(func(tx *bolt.Tx) error { return w.mend(tx) })
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return counts, errors.Join(err, os.Remove(part))
	}
	return counts, os.Rename(part, name)
}

// lock keeps writers away from a file that exists, as far as there is a
// database in it.
func lock(name string) (unlock func(), err error) {
	db, err := bolt.Open(name, 0o600, &bolt.Options{ReadOnly: true, Timeout: lockTimeout})
	switch {
	case errors.Is(err, berrors.ErrTimeout), errors.Is(err, os.ErrPermission):
		return nil, err
	case err != nil: // it is not a database; nobody has it open
		return func() {}, nil
	}
	return func() { _ = db.Close() }, nil
}

// recovery writes to a database what a walk finds.
type recovery struct {
	db     *bolt.DB
	counts *Recovered
	err    error

	tx    *bolt.Tx
	bytes int
}

func (w *recovery) begin() bool {
	if w.err == nil && w.tx == nil {
		w.tx, w.err = w.db.Begin(true)
	}
	return w.err == nil
}

func (w *recovery) commit() error {
	if w.tx == nil {
		return nil
	}
	err := w.tx.Commit()
	w.tx, w.bytes = nil, 0
	return err
}

// open makes the bucket with a path; nil is the root, which has no values.
func (w *recovery) open(path []string) (*bolt.Bucket, error) {
	var b *bolt.Bucket
	for _, name := range path {
		var err error
		if b == nil {
			b, err = w.tx.CreateBucketIfNotExists([]byte(name))
		} else {
			b, err = b.CreateBucketIfNotExists([]byte(name))
		}
		if err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (w *recovery) bucket(path []string, sequence uint64) {
	if len(path) == 0 || !w.begin() {
		return
	}
	b, err := w.open(path)
	if err == nil {
		err = b.SetSequence(sequence)
	}
	if err != nil { // what is below it will be lost, too, and counted
		w.counts.LostPages++
	}
}

func (w *recovery) value(path []string, key, value []byte) {
	if !w.begin() {
		return
	}
	b, err := w.open(path)
	if err == nil && b != nil && validRecord(path, key, value) {
		err = b.Put(key, value)
	} else {
		err = ErrDamaged
	}
	switch {
	case err != nil:
		w.counts.LostRecords++
	case inEvents(path):
		w.counts.LogEvents++
	default:
		w.counts.Records++
	}
	if w.bytes += len(key) + len(value); w.bytes > recoverBytes {
		w.err = w.commit()
	}
}

// mend makes what is not whole any more something that can be used: log groups
// without a record get a new one, log streams, too, and what is left of a
// metric without its name goes.
func (w *recovery) mend(tx *bolt.Tx) error {
	t := &Tx{tx}
	places := []*bolt.Bucket{}
	names, err := t.Regions()
	if err != nil {
		return err
	}
	for _, name := range names {
		r, err := t.Region(name)
		if err != nil {
			return err
		}
		places = append(places, r.below(groupsBucket))
		if err := w.mendMetrics(r.below(datapointsBucket)); err != nil {
			return err
		}
	}
	if groups := tx.Bucket([]byte(groupsBucket)); groups != nil { // of the time before regions
		places = append(places, groups)
	}
	for _, groups := range places {
		for _, name := range bucketsOf(groups) {
			if err := w.mendGroup(groups.Bucket([]byte(name)), name); err != nil {
				return err
			}
		}
	}
	return nil
}

func bucketsOf(b *bolt.Bucket) (names []string) {
	_ = b.ForEachBucket(func(name []byte) error { // it returns what its function does
		names = append(names, string(name))
		return nil
	})
	return names
}

func (w *recovery) mendMetrics(b *bolt.Bucket) error {
	for _, name := range bucketsOf(b) {
		series := b.Bucket([]byte(name))
		if series.Get([]byte(seriesRecord)) != nil {
			continue
		}
		w.counts.LostRecords += series.Stats().KeyN
		w.counts.Records -= series.Stats().KeyN
		if err := b.DeleteBucket([]byte(name)); err != nil {
			return err
		}
	}
	return nil
}

func (w *recovery) mendGroup(b *bolt.Bucket, name string) error {
	g := &GroupTx{bucket: b}
	if b.Get([]byte(groupRecord)) == nil || g.read() != nil || g.Group.Name != name {
		g.Group = Group{Name: name}
	}
	for _, below := range groupBuckets {
		if _, err := b.CreateBucketIfNotExists([]byte(below)); err != nil {
			return err
		}
	}
	g.Group.MetricFilters = g.MetricFilters().Len()
	streams, err := g.Streams().Keys("")
	if err != nil {
		return err
	}
	for _, name := range streams {
		if _, err := g.events().CreateBucketIfNotExists([]byte(name)); err != nil {
			return err
		}
	}
	for _, name := range bucketsOf(g.events()) {
		if _, ok, err := g.Streams().Get(name); err != nil || ok {
			continue
		}
		var s Stream
		note := func(e Event) bool {
			s.CreationTime, s.LastIngestion = e.IngestionTime, e.IngestionTime
			at := e.Timestamp
			if s.LastEvent == nil {
				s.LastEvent = &at
			}
			s.FirstEvent = &at
			return false
		}
		g.Backward([]string{name}, Position{Timestamp: 1<<63 - 1}, note)
		g.Forward([]string{name}, Position{}, note)
		if err := g.Streams().Put(name, s); err != nil {
			return err
		}
	}
	return g.SaveRecord()
}
