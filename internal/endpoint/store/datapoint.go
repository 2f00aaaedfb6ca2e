package store

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	bolt "go.etcd.io/bbolt"

	"github.com/logsieve/logsieve/engine/metric"
)

// Below a metric lie its record and its datapoints by period.
const (
	seriesRecord  = "metric"
	periodKeySize = 8
)

// AddDatapoints adds datapoints to those of the same metric and period.
func (t *Tx) AddDatapoints(metrics []metric.Metric) error {
	for _, m := range metrics {
		b, err := t.series(m)
		if err != nil {
			return err
		}
		for _, d := range m.Datapoints {
			if err := addDatapoint(b, d); err != nil {
				return err
			}
		}
	}
	return nil
}

func addDatapoint(b *bolt.Bucket, d metric.Datapoint) error {
	key := Position{Timestamp: d.Timestamp}.key()[:periodKeySize]
	if data := b.Get(key); data != nil {
		var have metric.Datapoint
		if err := decodeDatapoint(data, &have); err != nil {
			return err
		}
		d.Sum += have.Sum
		d.SampleCount += have.SampleCount
		d.Minimum = min(d.Minimum, have.Minimum)
		d.Maximum = max(d.Maximum, have.Maximum)
		d.Average = d.Sum / float64(d.SampleCount)
	}
	data, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return b.Put(key, data)
}

// Metrics returns all datapoints, sorted by namespace, name, dimensions and
// unit.
func (t *Tx) Metrics() ([]metric.Metric, error) {
	metrics := []metric.Metric{}
	root := t.root(datapointsBucket)
	err := root.ForEachBucket(func(key []byte) error {
		b := root.Bucket(key)
		m := metric.Metric{}
		if err := decodeDatapoint(b.Get([]byte(seriesRecord)), &m); err != nil {
			return err
		}
		err := b.ForEach(func(key, data []byte) error {
			if len(key) != periodKeySize {
				return nil
			}
			var d metric.Datapoint
			err := decodeDatapoint(data, &d)
			m.Datapoints = append(m.Datapoints, d)
			return err
		})
		metrics = append(metrics, m)
		return err
	})
	slices.SortFunc(metrics, func(a, b metric.Metric) int {
		return cmp.Or(
			cmp.Compare(a.MetricNamespace, b.MetricNamespace),
			cmp.Compare(a.MetricName, b.MetricName),
			slices.Compare(flat(a.Dimensions), flat(b.Dimensions)),
			cmp.Compare(a.Unit, b.Unit),
		)
	})
	return metrics, err
}

// flat are the names and values in the order of the names.
func flat(dimensions map[string]string) []string {
	list := make([]string, 0, 2*len(dimensions))
	for _, name := range slices.Sorted(maps.Keys(dimensions)) {
		list = append(list, name, dimensions[name])
	}
	return list
}

// series opens the bucket of a metric with one dimension set. It is found by
// a hash, since dimension values may be longer than keys.
func (t *Tx) series(m metric.Metric) (*bolt.Bucket, error) {
	m.Datapoints = nil
	identity, err := json.Marshal(m) // maps come sorted
	if err != nil {
		return nil, err
	}
	key := sha256.Sum256(identity)
	b, err := t.root(datapointsBucket).CreateBucketIfNotExists(key[:])
	if err != nil {
		return nil, err
	}
	return b, b.Put([]byte(seriesRecord), identity)
}

func decodeDatapoint[T any](data []byte, into *T) error {
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("the state is damaged: datapoint: %w", err)
	}
	return nil
}
