package store

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
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
func (r *Region) AddDatapoints(metrics []metric.Metric) error {
	for _, m := range metrics {
		b, err := r.series(m)
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
	key := periodKey(d.Timestamp)
	if data := b.Get(key); data != nil {
		var have metric.Datapoint
		if err := decodeDatapoint(data, &have); err != nil {
			return err
		}
		d = Together(have, d)
	}
	data, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return b.Put(key, data)
}

// Together is the datapoint of the samples of both, at the time of the first.
func Together(a, b metric.Datapoint) metric.Datapoint {
	a.Sum += b.Sum
	a.SampleCount += b.SampleCount
	a.Minimum = min(a.Minimum, b.Minimum)
	a.Maximum = max(a.Maximum, b.Maximum)
	a.Average = a.Sum / float64(a.SampleCount)
	return a
}

// Metrics returns all datapoints, sorted by namespace, name, dimensions and
// unit.
func (r *Region) Metrics() ([]metric.Metric, error) {
	return r.metrics(func(b *bolt.Bucket, add func(data []byte) error) error {
		return b.ForEach(func(key, data []byte) error {
			if len(key) != periodKeySize {
				return nil
			}
			return add(data)
		})
	})
}

// metrics are all metrics with the datapoints that visit gives of each.
func (r *Region) metrics(visit func(b *bolt.Bucket, add func(data []byte) error) error) ([]metric.Metric, error) {
	metrics := []metric.Metric{}
	root := r.below(datapointsBucket)
	if root == nil {
		return metrics, nil
	}
	err := root.ForEachBucket(func(key []byte) error {
		b := root.Bucket(key)
		m := metric.Metric{}
		if err := decodeDatapoint(b.Get([]byte(seriesRecord)), &m); err != nil {
			return err
		}
		err := visit(b, func(data []byte) error {
			var d metric.Datapoint
			err := decodeDatapoint(data, &d)
			m.Datapoints = append(m.Datapoints, d)
			return err
		})
		metrics = append(metrics, m)
		return err
	})
	slices.SortFunc(metrics, compareMetrics)
	return metrics, err
}

func compareMetrics(a, b metric.Metric) int {
	return cmp.Or(
		cmp.Compare(a.MetricNamespace, b.MetricNamespace),
		cmp.Compare(a.MetricName, b.MetricName),
		slices.Compare(flat(a.Dimensions), flat(b.Dimensions)),
		cmp.Compare(a.Unit, b.Unit),
	)
}

// LatestMetrics returns the metrics, sorted like all, each with its last
// datapoint only.
func (r *Region) LatestMetrics() ([]metric.Metric, error) {
	return r.metrics(func(b *bolt.Bucket, add func(data []byte) error) error {
		// Of the keys of periods the first byte is below any letter's, so that
		// the record is the last of all.
		c := b.Cursor()
		c.Last()
		if key, data := c.Prev(); key != nil {
			return add(data)
		}
		return nil
	})
}

// Datapoints visits the datapoints of one metric with one dimension set and
// unit from a time until before another, in milliseconds, in the order of
// time.
func (r *Region) Datapoints(m metric.Metric, from, to int64, visit func(metric.Datapoint)) error {
	root := r.below(datapointsBucket)
	if root == nil {
		return nil
	}
	key, _, err := seriesKey(m)
	if err != nil {
		return err
	}
	b := root.Bucket(key)
	if b == nil {
		return nil
	}
	c := b.Cursor()
	for key, data := c.Seek(periodKey(max(from, 0))); len(key) == periodKeySize && bytes.Compare(key, periodKey(max(to, 0))) < 0; key, data = c.Next() {
		var d metric.Datapoint
		if err := decodeDatapoint(data, &d); err != nil {
			return err
		}
		visit(d)
	}
	return nil
}

func periodKey(timestamp int64) []byte {
	return Position{Timestamp: timestamp}.key()[:periodKeySize]
}

// flat are the names and values in the order of the names.
func flat(dimensions map[string]string) []string {
	list := make([]string, 0, 2*len(dimensions))
	for _, name := range slices.Sorted(maps.Keys(dimensions)) {
		list = append(list, name, dimensions[name])
	}
	return list
}

// seriesKey is the key of a metric with one dimension set, and the record from
// which it is made: a hash, since dimension values may be longer than keys.
func seriesKey(m metric.Metric) (key, record []byte, err error) {
	m.Datapoints = nil
	if m.Dimensions == nil {
		m.Dimensions = map[string]string{}
	}
	record, err = json.Marshal(m) // maps come sorted
	sum := sha256.Sum256(record)
	return sum[:], record, err
}

// series opens the bucket of a metric with one dimension set.
func (r *Region) series(m metric.Metric) (*bolt.Bucket, error) {
	key, record, err := seriesKey(m)
	if err != nil {
		return nil, err
	}
	b, err := r.below(datapointsBucket).CreateBucketIfNotExists(key)
	if err != nil {
		return nil, err
	}
	return b, b.Put([]byte(seriesRecord), record)
}

func decodeDatapoint[T any](data []byte, into *T) error {
	if err := json.Unmarshal(data, into); err != nil {
		return damaged("a datapoint cannot be read: %v", err)
	}
	return nil
}
