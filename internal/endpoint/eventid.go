package endpoint

import (
	"fmt"
	"math/bits"
	"strings"

	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// An event id is a decimal number, of 56 digits today, which has the timestamp
// of the log event above its ingestion time above what tells log events of
// that millisecond apart: the batch, and the place in it. The tokens of
// GetLogEvents are the ids of log events, in which the other parts may also be
// the lowest and the highest that there are. Read from the recorded ids and
// tokens (stackd, 2026-09-13: ingestion.json, kinesis-subscriptions.json).
type eventID struct {
	store.Position
	Ingestion int64
}

// The length of an id.
const (
	idDigits    = 56 // at least: filled up with zeros
	maxIDDigits = 63 // of the last millisecond that there is
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

// words are the id as one number of 256 bits, the highest first: 64 bits of
// the timestamp, 64 of the ingestion time, and 80 of batch and place.
func (id eventID) words() [4]uint64 {
	top := uint64(0)
	if id.Number == lastNumber {
		top = lastBatchTop
	}
	timestamp, ingestion := uint64(id.Timestamp), uint64(id.Ingestion)
	return [4]uint64{timestamp >> 48, timestamp<<16 | ingestion>>48, ingestion<<16 | top, id.Number}
}

// A word has room for so many decimal digits.
const (
	wordDigits = 19
	wordBase   = 1e19
)

func (id eventID) String() string {
	words := id.words()
	var digits [4 * wordDigits]byte
	for end := len(digits); end > 0; end -= wordDigits {
		rest := uint64(0)
		for i := range words {
			words[i], rest = bits.Div64(rest, words[i], wordBase)
		}
		for at := end - 1; at >= end-wordDigits; at-- {
			digits[at], rest = byte('0'+rest%10), rest/10
		}
	}
	start := 0
	for start < len(digits)-idDigits && digits[start] == '0' {
		start++
	}
	return string(digits[start:])
}

func parseEventID(text string) (id eventID, ok bool) {
	if len(text) < idDigits || len(text) > maxIDDigits || strings.Trim(text, "0123456789") != "" {
		return id, false
	}
	var words [4]uint64
	for _, digit := range []byte(text) {
		carry := uint64(digit - '0')
		for i := len(words) - 1; i >= 0; i-- {
			high, low := bits.Mul64(words[i], 10)
			var over uint64
			words[i], over = bits.Add64(low, carry, 0)
			carry = high + over
		}
	}
	id.Timestamp = int64(words[0]<<48 | words[1]>>16)
	id.Ingestion = int64(words[1]<<48 | words[2]>>16)
	id.Number = words[3]
	return id, id.Timestamp >= 0 && id.Ingestion >= 0 && id.words() == words && id.String() == text
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
