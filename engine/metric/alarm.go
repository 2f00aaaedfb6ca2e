package metric

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Alarm is a threshold on one statistic of a metric, as a CloudWatch alarm has
// it: it fires when Breaching of the last Periods datapoints breach.
type Alarm struct {
	Statistic Statistic
	Operator  string // ">", ">=", "<" or "<="
	Threshold float64
	Breaching int // CloudWatch calls it DatapointsToAlarm
	Periods   int // CloudWatch calls it EvaluationPeriods
	// TreatMissing says what a period without a datapoint counts as.
	TreatMissing TreatMissing
}

// Statistic names a statistic of a datapoint (X8).
type Statistic string

// The statistics.
const (
	Sum         Statistic = "Sum"
	Average     Statistic = "Average"
	Minimum     Statistic = "Minimum"
	Maximum     Statistic = "Maximum"
	SampleCount Statistic = "SampleCount"
)

// Statistics lists the statistics.
func Statistics() []Statistic { return []Statistic{Sum, Average, Minimum, Maximum, SampleCount} }

// ParseStatistic reads the name of a statistic, in any case.
func ParseStatistic(text string) (Statistic, bool) {
	for _, s := range Statistics() {
		if strings.EqualFold(text, string(s)) {
			return s, true
		}
	}
	return "", false
}

// Of returns the statistic's value in a datapoint.
func (s Statistic) Of(d Datapoint) float64 {
	switch s {
	case Average:
		return d.Average
	case Minimum:
		return d.Minimum
	case Maximum:
		return d.Maximum
	case SampleCount:
		return float64(d.SampleCount)
	default:
		return d.Sum
	}
}

// TreatMissing says what a period without a datapoint counts as in an alarm.
type TreatMissing string

// The choices, spelled as PutMetricAlarm does.
const (
	TreatMissingMissing      TreatMissing = "missing"
	TreatMissingBreaching    TreatMissing = "breaching"
	TreatMissingNotBreaching TreatMissing = "notBreaching"
	TreatMissingIgnore       TreatMissing = "ignore"
)

// AlarmState is the state of an alarm.
type AlarmState string

// The states of an alarm.
const (
	StateOK               AlarmState = "OK"
	StateAlarm            AlarmState = "ALARM"
	StateInsufficientData AlarmState = "INSUFFICIENT_DATA"
)

// maxAlarmPeriods bounds M and N, so that an evaluation stays cheap.
const maxAlarmPeriods = 10_000

var alarmSyntax = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*([A-Za-z]+)\s*(>=|<=|>|<)\s*(\S+?)\s*(?:\s+for\s+(\d+)(?:\s+of\s+(\d+))?\s*)?$`)
})

// ParseAlarm reads an alarm such as "Sum >= 5", "Average < 0.5 for 3" or
// "Maximum > 100 for 3 of 5".
func ParseAlarm(text string) (*Alarm, error) {
	m := alarmSyntax().FindStringSubmatch(text)
	if m == nil {
		return nil, fmt.Errorf("%q is not an alarm: write STATISTIC OPERATOR THRESHOLD [for M [of N]], such as Sum >= 5 for 3 of 5, with one of > >= < <=", text)
	}
	a := &Alarm{Operator: m[2], Breaching: 1, Periods: 1, TreatMissing: TreatMissingMissing}
	var ok bool
	if a.Statistic, ok = ParseStatistic(m[1]); !ok {
		return nil, fmt.Errorf("%q: unknown statistic %s; one of Sum, Average, Minimum, Maximum, SampleCount", text, m[1])
	}
	if a.Threshold, ok = parseNumber([]byte(m[3])); !ok {
		return nil, fmt.Errorf("%q: the threshold %s is not a number", text, m[3])
	}
	if m[4] != "" {
		a.Breaching, _ = strconv.Atoi(m[4])
		a.Periods = a.Breaching
	}
	if m[5] != "" {
		a.Periods, _ = strconv.Atoi(m[5])
	}
	if a.Breaching < 1 || a.Breaching > a.Periods || a.Periods > maxAlarmPeriods {
		return nil, fmt.Errorf("%q: for M of N needs 1 <= M <= N <= %d", text, maxAlarmPeriods)
	}
	return a, nil
}

// String is the alarm as ParseAlarm reads it.
func (a *Alarm) String() string {
	s := fmt.Sprintf("%s %s %s", a.Statistic, a.Operator, strconv.FormatFloat(a.Threshold, 'g', -1, 64))
	if a.Periods > 1 {
		s += fmt.Sprintf(" for %d of %d", a.Breaching, a.Periods)
	}
	return s
}

func (a *Alarm) breaches(d Datapoint) bool {
	v := a.Statistic.Of(d)
	switch a.Operator {
	case ">":
		return v > a.Threshold
	case ">=":
		return v >= a.Threshold
	case "<":
		return v < a.Threshold
	default:
		return v <= a.Threshold
	}
}

// Transition is a change of an alarm's state.
type Transition struct {
	// Timestamp is the start of the period after which the state changed, in
	// milliseconds since the epoch.
	Timestamp int64      `json:"timestamp"`
	State     AlarmState `json:"state"`
}

// extraPeriods is how many periods beyond its own an alarm looks back for
// datapoints. CloudWatch says that it retrieves more than the alarm's number
// and shows an example with two more (D).
const extraPeriods = 2

// Evaluate replays the alarm over the datapoints of one metric, period by
// period from first to last, both starts of periods in milliseconds; what is
// before or after them is not seen. The alarm starts without data; the result
// are its changes of state. A metric may have no datapoints.
//
// It follows "How alarm state is evaluated when data is missing" of the
// CloudWatch user guide; that the evaluation range is Periods+2 is our choice.
func (a *Alarm) Evaluate(datapoints []Datapoint, first, last, period int64) []Transition {
	if period <= 0 {
		return nil
	}
	next, _ := slices.BinarySearchFunc(datapoints, first, func(d Datapoint, t int64) int { return cmp.Compare(d.Timestamp, t) })
	reach := int64(a.Periods+extraPeriods) * period
	var changes []Transition
	state := StateInsufficientData
	var seen []Datapoint // those in the evaluation range
	for t := first; t <= last; t += period {
		for next < len(datapoints) && datapoints[next].Timestamp <= t {
			seen = append(seen, datapoints[next])
			next++
		}
		for len(seen) > 0 && seen[0].Timestamp <= t-reach {
			seen = seen[1:]
		}
		if s := a.state(seen, t, period, state); s != state {
			state = s
			changes = append(changes, Transition{t, state})
		}
		if len(seen) > 0 {
			continue
		}
		// Without data in the range the state stays: go on where data comes again.
		if next == len(datapoints) {
			break
		}
		if skip := (datapoints[next].Timestamp - t) / period; skip > 1 {
			t += (skip - 1) * period
		}
	}
	return changes
}

// PeriodStart is the start of the period that a time is in, all in milliseconds
// since the epoch.
func PeriodStart(timestamp, period int64) int64 {
	start := timestamp - timestamp%period
	if start > timestamp { // before the epoch
		start -= period
	}
	return start
}

// state decides the state after the period that starts at t, from the
// datapoints in the evaluation range.
func (a *Alarm) state(seen []Datapoint, t, period int64, before AlarmState) AlarmState {
	alarmIf := func(fires bool) AlarmState {
		if fires {
			return StateAlarm
		}
		return StateOK
	}
	if n := len(seen); n > a.Periods {
		seen = seen[n-a.Periods:]
	}
	breaching := 0
	oldest := int64(0) // how many periods ago the oldest breaching datapoint is, from 1
	for i := len(seen) - 1; i >= 0; i-- {
		if a.breaches(seen[i]) {
			breaching++
			oldest = (t-seen[i].Timestamp)/period + 1
		}
	}
	missing := a.Periods - len(seen)
	switch {
	case missing == 0 || a.TreatMissing == TreatMissingNotBreaching:
		return alarmIf(breaching >= a.Breaching)
	case a.TreatMissing == TreatMissingBreaching:
		return alarmIf(breaching+missing >= a.Breaching)
	case breaching >= a.Breaching:
		return StateAlarm
	case len(seen) == 0:
		if a.TreatMissing == TreatMissingIgnore {
			return before
		}
		return StateInsufficientData
	case breaching == len(seen):
		// All there is breaches, but it is too little to be sure.
		if a.TreatMissing == TreatMissingMissing && oldest >= int64(a.Breaching) {
			return StateAlarm
		}
		return before
	default:
		return StateOK
	}
}
