package replay

import (
	"cmp"
	"maps"
	"slices"
	"time"
	"unicode/utf8"
)

// Tally is what filters match: how many log events on which days, the first,
// the last and some samples. It does not depend on the order in which log events are
// added, nor on how they are split over tallies that are merged.
type Tally struct {
	filters  []tallied
	samples  int
	location *time.Location

	// today is the day of the log event that was added last.
	today dayRange
}

// Matches is what one filter matches.
type Matches struct {
	// Events counts the log events, Untimed those of them without a readable
	// time, which belong to no day.
	Events, Untimed int64
	// First and Last are the first and the last by time; those without one
	// count only where there are no others. They are zero when Events is 0.
	First, Last Sighting
	Days        []Day // with log events, in the order of time
	// Samples are the first log events by time, as many as were asked for.
	Samples []Sample
}

// Sighting is where and when a log event is.
type Sighting struct {
	Place
	Timestamp int64 // in milliseconds since the epoch
	Timed     bool  // Timestamp is known
}

// Sample is a log event that a filter matches.
type Sample struct {
	Sighting
	Message string // of at most MaxSample bytes
	Cut     bool   // the log event is longer than Message
}

// MaxSample is how much of a log event a Sample holds, in bytes.
const MaxSample = 1024

// Day is how many log events there are on a day.
type Day struct {
	Date   string // such as 2026-11-30
	Events int64
}

type tallied struct {
	events, untimed int64
	first, last     Sighting
	days            map[int64]int64 // by days since the epoch
	samples         []Sample
}

type dayRange struct{ from, to, number int64 }

// NewTally returns a tally for so many filters that keeps so many samples of each; location is
// that of the days, and nil is UTC.
func NewTally(filters, samples int, location *time.Location) *Tally {
	if location == nil {
		location = time.UTC
	}
	return &Tally{filters: make([]tallied, filters), samples: samples, location: location}
}

// Fork returns an empty tally of the same kind; that of nil is nil.
func (t *Tally) Fork() *Tally {
	if t == nil {
		return nil
	}
	return NewTally(len(t.filters), t.samples, t.location)
}

// Matches are what the filters match, by their indices.
func (t *Tally) Matches() []Matches {
	list := make([]Matches, len(t.filters))
	for i, f := range t.filters {
		list[i] = Matches{Events: f.events, Untimed: f.untimed, First: f.first, Last: f.last, Samples: slices.Clone(f.samples)}
		for _, number := range slices.Sorted(maps.Keys(f.days)) {
			list[i].Days = append(list[i].Days, Day{time.Unix(number*24*3600, 0).UTC().Format(time.DateOnly), f.days[number]})
		}
	}
	return list
}

// add adds a log event to the filters that match it.
func (t *Tally) add(filters []int, at Sighting, message []byte) {
	if at.Timed && (at.Timestamp < t.today.from || at.Timestamp >= t.today.to) {
		t.today = dayOf(at.Timestamp, t.location)
	}
	for _, i := range filters {
		f := &t.filters[i]
		f.see(at, at)
		f.events++
		if at.Timed {
			f.count(t.today.number, 1)
		} else {
			f.untimed++
		}
		if len(f.samples) < t.samples || t.samples > 0 && at.before(f.samples[t.samples-1].Sighting) {
			f.keep(t.samples, Sample{at, cut(message), len(message) > MaxSample})
		}
	}
}

// Merge adds what another tally of the same filters holds.
func (t *Tally) Merge(other *Tally) {
	for i := range other.filters {
		from, f := &other.filters[i], &t.filters[i]
		if from.events == 0 {
			continue
		}
		f.see(from.first, from.last)
		f.events += from.events
		f.untimed += from.untimed
		for number, n := range from.days {
			f.count(number, n)
		}
		for _, s := range from.samples {
			f.keep(t.samples, s)
		}
	}
}

func (f *tallied) see(first, last Sighting) {
	if f.events == 0 || first.before(f.first) {
		f.first = first
	}
	if f.events == 0 || last.after(f.last) {
		f.last = last
	}
}

func (f *tallied) count(day, n int64) {
	if f.days == nil {
		f.days = map[int64]int64{}
	}
	f.days[day] += n
}

// keep puts a sample into the order of the others, of which so many stay.
func (f *tallied) keep(samples int, s Sample) {
	at, _ := slices.BinarySearchFunc(f.samples, s, func(a, b Sample) int { return compareFirst(a.Sighting, b.Sighting) })
	if at >= samples {
		return
	}
	f.samples = slices.Insert(f.samples, at, s)
	f.samples = f.samples[:min(len(f.samples), samples)]
}

func (s Sighting) before(other Sighting) bool { return compareFirst(s, other) < 0 }

func (s Sighting) after(other Sighting) bool {
	if s.Timed != other.Timed {
		return s.Timed
	}
	return compareFirst(s, other) > 0
}

// compareFirst orders by time, and at the same time by places; what has no time
// comes last.
func compareFirst(a, b Sighting) int {
	if a.Timed != b.Timed {
		if a.Timed {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.Timestamp, b.Timestamp), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
}

// dayOf is the day of a time, as far as clocks are not changed in it: where they
// are changed at midnight, the hours of a day may not follow each other.
func dayOf(ms int64, location *time.Location) dayRange {
	at := time.UnixMilli(ms).In(location)
	year, month, date := at.Date()
	midnight := time.Date(year, month, date, 0, 0, 0, 0, time.UTC)
	_, offset := at.Zone()
	from := midnight.UnixMilli() - int64(offset)*1000
	day := dayRange{from: from, to: from + 24*3600*1000, number: midnight.Unix() / (24 * 3600)}
	start, end := at.ZoneBounds()
	if !start.IsZero() {
		day.from = max(day.from, start.UnixMilli())
	}
	if !end.IsZero() {
		day.to = min(day.to, end.UnixMilli())
	}
	return day
}

func cut(message []byte) string {
	if len(message) <= MaxSample {
		return string(message)
	}
	end := MaxSample
	for end > MaxSample-utf8.UTFMax && !utf8.RuneStart(message[end]) {
		end--
	}
	return string(message[:end])
}
