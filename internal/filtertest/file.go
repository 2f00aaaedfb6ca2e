// Package filtertest runs tests of filter patterns and metric filters: YAML
// files that say which log events a filter matches, why, what it extracts and
// publishes, and when an alarm on that changes its state.
package filtertest

import (
	"fmt"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/document"
)

// Suffix ends the names of test files. A file that is named nothing else is
// the configuration of lint.
const Suffix = ".logsieve.yaml"

// Problem is a mistake in a test file or in what it refers to.
type Problem = document.Error

// Place is where something stands in a test file, from 1.
type Place struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// String is the place as editors read it.
func (p Place) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// File is one test file.
type File struct {
	Name    string
	Data    []byte
	Filters []*Filter // those under filters, in the order of the file
	Tests   []*Test
}

// Filter is a filter under test.
type Filter struct {
	// Name is how reports call it: its name in the file, or its address.
	Name string
	// Key is the same for the same filter of several files.
	Key string

	file      string // where it is written
	operation string // that of a configuration's filter; "" in the test file
	metric    *metric.Filter
	// publishes is set when the filter has a metric transformation; without
	// one metric has a stand-in.
	publishes bool
}

// Pattern is the filter pattern's text.
func (f *Filter) Pattern() string { return *f.metric.Request().FilterPattern }

// Test is one test.
type Test struct {
	Place
	Name   string
	Filter *Filter
	source metric.Source
	events []*entry
	period time.Duration

	// What all events together publish; nil when nothing is expected.
	datapoints *expectation[[]datapoint]
	alarms     []*alarmTest
	from       *int64 // milliseconds since the epoch; nil for the first event
	until      *int64 // nil for the last event
}

// entry is one item of events: one log event, or those of a file.
type entry struct {
	at     Place
	file   string // "" for a message
	events []event

	verdict    *expectation[bool]
	because    *expectation[[]cause]
	values     *expectation[[]value]
	datapoints *expectation[[]datapoint]
	matches    *expectation[[]int64] // lines of the file
}

// event is one log event.
type event struct {
	message string
	// time is in milliseconds since the epoch; timed is not set when nothing
	// tells it.
	time  int64
	timed bool
	line  int64 // in the file, from 1; 0 for a message
}

// expectation is what a test expects. Without a value it waits to be
// recorded.
type expectation[T any] struct {
	want     T
	recorded bool
	at       Place
	node     *yaml.Node // what an update replaces
}

// cause is a condition that is said to decide.
type cause struct {
	text string
	at   Place
}

// value is an extracted value; absent means that there is none of the name.
type value struct {
	name, text string
	absent     bool
}

// datapoint is what a test says about one datapoint: of one event, or of one
// period.
type datapoint struct {
	members    []member // in the order of the file
	dimensions map[string]string
	unit       string // "" when nothing is said
	time       *int64
}

// member is a statistic, or the value of one event's datapoint.
type member struct {
	name   string
	number float64
}

// alarmTest is an alarm and what is expected of it.
type alarmTest struct {
	at          Place
	key         string // the same for the same alarm of several tests
	file        string // where it is written
	name        string
	request     alarmRequest
	alarm       *metric.Alarm
	mismatch    string // why the alarm never sees a datapoint, "" when it may
	state       *expectation[metric.AlarmState]
	transitions *expectation[[]metric.Transition]
}

// Size counts the test's log events, repetitions included.
func (t *Test) Size() int {
	n := 0
	for _, e := range t.events {
		n += len(e.events)
	}
	return n
}
