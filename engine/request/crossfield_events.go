package request

import (
	"fmt"
	"time"
)

// The arithmetic of PutLogEvents batches.
const (
	maxBatchBytes   = 1048576
	eventOverhead   = 26 // bytes that each event counts beside its message
	oldMaxEvent     = 262144
	maxBatchSpan    = 24 * time.Hour
	maxEventAge     = 14 * 24 * time.Hour
	maxEventForward = 2 * time.Hour
)

// eventRules are about PutLogEvents.
func eventRules() []Rule {
	put := []string{"PutLogEvents"}
	return numbered([]Rule{
		{ID: "L12", Name: "batch-too-large", Operations: put, Severity: Error,
			Doc: "A batch holds at most 1,048,576 bytes: the messages in UTF-8 and 26 bytes each.", Source: "recorded: nhs-england-tools/terraform-aws-opennext#27", Check: batchSize},
		{ID: "L13", Name: "event-too-large", Operations: put, Profiles: []Profile{Profile2018}, Severity: Error,
			Doc: "An event held at most 262,144 bytes, the 26 included; today the batch is the limit.", Source: "recorded: maxbanton/cwh#101", Check: eventSize},
		{ID: "L14", Name: "events-out-of-order", Operations: put, Severity: Error,
			Doc: "The events of a batch come in the order of their timestamps.", Source: "recorded: LocalStack test_put_log_events_wrong_order", Check: eventOrder},
		{ID: "L15", Name: "batch-spans-a-day", Operations: put, Severity: Error,
			Doc: "A batch spans at most 24 hours.", Source: "recorded: aws-greengrass-log-manager#59", Check: batchSpan},
		{ID: "L16", Name: "event-outside-window", Operations: put, Severity: Warning,
			Doc: "Events more than 14 days old or 2 hours ahead are dropped and told in rejectedLogEventsInfo. Needs the time.", Source: apiReference, Check: eventWindow},
		{ID: "L17", Name: "sequence-token-ignored", Operations: put, Profiles: []Profile{Latest}, Severity: Warning,
			Doc: "sequenceToken is ignored.", Source: apiReference, Check: sequenceToken},
	})
}

func batchSize(d *Document) []Finding {
	size := 0
	for _, e := range d.Get("logEvents").Items() {
		size += len(e.Get("message").Str()) + eventOverhead
	}
	if size <= maxBatchBytes {
		return nil
	}
	return single(At(Name("logEvents")), fmt.Sprintf("Upload too large: %d bytes exceeds limit of %d", size, maxBatchBytes),
		fmt.Sprintf("The batch counts %d bytes, %d of them for its events beside the messages.", size, eventOverhead*len(d.Get("logEvents").Items())), "Split the batch.")
}

func eventSize(d *Document) []Finding {
	for i, e := range d.Get("logEvents").Items() {
		if size := len(e.Get("message").Str()) + eventOverhead; size > oldMaxEvent {
			return single(At(Name("logEvents"), Position(i), Name("message")), fmt.Sprintf("Log event too large: %d bytes exceeds limit of %d", size, oldMaxEvent),
				fmt.Sprintf("The event counts %d bytes.", size), "Shorten or split the message.")
		}
	}
	return nil
}

// timestamps visits the events that have one.
func timestamps(d *Document, visit func(i int, ms int64) bool) {
	for i, e := range d.Get("logEvents").Items() {
		if ms, ok := e.Get("timestamp").Int64(); ok && !visit(i, ms) {
			return
		}
	}
}

func eventOrder(d *Document) (found []Finding) {
	before, some := int64(0), false
	timestamps(d, func(i int, ms int64) bool {
		if some && ms < before {
			found = single(At(Name("logEvents"), Position(i), Name("timestamp")), "Log events in a single PutLogEvents request must be in chronological order.",
				"This event is older than the one before it.", "Sort the events by timestamp.")
			return false
		}
		before, some = ms, true
		return true
	})
	return found
}

func batchSpan(d *Document) []Finding {
	found := spanOf(d, maxEventAge)
	if len(found) == 0 || d.Now.IsZero() || d.Retention == nil {
		return found
	}
	// Most batches span less, and need not know the log group.
	if kept := d.Retention(d.Get("logGroupName").Str()); 0 < kept && kept < maxEventAge {
		return spanOf(d, kept)
	}
	return found
}

// spanOf is about the log events that are kept, which are of that age at
// most: the others are dropped, and so not counted.
func spanOf(d *Document, age time.Duration) (found []Finding) {
	var first, last int64
	lastAt, some := 0, false
	timestamps(d, func(i int, ms int64) bool {
		if !d.Now.IsZero() && (!inWindow(d.Now, ms) || time.UnixMilli(ms).Before(d.Now.Add(-age))) {
			return true
		}
		if !some || ms < first {
			first = ms
		}
		if !some || ms > last {
			last, lastAt = ms, i
		}
		some = true
		return true
	})
	if some && last-first > maxBatchSpan.Milliseconds() {
		found = single(At(Name("logEvents"), Position(lastAt), Name("timestamp")), "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
			"The first and the last event are more than 24 hours apart.", "Split the batch.")
	}
	return found
}

func inWindow(now time.Time, ms int64) bool {
	t := time.UnixMilli(ms)
	return !t.Before(now.Add(-maxEventAge)) && !t.After(now.Add(maxEventForward))
}

func eventWindow(d *Document) (found []Finding) {
	if d.Now.IsZero() {
		return nil
	}
	timestamps(d, func(i int, ms int64) bool {
		if !inWindow(d.Now, ms) {
			found = append(found, single(At(Name("logEvents"), Position(i), Name("timestamp")), "", "Events more than 14 days old or 2 hours ahead are dropped.", "Check the clock and the unit: timestamps are in milliseconds.")...)
		}
		return true
	})
	return found
}

func sequenceToken(d *Document) []Finding {
	if d.Has("sequenceToken") {
		return single(At(Name("sequenceToken")), "", "sequenceToken is ignored.", "Leave it out.")
	}
	return nil
}
