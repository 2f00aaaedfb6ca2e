package eventtime_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/logsieve/logsieve/internal/eventtime"
)

// TestEveryDay holds ISO times to the time package: each day of years around
// leap years, and days and hours that do not exist.
func TestEveryDay(t *testing.T) {
	p, err := eventtime.New("", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	check := func(text string) {
		t.Helper()
		want, err := time.Parse("2006-01-02T15:04:05Z07:00", text)
		ms, n, ok := p.Prefix([]byte(text))
		if ok != (err == nil) || ok && (ms != want.UnixMilli() || n != len(text)) {
			t.Errorf("%s: %d, %d, %t; the time package: %v, %v", text, ms, n, ok, want, err)
		}
	}
	for _, year := range []int{0, 1, 1600, 1899, 1900, 1969, 1970, 2000, 2023, 2024, 2100, 9999} {
		for month := range 14 {
			for day := range 33 {
				check(fmt.Sprintf("%04d-%02d-%02dT23:59:59Z", year, month, day))
			}
		}
	}
	for _, clock := range []string{"00:00:00", "23:59:59", "24:00:00", "00:60:00", "00:59:00", "-1:00:00", "00:-1:00"} {
		check("2024-12-31T" + clock + "Z")
	}
	for _, zone := range []string{"Z", "+00:00", "-00:01", "+14:00", "-12:30", "+23:59"} {
		check("2024-02-29T12:34:56" + zone)
	}
	// A leap second, which the time package refuses, is the next minute's first.
	if ms, _, ok := p.Prefix([]byte("2016-12-31T23:59:60Z")); !ok || ms != time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli() {
		t.Errorf("%d, %t", ms, ok)
	}
}

// TestFollowing holds where a time ends, also when the same time comes again.
func TestFollowing(t *testing.T) {
	p, err := eventtime.New("", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC).UnixMilli()
	for _, c := range []struct {
		text string
		ms   int64
		n    int
	}{
		{"2024-05-06T07:08:09", at, 19},
		{"2024-05-06T07:08:09", at, 19},
		{"2024-05-06T07:08:09 x", at, 19},
		{"2024-05-06T07:08:09.5", at + 500, 21},
		{"2024-05-06T07:08:09.", at, 19},
		{"2024-05-06T07:08:09.x", at, 19},
		{"2024-05-06T07:08:09,25Z", at + 250, 23},
		{"2024-05-06T07:08:09.123456789Z", at + 123, 30},
		{"2024-05-06T07:08:09-01", at + 3600e3, 22},
		{"2024-05-06T07:08:09+0130", at - 5400e3, 24},
		{"2024-05-06T07:08:09+01:30", at - 5400e3, 25},
		{"2024-05-06T07:08:09+01:99", at - 3600e3, 22},
		{"2024-05-06T07:08:09-", at, 19},
		{"2024-05-06T07:08:09-x", at, 19},
		{"2024-05-06T07:08:09Z", at, 20},
		{"2024-05-06T07:08:10Z", at + 1000, 20},
		{"2024-05-06T07:08:09x", 0, 0},
		{"2024-05-06T07:08:090", 0, 0},
		{"2024-05-06T07:08:09Zulu", 0, 0},
		{"2024-05-06T07:08:9 ", 0, 0},
		{"2024-05-0aT07:08:09", 0, 0},
	} {
		ms, n, ok := p.Prefix([]byte(c.text))
		if ms != c.ms || n != c.n || ok != (c.n > 0) {
			t.Errorf("%s: %d, %d, %t; want %d, %d", c.text, ms, n, ok, c.ms, c.n)
		}
	}
}

// TestLengthChanges holds that what was learned of one line does not cut the
// time of another.
func TestLengthChanges(t *testing.T) {
	p, err := eventtime.New("Jan 2 2006 15:04:05", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text string
		want time.Time
		n    int
	}{
		{"Sep 4 2013 18:49:52 a", time.Date(2013, 9, 4, 18, 49, 52, 0, time.UTC), 19},
		{"Sep 24 2013 18:49:52 a", time.Date(2013, 9, 24, 18, 49, 52, 0, time.UTC), 20},
		{"Sep 24 2013 18:49:52", time.Date(2013, 9, 24, 18, 49, 52, 0, time.UTC), 20},
		{"Sep 4 2013 18:49:52", time.Date(2013, 9, 4, 18, 49, 52, 0, time.UTC), 19},
		{"Sep 4 2013 18:49:52.9", time.Date(2013, 9, 4, 18, 49, 52, 9e8, time.UTC), 21},
	} {
		ms, n, ok := p.Prefix([]byte(c.text))
		if !ok || ms != c.want.UnixMilli() || n != c.n {
			t.Errorf("%s: %d, %d, %t; want %d, %d", c.text, ms, n, ok, c.want.UnixMilli(), c.n)
		}
	}
}

// TestCounts holds where the size of a count changes its unit, and that a
// count of many digits is exact.
func TestCounts(t *testing.T) {
	for _, c := range []struct {
		format, text string
		want         int64
		ok           bool
	}{
		{"", "99999999999", 99999999999000, true},
		{"", "100000000000", 100000000000, true},
		{"", "99999999999999", 99999999999999, true},
		{"", "100000000000000", 100000000000, true},
		{"", "99999999999999000", 99999999999999, true},
		{"", "100000000000000000", 100000000000, true},
		{"", "0", 0, true},
		{"", "0.001", 1, true},
		{"", "-1", 0, false},
		{"", "x", 0, false},
		{"epoch", "100000000000", 100000000000000, true},
		{"epoch-ns", "1380048592123999999", 1380048592123, true},
		{"epoch-us", "1380048592123999", 1380048592123, true},
		{"epoch-ms", "1380048592123", 1380048592123, true},
	} {
		p, err := eventtime.New(c.format, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if ms, ok := p.Parse([]byte(c.text)); ms != c.want || ok != c.ok {
			t.Errorf("%s %s: %d, %t; want %d", c.format, c.text, ms, ok, c.want)
		}
	}
}
