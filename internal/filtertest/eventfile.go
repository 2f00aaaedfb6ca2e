package filtertest

import (
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/internal/eventtime"
	"github.com/logsieve/logsieve/internal/logfile"
)

// maxEvents is the size of the largest file of log events, in bytes.
const maxEvents = 64 << 20

// eventSteps is what the budget pays for a log event of a file, which is kept,
// searched for its time and held against the filter.
const eventSteps = 250

// events reads a file of log events: lines, of which empty ones are none, or
// with the ending .json a document as the AWS CLI and CloudTrail write it.
// Either may be compressed.
func (p *parser) events(n *yaml.Node, name string) []event {
	if name == "" {
		return nil
	}
	name = p.relative(name)
	data, err := p.loader.file(name)
	if err != nil {
		p.Fail(n, "%s", reason(name, err))
		return nil
	}
	events, err := p.readEvents(name, data)
	switch {
	case err != nil:
		p.Fail(n, "%s: %v", name, err)
	case len(events) == 0:
		p.Fail(n, "%s holds no log event", name)
	}
	return events
}

func (p *parser) readEvents(name string, data []byte) ([]event, error) {
	plain, err := logfile.Decompress(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	defer plain.Close()
	text := io.LimitReader(logfile.Text(plain), maxEvents+1)
	clock, err := newClock()
	if err != nil {
		return nil, err
	}
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst")
	if path.Ext(name) == ".json" {
		return p.readRecords(text, clock)
	}
	all, err := io.ReadAll(text)
	if err != nil {
		return nil, err
	}
	if len(all) > maxEvents {
		return nil, errTooManyEvents
	}
	var events []event
	number := int64(0)
	for line := range strings.Lines(string(all)) {
		number++
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		if line == "" {
			continue
		}
		if err := p.spend(eventSteps); err != nil {
			return nil, err
		}
		e := event{message: line, line: number}
		e.time, e.timed = clock.at([]byte(line))
		events = append(events, e)
	}
	return events, nil
}

var errTooManyEvents = errors.New("larger than 64 MiB")

func (p *parser) readRecords(text io.Reader, clock *clock) ([]event, error) {
	records := logfile.NewRecords(text, maxMessage)
	var events []event
	for {
		r, err := records.Next()
		if err == io.EOF {
			return events, nil
		}
		if err != nil {
			return nil, err
		}
		if err := p.spend(eventSteps); err != nil {
			return nil, err
		}
		e := event{message: string(r.Message), line: r.Line}
		if e.time, e.timed = r.Timestamp.UnixMilli(), !r.Timestamp.IsZero(); !e.timed {
			e.time, e.timed = clock.at(r.Message)
		}
		events = append(events, e)
	}
}

// clock finds the times of log events in their text, where logsieve metrics
// finds them: in the usual properties of a JSON event, or at the start of a
// line.
type clock struct {
	parser *eventtime.Parser
	known  *engine.Extractor
}

func newClock() (*clock, error) {
	parser, err := eventtime.New("", time.UTC)
	if err != nil {
		return nil, err
	}
	known, err := engine.SelectorExtractor([]string{"$.timestamp", "$.eventTime", "$.['@timestamp']", "$.time"})
	if err != nil {
		return nil, err
	}
	return &clock{parser, known}, nil
}

func (c *clock) at(message []byte) (ms int64, ok bool) {
	if len(message) == 0 || message[0] != '{' {
		ms, _, ok = c.parser.Prefix(message)
		return ms, ok
	}
	for _, v := range c.known.Values(message) {
		if v.Kind == engine.NumberValue || v.Kind == engine.TextValue {
			if ms, ok := c.parser.Parse(v.Text); ok {
				return ms, true
			}
		}
	}
	return 0, false
}
