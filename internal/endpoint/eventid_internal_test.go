package endpoint

import (
	"testing"

	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// TestRecordedEventIDs reads the ids in recorded tokens (stackd,
// ingestion.json, 2026-09-13), of log events whose times the recording tells,
// and of places between them.
func TestRecordedEventIDs(t *testing.T) {
	for _, test := range []struct {
		token                string
		forward              bool
		timestamp, ingestion int64
		index                uint64
	}{
		{"b/39903456926312898609225253250317858145194063465079701504/s", false, 1789332893187, 1789333512547, 0},
		{"f/39903456948613643807755876391853576417842424971060117505/s", true, 1789332894187, 1789333512547, 1},
		{"f/39903456970914389006286499536878781152030935805233070082/s", true, 1789332895187, 1789333515433, 2},
		{"f/39903457037850075717512993409488325259931990921815490559/s", true, 1789332898188, lastIngestion, 1<<15 - 1},
		{"b/39903456926312898607062081767098034782191018164241825792/s", false, 1789332893187, 0, 0},
	} {
		// The service's batches are longer than ours, so that its tokens are
		// refused; but the parts stand where ours do.
		id, forward, _ := parseEventToken(test.token)
		if forward != test.forward || id.Timestamp != test.timestamp || id.Ingestion != test.ingestion || id.Number%(1<<16) != test.index {
			t.Errorf("%s: read as %+v, forward %v", test.token, id, forward)
		}
	}
}

func TestEventIDs(t *testing.T) {
	for _, id := range []eventID{
		{},
		{store.Position{Timestamp: 1789332893187, Number: 1<<16 + 3}, 1789333512547},
		{store.Position{Timestamp: 1<<63 - 1, Number: 1<<64 - 1}, lastIngestion},
		endOf(1789332898188),
	} {
		again, ok := parseEventID(id.String())
		if !ok || again != id {
			t.Errorf("%+v is written %s and read as %+v", id, id, again)
		}
	}
	if got := endOf(1789332898188).String(); got != "39903457037850075717512993409488325259931990921815490559" {
		t.Errorf("the end of a range is %s, not as recorded", got)
	}
	for _, text := range []string{"", "1", "f", "-0000000000000000000000000000000000000000000000000000001", "99999999999999999999999999999999999999999999999999999999999999999"} {
		if id, ok := parseEventID(text); ok {
			t.Errorf("%q is read as %+v", text, id)
		}
	}
}

func BenchmarkEventID(b *testing.B) {
	b.ReportAllocs()
	id := eventID{store.Position{Timestamp: 1789332893187, Number: 7<<16 + 3}, 1789333512547}
	for b.Loop() {
		_ = id.String()
	}
}
