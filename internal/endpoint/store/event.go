package store

import (
	"container/heap"
	"encoding/binary"

	bolt "go.etcd.io/bbolt"
)

// Position is a place in the order of a log group's events, just before the
// event with this timestamp and number; there need not be one.
type Position struct {
	Timestamp int64
	Number    uint64 // log events count up within their group, each batch from its own start
}

// indexBits are the bits of a number in which the log events of one batch
// count up, from 0; above them batches do. The service's event ids end so.
const indexBits = 16

// Behind is the position just behind an event at p.
func (p Position) Behind() Position { return Position{p.Timestamp, p.Number + 1} }

// Less says that p comes before q.
func (p Position) Less(q Position) bool {
	return p.Timestamp < q.Timestamp || p.Timestamp == q.Timestamp && p.Number < q.Number
}

// Event is a log event.
type Event struct {
	Position
	Stream        string
	IngestionTime int64
	Message       []byte // valid as long as the transaction
}

// Timestamps are not negative, so that the order of the keys' bytes is that
// of the positions.
const keySize = 16

func (p Position) key() []byte {
	key := make([]byte, keySize)
	binary.BigEndian.PutUint64(key, uint64(p.Timestamp))
	binary.BigEndian.PutUint64(key[8:], p.Number)
	return key
}

func event(stream string, key, value []byte) (e Event, ok bool) {
	if len(key) != keySize || len(value) < 8 {
		return Event{}, false
	}
	return Event{
		Position:      Position{int64(binary.BigEndian.Uint64(key)), binary.BigEndian.Uint64(key[8:])},
		Stream:        stream,
		IngestionTime: int64(binary.BigEndian.Uint64(value)),
		Message:       value[8:],
	}, true
}

// appendFill leaves less room in the pages of events, which mostly come in
// order.
const appendFill = 0.9

// Append keeps a batch of log events of a stream and sets their numbers.
func (g *GroupTx) Append(stream string, events []Event) error {
	b := g.events().Bucket([]byte(stream))
	b.FillPercent = appendFill
	batch, err := g.bucket.NextSequence()
	if err != nil {
		return err
	}
	for i := range events {
		e := &events[i]
		e.Number = batch<<indexBits + uint64(i)
		value := make([]byte, 8, 8+len(e.Message))
		binary.BigEndian.PutUint64(value, uint64(e.IngestionTime))
		if err := b.Put(e.key(), append(value, e.Message...)); err != nil {
			return err
		}
	}
	return nil
}

// Forward visits the events of streams from a position on, in the order of
// time, until visit returns false.
func (g *GroupTx) Forward(streams []string, from Position, visit func(Event) bool) {
	g.merge(streams, from, false, visit)
}

// Backward visits the events of streams before a position, the last first,
// until visit returns false.
func (g *GroupTx) Backward(streams []string, before Position, visit func(Event) bool) {
	g.merge(streams, before, true, visit)
}

func (g *GroupTx) merge(streams []string, at Position, backward bool, visit func(Event) bool) {
	m := merger{backward: backward}
	for _, name := range streams {
		b := g.events().Bucket([]byte(name))
		if b == nil {
			continue
		}
		c := &streamCursor{name: name, cursor: b.Cursor()}
		key, value := c.cursor.Seek(at.key())
		if backward {
			if key == nil {
				key, value = c.cursor.Last()
			} else {
				key, value = c.cursor.Prev()
			}
		}
		if c.set(key, value) {
			m.cursors = append(m.cursors, c)
		}
	}
	heap.Init(&m)
	for len(m.cursors) > 0 {
		c := m.cursors[0]
		if !visit(c.event) {
			return
		}
		var more bool
		if backward {
			more = c.set(c.cursor.Prev())
		} else {
			more = c.set(c.cursor.Next())
		}
		if more {
			heap.Fix(&m, 0)
		} else {
			heap.Pop(&m)
		}
	}
}

// streamCursor stands on one event of a stream.
type streamCursor struct {
	name   string
	cursor *bolt.Cursor
	event  Event
}

func (c *streamCursor) set(key, value []byte) (ok bool) {
	c.event, ok = event(c.name, key, value)
	return ok
}

// merger is a heap of cursors.
type merger struct {
	cursors  []*streamCursor
	backward bool
}

func (m *merger) Len() int { return len(m.cursors) }

func (m *merger) Less(i, j int) bool {
	if m.backward {
		i, j = j, i
	}
	return m.cursors[i].event.Less(m.cursors[j].event.Position)
}

func (m *merger) Swap(i, j int) { m.cursors[i], m.cursors[j] = m.cursors[j], m.cursors[i] }

// Push implements heap.Interface.
func (m *merger) Push(x any) { m.cursors = append(m.cursors, x.(*streamCursor)) }

// Pop implements heap.Interface.
func (m *merger) Pop() any {
	last := m.cursors[len(m.cursors)-1]
	m.cursors = m.cursors[:len(m.cursors)-1]
	return last
}
