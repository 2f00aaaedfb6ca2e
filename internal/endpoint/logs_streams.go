package endpoint

import (
	"cmp"
	"fmt"
	"slices"

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
		if err == nil {
			err = existing(streamExists)
		}
		return err
	}
	return g.CreateStream(name, store.Stream{CreationTime: c.now})
}

// stream finds the log stream that the request names.
func (c *call) stream(g *store.GroupTx) (string, store.Stream, error) {
	name := c.text("logStreamName")
	st, ok, err := g.Streams().Get(name)
	if err == nil && !ok {
		err = notFound(streamMissing)
	}
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

type describeLogStreamsResponse struct {
	LogStreams []logStream `json:"logStreams"`
	NextToken  *string     `json:"nextToken,omitempty"`
}

func (c *call) describeLogStreams() (*describeLogStreamsResponse, error) {
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	after, err := c.after()
	if err != nil {
		return nil, err
	}
	p := newPage[logStream](c)
	if c.text("orderBy") == "LastEventTime" || c.flag("descending") {
		err = c.sortedStreams(g, after, &p)
	} else {
		err = g.Streams().Each(c.text("logStreamNamePrefix"), after, func(name string, st store.Stream) bool {
			return p.add(name, c.logStream(g.Group.Name, name, st))
		})
	}
	return &describeLogStreamsResponse{p.items, p.next(c)}, err
}

// sortedStreams fills a page of streams in another order than the state's.
func (c *call) sortedStreams(g *store.GroupTx, after string, p *page[logStream]) error {
	type entry struct {
		key    string
		stream logStream
	}
	var all []entry
	err := g.Streams().Each(c.text("logStreamNamePrefix"), "", func(name string, st store.Stream) bool {
		key := name
		if c.text("orderBy") == "LastEventTime" {
			// A stream without log events is older than any with.
			last := int64(-1)
			if st.LastEvent != nil {
				last = *st.LastEvent
			}
			key = fmt.Sprintf("%020d %s", last+1, name)
		}
		all = append(all, entry{key, c.logStream(g.Group.Name, name, st)})
		return true
	})
	if err != nil {
		return err
	}
	direction := 1
	if c.flag("descending") {
		direction = -1
	}
	slices.SortFunc(all, func(a, b entry) int { return direction * cmp.Compare(a.key, b.key) })
	for _, e := range all {
		if after != "" && direction*cmp.Compare(e.key, after) <= 0 {
			continue
		}
		if !p.add(e.key, e.stream) {
			break
		}
	}
	return nil
}
