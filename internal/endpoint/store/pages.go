package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// ErrDamaged is that a file is not what the database has written.
var ErrDamaged = errors.New("damaged")

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...))
}

// The format of the database's file, version 2: pages, of which the first two
// are meta pages; the one with the later transaction says where the root is.
// Numbers are in the order of the machine.
// https://github.com/etcd-io/bbolt/tree/main/internal/common
const (
	pageHeader  = 16 // id, flags, count, overflow
	elementSize = 16
	bucketSize  = 16 // root, sequence

	branchPage   = 0x01
	leafPage     = 0x02
	freelistPage = 0x10
	bucketLeaf   = 0x01

	metaMagic, metaVersion = 0xED0CDAED, 2
	metaSum                = 56 // bytes that the checksum is of
	noFreelist             = ^uint64(0)
	maxPageSize            = 1 << 24
	// maxNesting is of buckets; those of a store are six deep.
	maxNesting = 16
)

// pages reads the file of a database that may be damaged, without the
// database, which trusts its file and maps it into memory.
type pages struct {
	file     io.ReaderAt
	size     uint64 // in whole pages
	pageSize uint64
	used     uint64 // pages below which all are that are in use
	root     []byte // the header of the root bucket
	freelist uint64
	seen     []uint64 // a bit for each page that has been reached
	older    bool     // the root is not the latest
}

// openPages opens the file of a database as its later meta page has it. Without
// one there is nothing to walk from.
func openPages(name string) (p *pages, f *os.File, err error) {
	all, f, err := openAll(name)
	if err == nil && len(all) == 0 {
		err = errors.Join(damaged("neither of the first two pages is the start of a database"), f.Close())
	}
	if err != nil {
		return nil, nil, err
	}
	return all[0], f, nil
}

// openAll opens the file of a database as each of its meta pages has it, the
// later one first.
func openAll(name string) (all []*pages, f *os.File, err error) {
	if f, err = os.Open(name); err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return readMeta(f, uint64(info.Size())), f, nil
}

// readMeta finds the two meta pages, whatever the size of pages is.
func readMeta(f io.ReaderAt, size uint64) (all []*pages) {
	var last uint64
	meta := make([]byte, metaSum+8)
	for at := uint64(0); at <= maxPageSize && at < size; at = max(1024, 2*at) {
		if _, err := f.ReadAt(meta, int64(at+pageHeader)); err != nil {
			continue
		}
		sum := fnv.New64a()
		_, _ = sum.Write(meta[:metaSum]) // never fails
		pageSize := uint64(number32(meta[8:]))
		txid := number64(meta[48:])
		if number32(meta) != metaMagic || number32(meta[4:]) != metaVersion || number64(meta[metaSum:]) != sum.Sum64() ||
			pageSize < 1024 || pageSize > maxPageSize || at != 0 && at != pageSize {
			continue
		}
		p := newPages(f, size/pageSize, pageSize, number64(meta[40:]), bytes.Clone(meta[16:32]))
		p.freelist = number64(meta[32:])
		if all = append(all, p); len(all) == 2 && txid > last {
			all[0], all[1] = all[1], all[0]
		}
		last = txid
	}
	return all
}

func newPages(f io.ReaderAt, size, pageSize, used uint64, root []byte) *pages {
	return &pages{file: f, size: size, pageSize: pageSize, used: used, root: root, freelist: noFreelist, seen: make([]uint64, min(used, size)/64+1)}
}

func number32(b []byte) uint32 { return binary.NativeEndian.Uint32(b) }
func number64(b []byte) uint64 { return binary.NativeEndian.Uint64(b) }

// page reads a page with those that it flows over into, each once.
func (p *pages) page(id uint64) ([]byte, error) {
	if id < 2 || id >= p.used {
		return nil, damaged("page %d is not among the %d in use", id, p.used)
	}
	head := make([]byte, pageHeader)
	if id >= p.size {
		return nil, damaged("page %d is past the end of the file, which has been cut short", id)
	}
	if _, err := p.file.ReadAt(head, int64(id*p.pageSize)); err != nil {
		return nil, damaged("page %d cannot be read: %v", id, err)
	}
	n := uint64(number32(head[12:])) + 1
	switch {
	case number64(head) != id:
		return nil, damaged("page %d is not a page of the database", id)
	case n > p.used-id || n > p.size-id:
		return nil, damaged("page %d is past the end of the file, which has been cut short", id+n-1)
	}
	for i := id; i < id+n; i++ {
		if p.seen[i/64]&(1<<(i%64)) != 0 {
			return nil, damaged("page %d is in use twice", i)
		}
		p.seen[i/64] |= 1 << (i % 64)
	}
	data := make([]byte, n*p.pageSize)
	if _, err := p.file.ReadAt(data, int64(id*p.pageSize)); err != nil {
		return nil, damaged("page %d cannot be read: %v", id, err)
	}
	return data, nil
}

// visitor is told what is in a database.
type visitor struct {
	bucket func(path []string, sequence uint64)
	value  func(path []string, key, value []byte)
	// lost is a page, a key or a bucket that cannot be read.
	lost func(err error)
}

// walk visits all that is in the database.
func (p *pages) walk(v visitor) { p.inBucket(nil, p.root, v) }

// inBucket visits what is in a bucket, of which the header is known and, if it
// is small, all else.
func (p *pages) inBucket(path []string, header []byte, v visitor) {
	switch root := uint64(0); {
	case len(path) > maxNesting || len(header) < bucketSize:
		v.lost(damaged("bucket %q is not one", path))
	default:
		v.bucket(path, number64(header[8:]))
		if root = number64(header); root != 0 {
			p.tree(path, root, nil, nil, v)
		} else {
			p.leaf(path, header[bucketSize:], nil, nil, 0, v)
		}
	}
}

// tree visits the keys at and below a page, which are from low until before
// high; nil is no limit.
func (p *pages) tree(path []string, id uint64, low, high []byte, v visitor) {
	page, err := p.page(id)
	if err != nil {
		v.lost(err)
		return
	}
	switch flags := binary.NativeEndian.Uint16(page[8:]); flags {
	case leafPage:
		p.leaf(path, page, low, high, id, v)
	case branchPage:
		elements := elementsOf(page)
		keys := make([][]byte, len(elements))
		for i, e := range elements {
			key, ok := part(e, number32(e), number32(e[4:]))
			if !ok || i > 0 && bytes.Compare(keys[i-1], key) >= 0 {
				v.lost(damaged("page %d has no keys in order", id))
				return
			}
			keys[i] = key
		}
		if elements == nil {
			v.lost(damaged("page %d has no keys", id))
		}
		for i, e := range elements {
			to := high
			if i+1 < len(keys) {
				to = keys[i+1]
			}
			p.tree(path, number64(e[8:]), keys[i], to, v)
		}
	default:
		v.lost(damaged("page %d is not a page of keys", id))
	}
}

// leaf visits the keys of a page.
func (p *pages) leaf(path []string, page []byte, low, high []byte, id uint64, v visitor) {
	if len(page) < pageHeader || binary.NativeEndian.Uint16(page[8:]) != leafPage {
		v.lost(damaged("page %d is not a page of keys", id))
		return
	}
	elements := elementsOf(page)
	if elements == nil && binary.NativeEndian.Uint16(page[10:]) != 0 {
		v.lost(damaged("page %d has not the keys that it counts", id))
	}
	for _, e := range elements {
		pos, size := number32(e[4:]), number32(e[8:])
		key, ok := part(e, pos, size)
		value, ok2 := part(e, pos+size, number32(e[12:]))
		switch {
		case !ok || !ok2 || pos+size < pos || len(key) == 0 || low != nil && bytes.Compare(key, low) < 0 || high != nil && bytes.Compare(key, high) >= 0:
			v.lost(damaged("page %d has a key that does not belong there", id))
			continue
		case number32(e)&bucketLeaf != 0:
			p.inBucket(append(path[:len(path):len(path)], string(key)), value, v)
		default:
			v.value(path, key, value)
		}
		low = append(bytes.Clone(key), 0) // the next one is greater
	}
}

// elementsOf are the rests of a page that begin with an element each, nil if
// it does not hold as many as it counts.
func elementsOf(page []byte) [][]byte {
	n := int(binary.NativeEndian.Uint16(page[10:]))
	if len(page) < pageHeader+n*elementSize {
		return nil
	}
	var list [][]byte
	for i := range n {
		list = append(list, page[pageHeader+i*elementSize:])
	}
	return list
}

func part(of []byte, from, size uint32) ([]byte, bool) {
	if uint64(from)+uint64(size) > uint64(len(of)) {
		return nil, false
	}
	return of[from : from+size], true
}

// check finds out whether the database can trust its file: every page that can
// be reached is one, each once, and none of them is free.
func (p *pages) check() (err error) {
	first := func(e error) {
		if err == nil {
			err = e
		}
	}
	p.walk(visitor{
		bucket: func([]string, uint64) {},
		value: func(path []string, key, value []byte) {
			if !validRecord(path, key, value) {
				first(damaged("record %q in %q cannot be read", key, path))
			}
		},
		lost: first,
	})
	if err != nil || p.freelist == noFreelist {
		return err
	}
	page, err := p.page(p.freelist)
	if err != nil {
		return err
	}
	n, from := uint64(binary.NativeEndian.Uint16(page[10:])), uint64(pageHeader)
	if n == 0xffff { // there are more, and their number comes first
		n, from = number64(page[from:]), from+8
	}
	if binary.NativeEndian.Uint16(page[8:]) != freelistPage || n > (uint64(len(page))-from)/8 {
		return damaged("page %d is not a list of free pages", p.freelist)
	}
	for i := range n {
		id := number64(page[from+8*i:])
		if id < 2 || id >= p.used {
			return damaged("page %d is free and is not among the %d in use", id, p.used)
		}
		if id < p.size && p.seen[id/64]&(1<<(id%64)) != 0 {
			return damaged("page %d is in use and free", id)
		}
	}
	return nil
}

// inEvents reports whether a bucket is of the log events of a stream.
func inEvents(path []string) bool {
	n := len(path)
	return n >= 4 && path[n-2] == eventsBucket && path[n-4] == groupsBucket
}
