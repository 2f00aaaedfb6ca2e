package endpoint

import (
	"cmp"
	"fmt"

	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// logStream is the shape LogStream.
type logStream struct {
	LogStreamName       string  `json:"logStreamName"`
	CreationTime        int64   `json:"creationTime"`
	FirstEventTimestamp *int64  `json:"firstEventTimestamp,omitempty"`
	LastEventTimestamp  *int64  `json:"lastEventTimestamp,omitempty"`
	LastIngestionTime   *int64  `json:"lastIngestionTime,omitempty"`
	UploadSequenceToken *string `json:"uploadSequenceToken,omitempty"`
	ARN                 string  `json:"arn"`
	// StoredBytes has been zero for every stream since 2019.
	StoredBytes int64 `json:"storedBytes"`
}

func (c *call) logStream(group, name string, st store.Stream) logStream {
	out := logStream{
		LogStreamName: name, CreationTime: st.CreationTime, FirstEventTimestamp: st.FirstEvent,
		LastEventTimestamp: st.LastEvent, ARN: c.groupARN(group) + ":log-stream:" + name,
	}
	if st.LastIngestion != 0 {
		out.LastIngestionTime = &st.LastIngestion
		token := sequenceToken(uint64(c.now)) // recorded: another one each time
		out.UploadSequenceToken = &token
	}
	return out
}

// sequenceToken looks like the service's. Nothing is done with it: the
// service has ignored the one of a request since 2023.
func sequenceToken(n uint64) string { return fmt.Sprintf("%056d", n) }

func (c *call) createLogStream() error {
	g, err := c.group()
	if err != nil {
		return err
	}
	name := c.text("logStreamName")
	if _, ok, err := g.Streams().Get(name); err != nil || ok {
		return cmp.Or(err, existing(streamExists))
	}
	return g.CreateStream(name, store.Stream{CreationTime: c.now})
}

// stream finds the log stream that the request names.
func (c *call) stream(g *store.GroupTx) (string, store.Stream, error) {
	name := c.text("logStreamName")
	st, err := found(g.Streams(), name, streamMissing)
	return name, st, err
}

func (c *call) deleteLogStream() error {
	g, err := c.group()
	if err != nil {
		return err
	}
	name, _, err := c.stream(g)
	if err != nil {
		return err
	}
	return g.DeleteStream(name)
}

func (c *call) describeLogStreams() (page[logStream], error) {
	g, err := c.group()
	if err != nil {
		return page[logStream]{}, err
	}
	show := func(name string, st store.Stream) (logStream, bool, error) {
		return c.logStream(g.Group.Name, name, st), true, nil
	}
	prefix, byTime, descending := c.text("logStreamNamePrefix"), c.text("orderBy") == "LastEventTime", c.flag("descending")
	if !byTime && !descending {
		return listed(c, g.Streams(), prefix, show)
	}
	return sorted(c, g.Streams(), prefix, show, func(s logStream) string {
		if !byTime {
			return s.LogStreamName
		}
		// A stream without log events is older than any with.
		last := int64(-1)
		if s.LastEventTimestamp != nil {
			last = *s.LastEventTimestamp
		}
		return fmt.Sprintf("%020d %s", last+1, s.LogStreamName)
	}, descending)
}
