package filtertest

import (
	"bytes"
	"context"
	"path"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/replay"
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
	options := logfile.Options{Format: logfile.Lines, MaxLine: maxMessage, MaxText: maxEvents, Numbers: true}
	if path.Ext(strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst")) == ".json" {
		options.Format = logfile.EventList
	}
	file, err := logfile.Open(bytes.NewReader(data), options)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	clock, err := replay.NewClock(replay.ClockOptions{})
	if err != nil {
		return nil, err
	}
	var events []event
	for log, err := range file.Events(context.Background()) { // bounded by maxEvents
		if err != nil {
			return nil, err
		}
		if err := p.spend(eventSteps); err != nil {
			return nil, err
		}
		e := event{message: string(log.Message), line: log.Line}
		e.time, e.timed = clock.Time(log.Message, log.Number-1, log.Timestamp)
		events = append(events, e)
	}
	return events, nil
}
