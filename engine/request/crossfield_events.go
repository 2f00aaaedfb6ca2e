package request

import (
	"fmt"
	"time"

	"github.com/logsieve/logsieve/internal/quota"
)

// eventRules are about PutLogEvents.
func eventRules() []rule {
	put := []string{"PutLogEvents"}
	return []rule{
		{ID: "L13", Name: "event-too-large", Operations: put, Severity: Error,
			Doc: fmt.Sprintf("A log event may have at most %s bytes (%s in 2018): the message in UTF-8 plus %d bytes.",
				quota.Grouped(quota.EventBytes), quota.Grouped(quota.EventBytes2018), quota.EventOverhead),
			Source: "recorded: stackd; in 2018 maxbanton/cwh#101", Check: eventSize},
		{ID: "L12", Name: "batch-too-large", Operations: put, Severity: Error,
			Doc: fmt.Sprintf("A batch may have at most %s bytes: the messages in UTF-8 plus %d bytes each.",
				quota.Grouped(quota.BatchBytes), quota.EventOverhead),
			Source: "recorded: nhs-england-tools/terraform-aws-opennext#27", Check: batchSize},
		{ID: "L14", Name: "events-out-of-order", Operations: put, Severity: Error,
			Doc: "The events of a batch must be in the order of their timestamps.", Source: "recorded: LocalStack test_put_log_events_wrong_order", Check: eventOrder},
		{ID: "L15", Name: "batch-spans-a-day", Operations: put, Severity: Error,
			Doc: fmt.Sprintf("A batch spans at most %d hours.", quota.BatchSpanHours), Source: "recorded: aws-greengrass-log-manager#59", Check: batchSpan},
		{ID: "L16", Name: "event-outside-window", Operations: put, Severity: Warning,
			Doc: outsideWindow() + " and listed in rejectedLogEventsInfo. Needs the time.", Source: apiReference, Check: eventWindow},
		{ID: "L17", Name: "sequence-token-ignored", Operations: put, Profiles: []Profile{Latest}, Severity: Warning,
			Doc: "sequenceToken is ignored.", Source: apiReference,
			Check: when(has("sequenceToken"), "sequenceToken", "", "sequenceToken is ignored.", "Remove it.")},
	}
}

// outsideWindow says which log events are dropped.
func outsideWindow() string {
	return fmt.Sprintf("Events more than %d days old or %d hours ahead are dropped", quota.EventAgeHours/24, quota.EventAheadHours)
}

func eventSize(d *document) []Finding {
	limit := quota.EventBytes
	if d.Profile == Profile2018 {
		limit = quota.EventBytes2018
	}
	for i, e := range d.Get("logEvents").Items() {
		if size := len(e.Get("message").Str()) + quota.EventOverhead; size > limit {
			return single(pathAt(atName("logEvents"), atPosition(i), atName("message")), fmt.Sprintf("Log event too large: %d bytes exceeds limit of %d", size, limit),
				fmt.Sprintf("The event counts %d bytes.", size), "Shorten or split the message.")
		}
	}
	return nil
}

// batchSize is about batches of events each of which is small enough.
func batchSize(d *document) []Finding {
	size := 0
	for _, e := range d.Get("logEvents").Items() {
		size += len(e.Get("message").Str()) + quota.EventOverhead
	}
	if size <= quota.BatchBytes || len(eventSize(d)) > 0 {
		return nil
	}
	return single(pathAt(atName("logEvents")), fmt.Sprintf("Upload too large: %d bytes exceeds limit of %d", size, quota.BatchBytes),
		fmt.Sprintf("The batch counts %d bytes, %d of them for its events beside the messages.", size, quota.EventOverhead*len(d.Get("logEvents").Items())), "Split the batch.")
}

// timestamps visits the events that have one.
func timestamps(d *document, visit func(i int, ms int64) bool) {
	for i, e := range d.Get("logEvents").Items() {
		if ms, ok := e.Get("timestamp").Int64(); ok && !visit(i, ms) {
			return
		}
	}
}

func eventOrder(d *document) (found []Finding) {
	before, some := int64(0), false
	timestamps(d, func(i int, ms int64) bool {
		if some && ms < before {
			found = single(pathAt(atName("logEvents"), atPosition(i), atName("timestamp")), "Log events in a single PutLogEvents request must be in chronological order.",
				"This event is older than the one before it.", "Sort the events by timestamp.")
			return false
		}
		before, some = ms, true
		return true
	})
	return found
}

func batchSpan(d *document) []Finding {
	found := spanOf(d, quota.Hours(quota.EventAgeHours))
	if len(found) == 0 || d.Now.IsZero() || d.Retention == nil {
		return found
	}
	// Most batches span less, and need not know the log group.
	if kept := d.Retention(d.Get("logGroupName").Str()); 0 < kept && kept < quota.Hours(quota.EventAgeHours) {
		return spanOf(d, kept)
	}
	return found
}

// spanOf is about the log events that are kept, which are of that age at
// most: the others are dropped, and so not counted.
func spanOf(d *document, age time.Duration) (found []Finding) {
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
	if some && last-first > quota.Hours(quota.BatchSpanHours).Milliseconds() {
		found = single(pathAt(atName("logEvents"), atPosition(lastAt), atName("timestamp")), fmt.Sprintf("The batch of log events in a single PutLogEvents request cannot span more than %d hours.", quota.BatchSpanHours),
			fmt.Sprintf("The first and the last event are more than %d hours apart.", quota.BatchSpanHours), "Split the batch.")
	}
	return found
}

func inWindow(now time.Time, ms int64) bool {
	t := time.UnixMilli(ms)
	return !t.Before(now.Add(-quota.Hours(quota.EventAgeHours))) && !t.After(now.Add(quota.Hours(quota.EventAheadHours)))
}

func eventWindow(d *document) (found []Finding) {
	if d.Now.IsZero() {
		return nil
	}
	var told counts
	timestamps(d, func(i int, ms int64) bool {
		if !inWindow(d.Now, ms) && !inSeconds(ms) && !told.full("", Warning) {
			found = append(found, single(pathAt(atName("logEvents"), atPosition(i), atName("timestamp")), "", outsideWindow()+".", "Check the clock and the unit: timestamps are in milliseconds.")...)
		}
		return true
	})
	return found
}
