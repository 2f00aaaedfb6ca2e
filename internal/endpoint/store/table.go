package store

import (
	"bytes"
	"encoding/json"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// Table holds records of one type by key, in the order of the keys' bytes. In
// a region in which nothing has been kept there is none to read.
type Table[T any] struct{ bucket *bolt.Bucket }

// Get returns the record with a key, and whether there is one.
func (t Table[T]) Get(key string) (record T, ok bool, err error) {
	if t.bucket == nil {
		return record, false, nil
	}
	data := t.bucket.Get([]byte(key))
	if data == nil {
		return record, false, nil
	}
	err = t.decode([]byte(key), data, &record)
	return record, err == nil, err
}

// Put keeps a record under a key, in place of any other.
func (t Table[T]) Put(key string, record T) error {
	data, err := jsontext.Marshal(record) // a raw message stays as it is
	if err != nil {
		return err
	}
	return t.bucket.Put([]byte(key), data)
}

// Add keeps a record under the next number, which sorts behind all before it,
// and returns the key.
func (t Table[T]) Add(record T) (key string, err error) {
	n, err := t.bucket.NextSequence()
	if err != nil {
		return "", err
	}
	key = fmt.Sprintf("%020d", n)
	return key, t.Put(key, record)
}

// Delete removes a record, and reports whether there was one.
func (t Table[T]) Delete(key string) (bool, error) {
	if t.bucket.Get([]byte(key)) == nil {
		return false, nil
	}
	return true, t.bucket.Delete([]byte(key))
}

// Len counts the records.
func (t Table[T]) Len() int {
	n := 0
	if t.bucket == nil {
		return n
	}
	c := t.bucket.Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		n++
	}
	return n
}

// Each visits the records whose key has the prefix and lies behind after, in
// order, until visit returns false. visit must not change the table.
func (t Table[T]) Each(prefix, after string, visit func(key string, record T) bool) error {
	if t.bucket == nil {
		return nil
	}
	c := t.bucket.Cursor()
	for k, data := seek(c, prefix, after); k != nil && bytes.HasPrefix(k, []byte(prefix)); k, data = c.Next() {
		if data == nil {
			continue // a bucket
		}
		var record T
		if err := t.decode(k, data, &record); err != nil {
			return err
		}
		if !visit(string(k), record) {
			return nil
		}
	}
	return nil
}

// Keys are those with a prefix, in order.
func (t Table[T]) Keys(prefix string) (keys []string, err error) {
	err = t.Each(prefix, "", func(key string, _ T) bool {
		keys = append(keys, key)
		return true
	})
	return keys, err
}

// Find is the first record that matches, and its key; "" means that none does.
func (t Table[T]) Find(matches func(T) bool) (key string, record T, err error) {
	err = t.Each("", "", func(k string, r T) bool {
		if matches(r) {
			key, record = k, r
		}
		return key == ""
	})
	return key, record, err
}

func (t Table[T]) decode(key, data []byte, record *T) error {
	if err := json.Unmarshal(data, record); err != nil {
		return damaged("record %q cannot be read: %v", key, err)
	}
	return nil
}

// seek finds the first key that has the prefix and lies behind after.
func seek(c *bolt.Cursor, prefix, after string) (key, value []byte) {
	if after < prefix {
		return c.Seek([]byte(prefix))
	}
	key, value = c.Seek([]byte(after))
	if after != "" && string(key) == after {
		return c.Next()
	}
	return key, value
}
