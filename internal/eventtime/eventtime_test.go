package eventtime_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/logsieve/logsieve/internal/eventtime"
	"github.com/logsieve/logsieve/internal/fuzzbound"
)

func TestPrefix(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Skip("no time zones here")
	}
	const want = "2013-09-24T18:49:52.000Z"
	for _, tt := range []struct {
		format   string
		location *time.Location
		text     string
		want     string
		length   int
	}{
		{"", time.UTC, "2013-09-24T18:49:52.000Z x", want, 24},
		{"", time.UTC, "2013-09-24T18:49:52Z", want, 20},
		{"", time.UTC, "2013-09-24 18:49:52,123 INFO", "2013-09-24T18:49:52.123Z", 23},
		{"", time.UTC, "2013-09-24T11:49:52.123456789-07:00 x", "2013-09-24T18:49:52.123Z", 35},
		{"", time.UTC, "2013-09-24T20:49:52+0200 x", want, 24},
		{"", newYork, "2013-09-24T14:49:52 x", want, 19},
		{"", newYork, "2013-09-24T18:49:52Z x", want, 20},
		{"", newYork, "2013-01-24T14:49:52 x", "2013-01-24T19:49:52.000Z", 19},
		{"", time.UTC, "[2013-09-24T18:49:52Z] x", want, 21},
		{"", time.UTC, "24/Sep/2013:11:49:52 -0700 x", want, 26},
		{"", time.UTC, "2013-09-24", "", 0},
		{"", time.UTC, "2013-02-29T18:49:52Z", "", 0},
		{"", time.UTC, "2013-09-24T24:49:52Z", "", 0},
		{"", time.UTC, "2013-09-24T18:49:525", "", 0},
		{"", time.UTC, "1380048592 x", "", 0},
		{"", time.UTC, "", "", 0},
		{"epoch", time.UTC, "1380048592 x", want, 10},
		{"epoch", time.UTC, "1380048592.5 x", "2013-09-24T18:49:52.500Z", 12},
		{"epoch-ms", time.UTC, "1380048592000 x", want, 13},
		{"epoch-us", time.UTC, "1380048592000000", want, 16},
		{"epoch-ns", time.UTC, "1380048592000000000", want, 19},
		{"epoch", time.UTC, "x", "", 0},
		{"%Y-%m-%d %H:%M:%S", time.UTC, "2013-09-24 18:49:52 INFO", want, 19},
		{"%Y-%m-%d %H:%M:%S.%f", time.UTC, "2013-09-24 18:49:52.123 INFO", "2013-09-24T18:49:52.123Z", 23},
		{"[%d/%b/%Y:%T %z]", time.UTC, "24/Sep/2013:11:49:52 -0700", "", 0},
		{"%d/%b/%Y:%T %z", newYork, "[24/Sep/2013:11:49:52 -0700] x", want, 27},
		{"%F %T%z", newYork, "2013-09-24 20:49:52+02:00 x", want, 25},
		{"%F %T%z", newYork, "2013-09-24 18:49:52Z x", want, 20},
		{"%F %T", newYork, "2013-09-24 14:49:52 x", want, 19},
		{"%s", time.UTC, "1380048592 x", want, 10},
		{"Jan _2 2006 15:04:05", time.UTC, "Sep 24 2013 18:49:52 host", want, 20},
		{"clf", time.UTC, "24/Sep/2013:11:49:52 -0700 x", want, 26},
		{"clf", time.UTC, "x", "", 0},
	} {
		p, err := eventtime.New(tt.format, tt.location)
		if err != nil {
			t.Errorf("%s: %v", tt.format, err)
			continue
		}
		for range 2 { // the second time with what was learned
			got := ""
			ms, n, ok := p.Prefix([]byte(tt.text))
			if ok {
				got = time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z")
			}
			if got != tt.want || n != tt.length {
				t.Errorf("%q of %q: got %s, %d; want %s, %d", tt.format, tt.text, got, n, tt.want, tt.length)
			}
		}
	}
}

// A parser remembers the last time it read. Whatever that was, it reads the
// next text as a new parser does.
func TestOneTimeAfterTheOther(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no time zones here")
	}
	texts := []string{"", "x", "2013-09-24", "2013-09-24T18:49:52", "2013-09-24 18:49:52", "2013-09-24T18:49:53", "2013-02-29T18:49:52"}
	for _, seconds := range []string{"", ".", ".5", ".123", ",25"} {
		for _, zone := range []string{"", "Z", "+02", "+02:", "+02:0", "+02:00", "+0230", "-07"} {
			for _, behind := range []string{" ", " x", "x", "5", ":", "]", ",", "\t"} {
				texts = append(texts, "2013-09-24T18:49:52"+seconds+zone+behind)
			}
		}
	}
	type result struct {
		ms     int64
		length int
		ok     bool
		whole  int64
		parses bool
	}
	read := func(p *eventtime.Parser, text string) (r result) {
		r.ms, r.length, r.ok = p.Prefix([]byte(text))
		r.whole, r.parses = p.Parse([]byte(text))
		return r
	}
	newParser := func() *eventtime.Parser {
		p, err := eventtime.New("", berlin)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	var want []result
	for _, text := range texts {
		want = append(want, read(newParser(), text))
	}
	p := newParser()
	for i := range texts {
		for j := range texts {
			if got := read(p, texts[j]); got != want[j] {
				t.Fatalf("%q after %q: %v, want %v", texts[j], texts[i], got, want[j])
			}
			read(p, texts[i])
		}
	}
}

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		format, text string
		want         int64
		ok           bool
	}{
		{"", "2013-09-24T18:49:52.000Z", 1380048592000, true},
		{"", "2013-09-24T18:49:52.000Z x", 0, false},
		{"", "24/Sep/2013:11:49:52 -0700", 1380048592000, true},
		{"", "1380048592", 1380048592000, true},
		{"", "1380048592.25", 1380048592250, true},
		{"", "1380048592000", 1380048592000, true},
		{"", "1380048592000000", 1380048592000, true},
		{"", "1380048592000000000", 1380048592000, true},
		{"", "1e400", 0, false},
		{"", "-1", 0, false},
		{"", "soon", 0, false},
		{"epoch", "-1", -1000, true},
		{"epoch-ms", "1e300", 0, false},
		{"%d.%m.%Y", "24.09.2013", 1379980800000, true},
	} {
		p, err := eventtime.New(tt.format, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := p.Parse([]byte(tt.text)); got != tt.want || ok != tt.ok {
			t.Errorf("%q of %q: got %d %v, want %d %v", tt.format, tt.text, got, ok, tt.want, tt.ok)
		}
	}
}

func TestBadFormats(t *testing.T) {
	for _, format := range []string{"%Q", "%Y-%m-%d%", "15:04:05", "Jan _2 15:04:05", "%H:%M", "rfc822", "noise"} {
		if _, err := eventtime.New(format, time.UTC); err == nil {
			t.Errorf("%q is no time format", format)
		}
	}
}

// Whatever reads as an ISO time reads the same in the time package.
func FuzzISO(f *testing.F) {
	f.Add("2013-09-24T18:49:52.123+02:00")
	f.Add("0000-02-29T23:59:59Z")
	f.Add("0000-01-01T00:00:01-01:60") // sixty minutes are no offset to us
	strict := regexp.MustCompile(`^.{10}T\d\d:\d\d:\d\d([.,]\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)
	f.Fuzz(func(t *testing.T, text string) {
		fuzzbound.Watch(t, text)
		p, err := eventtime.New("", time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		want, err := time.Parse(time.RFC3339, text)
		if err != nil || !strict.MatchString(text) { // the time package is generous
			_, _, _ = p.Prefix([]byte(text))
			return
		}
		if got, ok := p.Parse([]byte(text)); !ok || got != want.UnixMilli() {
			t.Fatalf("%s: got %d %v, want %d", text, got, ok, want.UnixMilli())
		}
	})
}
