package replay_test

import (
	"testing"
	"time"

	"github.com/logsieve/logsieve/engine/replay"
)

func TestClockRemembersThePlace(t *testing.T) {
	k, err := replay.NewClock(replay.ClockOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		line string
		want int64
	}{
		{`{"time":"1970-01-01T00:00:01Z","a":1}`, 1000},
		{`{"time":"1970-01-01T00:00:02Z","a":1}`, 2000},
		{`{"time":"1970-01-01T00:00:0\u0033Z"}`, 3000},
		{`{"time":"soon","timestamp":4}`, 4000},
		{`{"time":"1970-01-01T00:00:05Z"}`, 5000},
		{`{"a":{"time":"1970-01-01T00:00:09Z"},"time":"1970-01-01T00:00:06Z"}`, 6000},
		{`{"a":{"time":"1970-01-01T00:00:09Z"},"time":"1970-01-01T00:00:07Z"}`, 7000},
		{`{"a":{"time":"1970-01-01T00:00:09Z"}}`, -1},
	} {
		ms, ok := k.Time([]byte(tt.line), 0, time.Time{})
		if !ok {
			ms = -1
		}
		if ms != tt.want {
			t.Errorf("%s: got %d, want %d", tt.line, ms, tt.want)
		}
	}
}
