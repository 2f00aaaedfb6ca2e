package endpoint

import (
	"math"
	"slices"

	"github.com/logsieve/logsieve/internal/endpoint/store"
	"github.com/logsieve/logsieve/internal/quota"
)

// Limits of one page of log events.
const (
	maxPageEvents = quota.PageEvents
	maxPageBytes  = quota.PageBytes
	// maxScanned is how many log events FilterLogEvents looks at for one page;
	// as with the service a page may be empty although there are more.
	maxScanned = 200000
)

type outputLogEvent struct {
	Timestamp     int64  `json:"timestamp"`
	Message       string `json:"message"`
	IngestionTime int64  `json:"ingestionTime"`
}

type getLogEventsResponse struct {
	Events            []outputLogEvent `json:"events"`
	NextForwardToken  string           `json:"nextForwardToken"`
	NextBackwardToken string           `json:"nextBackwardToken"`
}

// getLogEvents reads a stream from either end, or on from a token. The forward
// token of a page stands on its last log event, the backward token on its
// first; either leads on without that log event. Past an end there is an empty
// page, and the token for that direction leads to itself.
func (c *call) getLogEvents() (*getLogEventsResponse, error) {
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	name, _, err := c.stream(g)
	if err != nil {
		return nil, err
	}
	low, high := c.timeRange(g, false)
	at, forward := low, c.flag("startFromHead")
	if !forward {
		at = high
	}
	var from *eventID
	if text, ok := c.in.Get("nextToken").Text(); ok {
		var id eventID
		if id, forward, ok = parseEventToken(text); !ok {
			return nil, invalid(badToken)
		}
		from, at = &id, id.Position
		if forward {
			at = id.Behind()
		}
	}
	p := eventPage{limit: c.limit(maxPageEvents)}
	if forward {
		g.Forward([]string{name}, later(at, low), func(e store.Event) bool {
			return e.Less(high) && p.add(e)
		})
	} else {
		g.Backward([]string{name}, earlier(at, high), func(e store.Event) bool {
			return !e.Less(low) && p.add(e)
		})
		slices.Reverse(p.events)
	}
	first, last := c.pastEnd(from, forward, low, high)
	if n := len(p.events); n > 0 {
		first, last = idOf(p.events[0].Event), idOf(p.events[n-1].Event)
	}
	out := &getLogEventsResponse{Events: make([]outputLogEvent, len(p.events)), NextForwardToken: eventToken('f', last), NextBackwardToken: eventToken('b', first)}
	for i, e := range p.events {
		out.Events[i] = outputLogEvent{e.Timestamp, e.text, e.IngestionTime}
	}
	return out, nil
}

// pastEnd is where the backward and the forward token of an empty page stand,
// which was read on from an id or, without one, from an end of the range.
func (c *call) pastEnd(from *eventID, forward bool, low, high store.Position) (backwardID, forwardID eventID) {
	start := eventID{Position: low}
	switch closed := high.Timestamp <= c.now; {
	case from == nil && closed:
		return start, endOf(high.Timestamp)
	case from == nil:
		// The service says now; from the start on also those log events are
		// found that come later with a time before now.
		return start, eventID{low, lastIngestion}
	case from.Ingestion == lastIngestion, !forward && !low.Less(from.Position):
		return *from, *from
	case !forward:
		return start, *from
	case closed:
		return *from, endOf(high.Timestamp)
	default:
		return *from, eventID{from.Behind(), lastIngestion} // finds what comes later
	}
}

// unbounded is behind every log event.
var unbounded = store.Position{Timestamp: math.MaxInt64, Number: math.MaxUint64}

// timeRange are the positions between which log events are wanted. Expired
// ones never are.
func (c *call) timeRange(g *store.GroupTx, includeEnd bool) (low, high store.Position) {
	start, _ := number(c.in.Get("startTime"))
	low = store.Position{Timestamp: max(start, expiry(g.Group, c.now))}
	high = unbounded
	if end, ok := number(c.in.Get("endTime")); ok {
		high = store.Position{Timestamp: end}
		if includeEnd && end < math.MaxInt64 {
			high.Timestamp++
		}
	}
	return low, high
}

func later(a, b store.Position) store.Position {
	if a.Less(b) {
		return b
	}
	return a
}

func earlier(a, b store.Position) store.Position {
	if a.Less(b) {
		return a
	}
	return b
}

// eventPage collects log events that outlive the transaction.
type eventPage struct {
	events []pageEvent
	bytes  int
	limit  int
}

type pageEvent struct {
	store.Event
	text string
}

// add takes a log event, unless the page is full.
func (p *eventPage) add(e store.Event) bool {
	size := len(e.Message) + quota.EventOverhead
	if len(p.events) == p.limit || len(p.events) > 0 && p.bytes+size > maxPageBytes {
		return false
	}
	p.bytes += size
	p.events = append(p.events, pageEvent{e, string(e.Message)})
	return true
}

type filteredLogEvent struct {
	LogStreamName string `json:"logStreamName"`
	Timestamp     int64  `json:"timestamp"`
	Message       string `json:"message"`
	IngestionTime int64  `json:"ingestionTime"`
	EventID       string `json:"eventId"`
}

type filterLogEventsResponse struct {
	Events []filteredLogEvent `json:"events"`
	// SearchedLogStreams has been empty since 2020.
	SearchedLogStreams []struct{} `json:"searchedLogStreams"`
	NextToken          string     `json:"nextToken,omitempty"`
}

// filterLogEvents reads the streams of a group in the order of time; they are
// always interleaved, as with the service since 2019.
func (c *call) filterLogEvents() (*filterLogEventsResponse, error) {
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	if g.Group.Class == infrequentClass {
		return nil, wrongState("The log group " + g.Group.Name + " is of log-group-class " + infrequentClass + ". FilterLogEvents is not supported for this log class.")
	}
	filter, err := c.pattern(c.text("filterPattern"))
	if err != nil {
		return nil, err
	}
	streams, err := c.chosenStreams(g)
	if err != nil {
		return nil, err
	}
	low, high := c.timeRange(g, true)
	after, err := c.after()
	if err != nil {
		return nil, err
	}
	backward := false
	if head, ok := c.in.Get("startFromHead").Flag(); ok {
		backward = !head
	}
	at := low
	if backward {
		at = high
	}
	if after != "" {
		id, ok := parseEventID(after)
		if !ok {
			return nil, invalid(badToken)
		}
		at = id.Position
	}
	p := eventPage{limit: c.limit(maxPageEvents)}
	scanned, more := 0, false
	visit := func(e store.Event) bool {
		if !backward && !e.Less(high) || backward && e.Less(low) {
			return false
		}
		// The page ends before this event when it has no room, and when enough
		// has been looked at.
		if scanned++; scanned > maxScanned || scanned%1024 == 0 && c.ctx.Err() != nil ||
			filter.Match(e.Message) && !p.add(e) {
			more = true
			return false
		}
		at = e.Behind()
		if backward {
			at = e.Position
		}
		return true
	}
	if backward {
		g.Backward(streams, earlier(at, high), visit)
	} else {
		g.Forward(streams, later(at, low), visit)
	}
	out := &filterLogEventsResponse{Events: make([]filteredLogEvent, len(p.events)), SearchedLogStreams: []struct{}{}}
	for i, e := range p.events {
		out.Events[i] = filteredLogEvent{e.Stream, e.Timestamp, e.text, e.IngestionTime, idOf(e.Event).String()}
	}
	// Recorded: a page with log events leads on, if only to an empty one.
	if more || len(p.events) > 0 {
		out.NextToken = c.token(eventID{Position: at}.String())
	}
	return out, c.ctx.Err()
}

// chosenStreams are the streams that the request is about. A stream that is
// named must exist.
func (c *call) chosenStreams(g *store.GroupTx) ([]string, error) {
	if names := texts(c.in.Get("logStreamNames")); names != nil {
		slices.Sort(names)
		names = slices.Compact(names)
		for _, name := range names {
			if _, err := found(g.Streams(), name, streamMissing); err != nil {
				return nil, err
			}
		}
		return names, nil
	}
	return g.Streams().Keys(c.text("logStreamNamePrefix"))
}
