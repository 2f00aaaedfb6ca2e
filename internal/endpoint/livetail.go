package endpoint

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/smithy-go/eventstream"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/endpoint/store"
	"github.com/logsieve/logsieve/internal/quota"
)

// Limits of live tail sessions, beside the quotas.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html
const (
	tailPeriod = time.Second // between two updates
	tailLife   = 3 * time.Hour
	// maxTailBytes are the bytes of messages in one update, so that a frame,
	// with every character escaped, stays below the 16 MiB that it may have.
	maxTailBytes = 2 << 20
	// tailWriteTimeout ends a session whose client does not read.
	tailWriteTimeout = 30 * time.Second
)

// tails are the live tail sessions of an endpoint.
type tails struct {
	mu   sync.Mutex
	open []*tail
	// ended is done when the endpoint stops, which is when stop is called.
	ended context.Context
	stop  context.CancelFunc
}

// add takes a session on, if there is room for it.
func (ts *tails) add(t *tail) error {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if len(ts.open) >= quota.LiveTails {
		return failure("LimitExceededException", fmt.Sprintf("There are %d live tail sessions already, which is the most that an account can have. End one.", quota.LiveTails))
	}
	ts.open = append(ts.open, t)
	return nil
}

func (ts *tails) remove(t *tail) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.open = slices.DeleteFunc(ts.open, func(other *tail) bool { return other == t })
}

// tailed are log events of one stream that have been accepted.
type tailed struct {
	group, stream string
	events        []store.Event
}

// offer shows log events to all sessions.
func (ts *tails) offer(at place, got tailed) {
	ts.mu.Lock()
	open := slices.Clone(ts.open)
	ts.mu.Unlock()
	for _, t := range open {
		if t.place == at {
			t.offer(got)
		}
	}
}

// tail is a live tail session: what it asks for, and the log events of its
// next update.
type tail struct {
	place
	groups   []string
	streams  []string // none means all
	prefixes []string
	filter   *engine.Filter

	start liveTailSessionStart

	mu     sync.Mutex
	update liveTailSessionUpdate
	bytes  int
}

// liveTailSessionStart is the shape LiveTailSessionStart.
type liveTailSessionStart struct {
	RequestID             string   `json:"requestId"`
	SessionID             string   `json:"sessionId"`
	LogGroupIdentifiers   []string `json:"logGroupIdentifiers"`
	LogStreamNames        []string `json:"logStreamNames,omitempty"`
	LogStreamNamePrefixes []string `json:"logStreamNamePrefixes,omitempty"`
	LogEventFilterPattern string   `json:"logEventFilterPattern,omitempty"`
}

// liveTailSessionUpdate is the shape LiveTailSessionUpdate.
type liveTailSessionUpdate struct {
	SessionMetadata struct {
		Sampled bool `json:"sampled"`
	} `json:"sessionMetadata"`
	SessionResults []liveTailLogEvent `json:"sessionResults"`
}

// liveTailLogEvent is the shape LiveTailSessionLogEvent.
type liveTailLogEvent struct {
	LogStreamName      string `json:"logStreamName"`
	LogGroupIdentifier string `json:"logGroupIdentifier"`
	Message            string `json:"message"`
	Timestamp          int64  `json:"timestamp"`
	IngestionTime      int64  `json:"ingestionTime"`
}

func (t *tail) offer(got tailed) {
	if !slices.Contains(t.groups, got.group) || !t.selects(got.stream) {
		return
	}
	for _, e := range got.events {
		if t.filter.Match(e.Message) {
			t.add(liveTailLogEvent{got.stream, t.groupARN(got.group), string(e.Message), e.Timestamp, e.IngestionTime})
		}
	}
}

// selects reports whether the session is about a log stream.
func (t *tail) selects(stream string) bool {
	return t.streams == nil && t.prefixes == nil || slices.Contains(t.streams, stream) ||
		slices.ContainsFunc(t.prefixes, func(prefix string) bool { return strings.HasPrefix(stream, prefix) })
}

// add puts a log event into the next update. Beyond what an update holds
// there are only the first ones of the second.
func (t *tail) add(e liveTailLogEvent) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := len(t.update.SessionResults)
	if n == quota.LiveTailEvents || n > 0 && t.bytes+len(e.Message) > maxTailBytes {
		t.update.SessionMetadata.Sampled = true
		return
	}
	t.bytes += len(e.Message)
	t.update.SessionResults = append(t.update.SessionResults, e)
}

// next takes the update that is due.
func (t *tail) next() liveTailSessionUpdate {
	t.mu.Lock()
	defer t.mu.Unlock()
	due := t.update
	if due.SessionResults == nil {
		due.SessionResults = []liveTailLogEvent{}
	}
	t.update, t.bytes = liveTailSessionUpdate{}, 0
	return due
}

// startLiveTail answers with a stream of events, which lasts until the client
// ends it.
func (s *Server) startLiveTail(ctx context.Context, at place, in *request.Value, doc []byte, id string) (response, error) {
	var t *tail
	find := operation{run: func(c *call) (_ []byte, err error) {
		t, err = c.tail(id)
		return nil, err
	}}
	if _, err := s.run(ctx, at, find, "StartLiveTail", in, doc); err != nil {
		return response{}, err
	}
	if err := s.tails.add(t); err != nil {
		return response{}, err
	}
	return response{status: http.StatusOK, contentType: eventStreamType, stream: func(ctx context.Context, w http.ResponseWriter) error {
		defer s.tails.remove(t)
		return t.run(ctx, w, s.tails.ended.Done())
	}}, nil
}

// tail is the session that the request asks for. Its log groups must exist.
func (c *call) tail(id string) (*tail, error) {
	t := &tail{
		place: c.place, streams: texts(c.in.Get("logStreamNames")), prefixes: texts(c.in.Get("logStreamNamePrefixes")),
		start: liveTailSessionStart{RequestID: id, SessionID: c.options.NewID(), LogEventFilterPattern: c.text("logEventFilterPattern")},
	}
	t.start.LogStreamNames, t.start.LogStreamNamePrefixes = t.streams, t.prefixes
	for _, identifier := range texts(c.in.Get("logGroupIdentifiers")) {
		g, err := c.groupNamed(c.groupOf(identifier))
		switch {
		case err != nil:
			return nil, err
		case g.Group.Class != "" && g.Group.Class != standardClass:
			return nil, wrongState("Live tail is only supported for log groups of the Standard log class.")
		}
		t.groups = append(t.groups, g.Group.Name)
		t.start.LogGroupIdentifiers = append(t.start.LogGroupIdentifiers, c.groupARN(g.Group.Name))
	}
	var err error
	t.filter, err = c.pattern(c.text("logEventFilterPattern"))
	return t, err
}

// run sends the frames of a session, until the client or the endpoint ends it
// or its time is over. The error is that of a client that is gone.
func (t *tail) run(ctx context.Context, w http.ResponseWriter, stop <-chan struct{}) error {
	// The deadlines of the connection are those of a request that is answered
	// at once; here each frame has its own.
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // what has none needs none
	encoder := eventstream.NewEncoder()
	send := func(m eventstream.Message) error {
		_ = control.SetWriteDeadline(time.Now().Add(tailWriteTimeout))
		return errors.Join(encoder.Encode(w, m), control.Flush())
	}
	if err := errors.Join(send(eventMessage("initial-response", []byte("{}"))), send(eventMessage("sessionStart", marshal(t.start)))); err != nil {
		return err
	}
	tick := time.NewTicker(tailPeriod)
	defer tick.Stop()
	end := time.NewTimer(tailLife)
	defer end.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-stop:
			return send(eventMessage("sessionUpdate", marshal(t.next())))
		case <-end.C:
			return send(exceptionMessage("SessionTimeoutException", "The session has been open for three hours."))
		case <-tick.C:
			if err := send(eventMessage("sessionUpdate", marshal(t.next()))); err != nil {
				return err
			}
		}
	}
}

const eventStreamType = "application/vnd.amazon.eventstream"

// eventMessage is a frame of an event stream in AWS JSON 1.1.
// https://smithy.io/2.0/aws/amazon-eventstream.html
func eventMessage(name string, payload []byte) eventstream.Message {
	return message(eventstream.EventMessageType, eventstream.EventTypeHeader, name, payload)
}

func exceptionMessage(name, text string) eventstream.Message {
	return message(eventstream.ExceptionMessageType, eventstream.ExceptionTypeHeader, name, marshal(map[string]string{"message": text}))
}

func message(kind, header, name string, payload []byte) eventstream.Message {
	var m eventstream.Message
	m.Headers.Set(eventstream.MessageTypeHeader, eventstream.StringValue(kind))
	m.Headers.Set(header, eventstream.StringValue(name))
	m.Headers.Set(eventstream.ContentTypeHeader, eventstream.StringValue(jsonType))
	m.Payload = payload
	return m
}
