package metric

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/fnv"
	"maps"
	"math"
	"slices"
)

// ErrState says that bytes are not what AppendBinary has made.
var ErrState = errors.New("metric: not the state of an evaluator")

// stateVersion is the first byte of a state.
const stateVersion = 1

// AppendBinary implements encoding.BinaryAppender: it appends what was
// evaluated, so that MergeBinary can add it in another process. The bytes are the
// same however log events were split over evaluators that were merged. What awaits Publish is
// not among them. The form may change with the version of this package.
func (e *Evaluator) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, stateVersion)
	b = append(b, e.fingerprint()...)
	b = appendCounts(b, e.events, e.matched)
	for _, r := range e.runs {
		b = appendCounts(b, r.matched, r.lacks.Events, r.lacks.Missing, r.lacks.Null, r.lacks.Text, r.lacks.Other)
		for _, values := range r.distinct {
			b = appendCounts(b, int64(len(values)))
			for _, value := range slices.Sorted(maps.Keys(values)) {
				b = appendPart(b, value)
			}
		}
	}
	published := e.published()
	b = appendCounts(b, int64(len(published)))
	for _, s := range published {
		b = appendPart(appendPart(appendPart(b, s.metric.namespace), s.metric.name), s.metric.unit)
		b = appendCounts(b, int64(len(s.dimensions)))
		for _, d := range s.dimensions {
			b = appendPart(appendPart(b, d.name), d.value)
		}
		b = appendCounts(b, int64(len(s.periods)))
		for _, start := range slices.Sorted(maps.Keys(s.periods)) {
			p := s.periods[start]
			b = binary.AppendVarint(b, start)
			b = appendCounts(b, p.count)
			parts := p.parts()
			b = appendNumbers(b, p.minimum+0, p.maximum+0)
			b = appendCounts(b, int64(len(parts)))
			b = appendNumbers(b, parts...)
		}
	}
	return b, nil
}

// MergeBinary is Merge with what AppendBinary has appended to nothing. After an
// error, which is ErrMergeOthers or ErrState, the evaluator is as it was.
func (e *Evaluator) MergeBinary(data []byte) error {
	d := &decoder{data: data}
	if version := d.take(1); len(version) != 1 || version[0] != stateVersion {
		return ErrState
	}
	switch mark := d.take(len(e.fingerprint())); {
	case mark == nil:
		return ErrState
	case string(mark) != string(e.fingerprint()):
		return ErrMergeOthers
	}
	events, matched := d.count(), d.count()
	runs := make([]struct {
		matched  int64
		lacks    Unpublished
		distinct [][]string
	}, len(e.runs))
	for i := range runs {
		r := &runs[i]
		r.matched = d.count()
		r.lacks = Unpublished{Events: d.count(), Missing: d.count(), Null: d.count(), Text: d.count(), Other: d.count()}
		for range e.runs[i].distinct {
			var values []string
			for range d.length(1) {
				values = append(values, d.text())
			}
			r.distinct = append(r.distinct, values)
		}
	}
	type period struct {
		start int64
		statistics
	}
	type from struct {
		metric     metricKey
		dimensions []dimension
		periods    []period
	}
	var all []from
	seen := map[string]bool{}
	for range d.length(5) {
		start := d.data
		f := from{metric: metricKey{d.text(), d.text(), d.text()}}
		for range d.length(2) {
			next := dimension{d.text(), d.text()}
			d.failed = d.failed || len(f.dimensions) > 0 && next.name < f.dimensions[len(f.dimensions)-1].name
			f.dimensions = append(f.dimensions, next)
		}
		key := string(start[:len(start)-len(d.data)])
		d.failed = d.failed || seen[key]
		seen[key] = true
		for range d.length(19) {
			last := len(f.periods) - 1
			p := period{start: d.signed(), statistics: statistics{count: d.count(), minimum: d.number(), maximum: d.number()}}
			for range d.length(8) {
				p.grow(d.number())
			}
			d.failed = d.failed || p.count == 0 || last >= 0 && p.start <= f.periods[last].start || PeriodStart(p.start, e.period) != p.start
			f.periods = append(f.periods, p)
		}
		all = append(all, f)
	}
	if d.failed || len(d.data) > 0 {
		return ErrState
	}
	for _, f := range all {
		to := e.find(f.metric, f.dimensions)
		for i := range f.periods {
			to.at(f.periods[i].start).merge(&f.periods[i].statistics)
		}
	}
	for i, from := range runs {
		to := e.runs[i]
		to.matched += from.matched
		to.lacks.merge(from.lacks)
		for j, values := range from.distinct {
			for _, value := range values {
				to.distinct[j][value] = struct{}{}
			}
		}
	}
	e.events += events
	e.matched += matched
	return nil
}

// fingerprint tells evaluators with other filters, periods or sources apart.
func (e *Evaluator) fingerprint() []byte {
	if e.mark == nil {
		h := fnv.New128a()
		enc := json.NewEncoder(h)
		_ = enc.Encode([]any{e.period, e.source}) // texts and numbers
		for _, f := range e.filters {
			_ = enc.Encode(f.request)
		}
		e.mark = h.Sum(nil)
	}
	return e.mark
}

// parts are the numbers that the sum is exactly, the largest first, each the rest rounded:
// they do not depend on how the sum was made.
func (s *statistics) parts() []float64 {
	rest := statistics{sum: s.sum, rest: slices.Clone(s.rest)}
	var parts []float64
	for {
		total := rest.total()
		if total == 0 {
			return parts
		}
		parts = append(parts, total)
		rest.grow(-total)
	}
}

func appendCounts(b []byte, counts ...int64) []byte {
	for _, n := range counts {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return b
}

func appendNumbers(b []byte, numbers ...float64) []byte {
	for _, v := range numbers {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

// maxCount keeps sums of counts from running over.
const maxCount = 1 << 53

// decoder reads a state. After a failure it gives zeros.
type decoder struct {
	data   []byte
	failed bool
}

func (d *decoder) take(n int) []byte {
	if d.failed || n < 0 || n > len(d.data) {
		d.failed = true
		return nil
	}
	part := d.data[:n]
	d.data = d.data[n:]
	return part
}

func (d *decoder) count() int64 {
	n, size := binary.Uvarint(d.data)
	if size <= 0 || n > maxCount {
		d.failed = true
		return 0
	}
	d.take(size)
	return int64(n)
}

// length is the length of a list whose elements take so many bytes at least.
func (d *decoder) length(least int) int {
	n := d.count()
	if n > int64(len(d.data)/least) {
		d.failed = true
	}
	if d.failed {
		return 0
	}
	return int(n)
}

func (d *decoder) signed() int64 {
	n, size := binary.Varint(d.data)
	if size <= 0 {
		d.failed = true
		return 0
	}
	d.take(size)
	return n
}

func (d *decoder) text() string { return string(d.take(d.length(1))) }

// number is a value that a metric may have, or a part of a sum of them.
func (d *decoder) number() float64 {
	b := d.take(8)
	if b == nil {
		return 0
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(b))
	if math.IsNaN(v) || math.Abs(v) > math.Ldexp(maxMagnitude, 63) {
		d.failed = true
		return 0
	}
	return v
}
