package endpoint

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// An event id is a decimal number, of 56 digits today, which has the timestamp of
// the log event above its ingestion time above what tells log events of that
// millisecond apart: the batch, and the place in it. The tokens of
// GetLogEvents are the ids of log events, in which the other parts may also
// be the lowest and the highest that there are. Read from the recorded ids
// and tokens (stackd, 2026-09-13: ingestion.json, kinesis-subscriptions.json).
type eventID struct {
	store.Position
	Ingestion int64
}

// Where the parts of an id lie.
const (
	idDigits       = 56 // at least: filled up with zeros
	maxIDDigits    = 63 // of the last millisecond that there is
	numberBits     = 64
	ingestionShift = 80
	timestampShift = 144
)

// The highest parts, in an id that is behind log events: the place in a batch
// is a number of 16 bits with a sign, the batch one of 64.
const (
	lastIngestion = 1<<63 - 1
	lastNumber    = 1<<64 - 1<<15 - 1
	lastBatchTop  = 1<<15 - 1 // what of the batch has no room in a number
)

// endOf is behind all log events of a time.
func endOf(timestamp int64) eventID {
	return eventID{store.Position{Timestamp: timestamp, Number: lastNumber}, lastIngestion}
}

func (id eventID) String() string {
	n := big.NewInt(id.Timestamp)
	n.Lsh(n, timestampShift-ingestionShift)
	n.Or(n, big.NewInt(id.Ingestion))
	top := int64(0)
	if id.Number == lastNumber {
		top = lastBatchTop
	}
	n.Lsh(n, ingestionShift-numberBits)
	n.Or(n, big.NewInt(top))
	n.Lsh(n, numberBits)
	n.Or(n, new(big.Int).SetUint64(id.Number))
	return fmt.Sprintf("%0*s", idDigits, n)
}

func parseEventID(text string) (id eventID, ok bool) {
	if len(text) < idDigits || len(text) > maxIDDigits || strings.Trim(text, "0123456789") != "" {
		return id, false
	}
	n, _ := new(big.Int).SetString(text, 10) // these are digits
	part := func(shift, bits uint) *big.Int {
		mask := new(big.Int).Lsh(big.NewInt(1), bits)
		p := new(big.Int).Rsh(n, shift)
		return p.And(p, mask.Sub(mask, big.NewInt(1)))
	}
	timestamp := new(big.Int).Rsh(n, timestampShift)
	id.Ingestion = part(ingestionShift, 63).Int64()
	id.Number = part(0, numberBits).Uint64()
	id.Timestamp = timestamp.Int64()
	return id, timestamp.IsInt64() && id.String() == text
}

func idOf(e store.Event) eventID { return eventID{e.Position, e.IngestionTime} }

// eventToken is a token of GetLogEvents: it leads forward from a log event,
// which it leaves out, or backward.
func eventToken(direction byte, id eventID) string { return fmt.Sprintf("%c/%s/s", direction, id) }

func parseEventToken(text string) (id eventID, forward, ok bool) {
	rest, forward := strings.CutPrefix(text, "f/")
	if !forward {
		if rest, ok = strings.CutPrefix(text, "b/"); !ok {
			return id, false, false
		}
	}
	if rest, ok = strings.CutSuffix(rest, "/s"); !ok {
		return id, false, false
	}
	id, ok = parseEventID(rest)
	return id, forward, ok
}
