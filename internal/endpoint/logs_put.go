package endpoint

import (
	"time"

	"github.com/logsieve/logsieve/internal/endpoint/store"
	"github.com/logsieve/logsieve/internal/quota"
)

// The window for log events. What is outside is dropped and reported.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
const (
	oldest = quota.EventAgeHours * time.Hour
	newest = quota.EventAheadHours * time.Hour
	day    = 24 * time.Hour
)

type putLogEventsResponse struct {
	NextSequenceToken     string        `json:"nextSequenceToken"`
	RejectedLogEventsInfo *rejectedInfo `json:"rejectedLogEventsInfo,omitempty"`
}

// rejectedInfo is the shape RejectedLogEventsInfo. The end indexes count one
// beyond the last event that they are about.
type rejectedInfo struct {
	TooNewLogEventStartIndex *int `json:"tooNewLogEventStartIndex,omitempty"`
	TooOldLogEventEndIndex   *int `json:"tooOldLogEventEndIndex,omitempty"`
	ExpiredLogEventEndIndex  *int `json:"expiredLogEventEndIndex,omitempty"`
}

func (c *call) putLogEvents() (*putLogEventsResponse, error) {
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	name, stream, err := c.stream(g)
	if err != nil {
		return nil, err
	}
	events, rejected := c.accepted(g, name)
	if len(events) > 0 {
		if err := g.Append(name, events); err != nil {
			return nil, err
		}
		if err := c.count(g, name, stream, events); err != nil {
			return nil, err
		}
		if err := c.emit(g, events); err != nil {
			return nil, err
		}
		if err := c.forward(g, name, events); err != nil {
			return nil, err
		}
		c.tailed = tailed{g.Group.Name, name, events}
	}
	return &putLogEventsResponse{sequenceToken(uint64(c.now)), rejected}, nil
}

// accepted are the request's log events that are inside the window, and what
// is told of the others.
func (c *call) accepted(g *store.GroupTx, stream string) ([]store.Event, *rejectedInfo) {
	items := c.in.Get("logEvents").Items()
	events := make([]store.Event, 0, len(items))
	var info rejectedInfo
	rejected := false
	for i, item := range items {
		timestamp, _ := number(item.Get("timestamp"))
		switch {
		case timestamp > c.now+newest.Milliseconds():
			if info.TooNewLogEventStartIndex == nil {
				start := i
				info.TooNewLogEventStartIndex = &start
			}
			rejected = true
			continue
		case timestamp < c.now-oldest.Milliseconds():
			end := i + 1
			info.TooOldLogEventEndIndex = &end
			rejected = true
			continue
		case timestamp < expiry(g.Group, c.now):
			end := i + 1
			info.ExpiredLogEventEndIndex = &end
			rejected = true
			continue
		}
		events = append(events, store.Event{
			Position: store.Position{Timestamp: timestamp}, Stream: stream,
			IngestionTime: c.now, Message: []byte(item.Get("message").Str()),
		})
	}
	if !rejected {
		return events, nil
	}
	return events, &info
}

// retention is how long a log group keeps log events, 0 for ever.
func (s *Server) retention(region, logGroupName string) (kept time.Duration) {
	if s.options.Store == nil {
		return 0
	}
	// What goes wrong here goes wrong in the operation, too.
	_ = store.Within(s.options.Store.View, region, func(tx *store.Region) error {
		g, err := tx.Group(logGroupName)
		if err == nil && g != nil {
			kept = time.Duration(g.Group.RetentionInDays) * day
		}
		return err
	})
	return kept
}

// expiry is the time before which a log group's events have expired.
func expiry(g store.Group, now int64) int64 {
	if g.RetentionInDays == 0 {
		return 0
	}
	return max(0, now-int64(g.RetentionInDays)*day.Milliseconds())
}

// count keeps the records of the group and its stream up to date.
func (c *call) count(g *store.GroupTx, name string, st store.Stream, events []store.Event) error {
	for _, e := range events {
		g.Group.StoredBytes += int64(len(e.Message) + quota.EventOverhead)
	}
	first, last := events[0].Timestamp, events[len(events)-1].Timestamp
	if st.FirstEvent == nil || first < *st.FirstEvent {
		st.FirstEvent = &first
	}
	if st.LastEvent == nil || last > *st.LastEvent {
		st.LastEvent = &last
	}
	st.LastIngestion = c.now
	if err := g.Streams().Put(name, st); err != nil {
		return err
	}
	return g.SaveRecord()
}
