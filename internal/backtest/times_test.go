package backtest_test

import (
	"testing"
	"time"

	"github.com/logsieve/logsieve/internal/backtest"
)

// TestParseTime: a day starts with the first moment that clocks show of it.
func TestParseTime(t *testing.T) {
	for _, tt := range []struct{ zone, text, want string }{
		{"UTC", "2026-01-31", "2026-01-31T00:00:00Z"},
		{"+02:00", "2026-01-31", "2026-01-30T22:00:00Z"},
		{"+02:00", "2026-01-31T12:00:00", "2026-01-31T10:00:00Z"},
		{"+02:00", "2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"},
		{"America/Santiago", "2026-09-06", "2026-09-06T04:00:00Z"}, // there is no midnight
		{"America/Santiago", "2026-04-05", "2026-04-05T04:00:00Z"}, // 23:00 comes twice before it
		{"Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z"},
		{"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"}, // there is no such day
	} {
		location, err := backtest.ParseZone(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		ms, err := backtest.ParseTime("--since", tt.text, location)
		if got := time.UnixMilli(ms).UTC().Format(time.RFC3339); err != nil || got != tt.want {
			t.Errorf("%s in %s: %s, %v, want %s", tt.text, tt.zone, got, err, tt.want)
		}
	}
}
