package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// TestWrongShape keeps JSON where a record of another shape is expected: the
// state is damaged, whether it is opened or in use, and the record alone is
// lost.
func TestWrongShape(t *testing.T) {
	dir, _ := damageable(t)
	s, err := Open(dir, "us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	// Another program writes it while the state is open.
	err = s.db.Update(func(tx *bolt.Tx) error {
		group := tx.Bucket([]byte(regionsBucket)).Bucket([]byte("us-east-1")).Bucket([]byte(groupsBucket)).Bucket([]byte("group-1"))
		return group.Put([]byte(groupRecord), []byte(`[{"name": "group-1"}]`))
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := contents(s); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "a log group cannot be read") {
		t.Errorf("it is read: %v", err)
	}
	select {
	case <-s.Damaged():
	default:
		t.Error("nobody is told that it is damaged")
	}
	if err := s.Update(func(*Tx) error { return nil }); !errors.Is(err, ErrDamaged) {
		t.Errorf("it is written: %v", err)
	}
	_ = s.Close() // the file stays locked until the process ends
	file, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, fileName), file, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, "us-east-1"); !errors.Is(err, ErrDamaged) {
		t.Errorf("it is opened: %v", err)
	}
	to := t.TempDir()
	if counts, err := Recover(dir, to); err != nil || counts.LostRecords != 1 {
		t.Errorf("%+v, %v", counts, err)
	}
}

// TestRecordAt: each table has records of its type, and others are no part of
// it.
func TestRecordAt(t *testing.T) {
	region := []string{regionsBucket, "us-east-1"}
	for _, tt := range []struct {
		path  []string
		key   string
		value string
		valid bool
	}{
		{append(region, groupsBucket, "g"), groupRecord, `{}`, true},
		{append(region, groupsBucket, "g"), groupRecord, `null`, false},
		{append(region, groupsBucket, "g", streamsBucket), "s", `"x"`, false},
		{append(region, groupsBucket, "g", metricFiltersBucket), "f", `[]`, false},
		{append(region, groupsBucket, "g", subscriptionsBucket), "f", `1`, false},
		{append(region, destinationsBucket), "d", `true`, false},
		{append(region, policiesBucket), "p", `[1]`, false},
		{append(region, exportsBucket), "e", `""`, false},
		{append(region, accountPoliciesBucket), "p", `[]`, false},
		{append(region, definitionsBucket), "p", `[]`, false},
		{append(region, groupDocumentsBucket), "p", `[]`, false},
		{append(region, detectorsBucket), "p", `[]`, false},
		{append(region, deliverySourcesBucket), "p", `[]`, false},
		{append(region, deliveryDestinationsBucket), "p", `[]`, false},
		{append(region, deliveriesBucket), "p", `[]`, false},
		{append(region, datapointsBucket, "hash"), seriesRecord, `[]`, false},
		{append(region, datapointsBucket, "hash"), "12345678", `{"timestamp": "x"}`, false},
		{[]string{outboxBucket}, "1", `[]`, false},
		{[]string{tagsBucket}, "arn", `{"a": "b"}`, true},
		{[]string{tagsBucket}, "arn", `{"a": 1}`, false},
		{[]string{keysBucket}, "arn", `"key"`, true},
		{[]string{keysBucket}, "arn", `{}`, false},
		{[]string{realtimeBucket}, "a", `[]`, false},
		{[]string{ingestionBucket}, "a", `[]`, false},
	} {
		if got := validRecord(tt.path, []byte(tt.key), []byte(tt.value)); got != tt.valid {
			t.Errorf("%q of %q: %s is valid: %t", tt.key, tt.path, tt.value, got)
		}
	}
}
