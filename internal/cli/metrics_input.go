package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/internal/logfile"
)

// place is where a log event stands.
type place struct {
	file string
	line int64 // 0 when nobody counts
}

func (p place) String() string {
	if p.line == 0 {
		return p.file
	}
	return fmt.Sprintf("%s:%d", p.file, p.line)
}

// readAll reads the inputs one after the other. Its error ends the run.
func (r *metricsRun) readAll(logs []string) error {
	r.progress.expect(logs)
	defer r.progress.done()
	for _, name := range logs {
		err := r.readFile(name)
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		var usage *exitError
		if errors.As(err, &usage) {
			return err
		}
		if err != nil {
			r.report1(name, err)
		}
	}
	return nil
}

// report1 says on stderr that an input could not be read to its end.
func (r *metricsRun) report1(place string, err error) {
	r.failed = true
	fmt.Fprintf(r.Err, "logsieve: %v\n", readError(place, err))
}

func (r *metricsRun) readFile(name string) error {
	var in io.Reader
	if name == "-" {
		stdin, err := r.stdin()
		if err != nil {
			return err
		}
		in, name = stdin, stdinName
	} else {
		f, err := r.openGiven(name)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	live := !isFile(in)
	if live {
		in = logfile.Interruptible(r.ctx, in)
	} else {
		in = whole(in.(*os.File))
	}
	text, err := logfile.Decompress(r.progress.reader(in))
	if err != nil {
		return err
	}
	defer text.Close()
	return r.read(name, bufio.NewReaderSize(logfile.Text(text), detectionWindow), live)
}

// detectionWindow is how much of a file may be looked at to tell what it
// holds.
const detectionWindow = 64 << 10

// read reads the log events of one input.
func (r *metricsRun) read(name string, text *bufio.Reader, live bool) error {
	form := r.Input
	if form == "auto" {
		window := detectionWindow
		if live {
			window = 2 // what comes with these bytes has to do
		}
		if _, err := text.Peek(window); err != nil && err != io.EOF {
			return err
		}
		head, _ := text.Peek(text.Buffered())
		if form = detect(head); form == "export" && r.clock.inLine {
			form = "lines" // the flags say that the time belongs to the message
		}
	}
	switch form {
	case "events":
		return r.readRecords(name, logfile.NewRecords(text, r.MaxLine))
	case "export":
		return r.readExport(name, text)
	case "event-lines":
		return r.readEventLines(name, text)
	}
	if f, misses, ok := r.main.Single(); ok && r.other == nil {
		if misses || r.clock.byRate() {
			return r.readSingle(name, text, f)
		}
		return r.readMatches(name, text, f)
	}
	if set, misses, ok := r.main.Set(); ok && r.other == nil {
		return r.readSet(name, text, set, misses || r.clock.byRate())
	}
	return r.readLines(name, text, func(line []byte, at place) { r.event(line, time.Time{}, at) })
}

// detect tells what a file holds from its beginning: "events" for a JSON
// document with a list of events, "event-lines" for one event of
// filter-log-events per line, "export" for lines as CloudWatch exports them,
// else "lines".
func detect(head []byte) string {
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 {
		return "lines"
	}
	if _, _, ok := exported(head); ok {
		return "export"
	}
	dec := json.NewDecoder(bytes.NewReader(head))
	switch head[0] {
	case '[':
		// A list of objects or texts, and not "[ERROR] …".
		if _, err := dec.Token(); err != nil {
			return "lines"
		}
		next, err := dec.Token()
		if _, isText := next.(string); err == nil && (isText || next == json.Delim('{') || next == json.Delim(']')) {
			return "events"
		}
	case '{':
		first, _, whole := bytes.Cut(head, []byte("\n"))
		var members map[string]json.RawMessage
		if whole || len(head) < detectionWindow {
			if json.Unmarshal(first, &members) == nil {
				return detectObject(members)
			}
		}
		if hasEventList(dec) {
			return "events"
		}
	}
	return "lines"
}

// detectObject decides for a line that is a JSON object.
func detectObject(members map[string]json.RawMessage) string {
	for _, name := range []string{"events", "logEvents", "Records"} {
		if list := members[name]; len(list) > 0 && list[0] == '[' {
			return "events"
		}
	}
	// An event as filter-log-events has it, and nothing else.
	for name := range members {
		switch name {
		case "timestamp", "message", "ingestionTime", "eventId", "id", "logStreamName":
		default:
			return "lines"
		}
	}
	message, timestamp := members["message"], members["timestamp"]
	if len(message) > 0 && message[0] == '"' && len(timestamp) > 0 && '0' <= timestamp[0] && timestamp[0] <= '9' {
		return "event-lines"
	}
	return "lines"
}

// hasEventList reports whether a JSON document that is spread over lines, or
// too long to be seen whole, has a list of events at its top.
func hasEventList(dec *json.Decoder) bool {
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return false
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return false
		}
		if name == "events" || name == "logEvents" || name == "Records" {
			list, err := dec.Token()
			return err == nil && list == json.Delim('[')
		}
		var skip json.RawMessage
		if dec.Decode(&skip) != nil {
			return false
		}
	}
	return false
}

// exportTime is how CloudWatch exports a log event's time.
const exportTime = "2006-01-02T15:04:05.000Z"

// exported splits an exported line into its time and the message.
func exported(line []byte) (at time.Time, message []byte, ok bool) {
	n := len(exportTime)
	if len(line) <= n || line[n] != ' ' || line[n-1] != 'Z' || line[10] != 'T' || line[19] != '.' {
		return at, nil, false
	}
	at, err := time.Parse(exportTime, string(line[:n]))
	return at, line[n+1:], err == nil
}

// event evaluates one log event; told is the time that the file tells for it.
func (r *metricsRun) event(message []byte, told time.Time, at place) {
	number := r.main.Events()
	matched, publishes := r.main.Evaluate(message)
	if r.other != nil {
		otherMatched, otherPublishes := r.other.evaluator.Evaluate(message)
		publishes = publishes || otherPublishes
		r.other.note(message, at, matched, otherMatched)
	}
	if publishes {
		r.publish(message, number, told, at)
	}
}

func (r *metricsRun) publish(message []byte, number int64, told time.Time, at place) {
	ms, ok := r.clock.at(message, number, told)
	if !ok {
		if r.untimed++; r.untimed == 1 {
			r.firstUntimed = at.String()
		}
		return
	}
	r.timed = true
	r.main.Publish(ms)
	if r.other != nil {
		r.other.evaluator.Publish(ms)
	}
}

// readLines calls f for each line that is a log event.
func (r *metricsRun) readLines(name string, text io.Reader, f func(line []byte, at place)) error {
	all, err := engine.ParseAndCompile("")
	if err != nil {
		return err
	}
	return all.Stream(r.ctx, text, engine.StreamOptions{MaxLine: r.MaxLine, Numbers: r.other != nil, Workers: 1}, func(b *engine.Block) error {
		if b.TooLong != 0 {
			r.tooLong(name, b.TooLong)
		}
		for _, line := range b.Lines {
			f(b.Data[line.Start:line.End], place{name, line.Number})
		}
		return nil
	})
}

func (r *metricsRun) tooLong(name string, line int64) {
	at := place{name, max(line, 0)}
	r.report1(at.String(), &logfile.TooLongError{Line: at.line, Limit: r.MaxLine})
}

// readMatches looks at nothing but the log events that the only filter
// matches, and counts the others: several times as fast as evaluating all.
func (r *metricsRun) readMatches(name string, text io.Reader, f *engine.Filter) error {
	return f.Stream(r.ctx, text, r.streamOptions(), func(b *engine.Block) error {
		if b.TooLong != 0 {
			r.tooLong(name, b.TooLong)
			return nil
		}
		for _, line := range b.Lines {
			message := b.Data[line.Start:line.End]
			if r.main.EvaluateSingle(message, true) {
				r.publish(message, 0, time.Time{}, place{file: name})
			}
		}
		r.main.Skip(countEvents(b.Data) - int64(len(b.Lines)))
		return nil
	})
}

// countEvents counts the log events of whole lines: empty lines are none.
func countEvents(data []byte) int64 {
	if len(data) == 0 {
		return 0
	}
	count := int64(bytes.Count(data, []byte{'\n'}))
	if data[len(data)-1] != '\n' {
		count++
	}
	returns := bytes.IndexByte(data, '\r') >= 0
	if data[0] != '\n' && !bytes.Contains(data, []byte("\n\n")) &&
		!(returns && (bytes.Contains(data, []byte("\n\r\n")) || bytes.HasPrefix(data, []byte("\r\n")) || bytes.HasSuffix(data, []byte("\n\r")) || len(data) == 1)) {
		return count
	}
	count = 0
	for line := range bytes.Lines(data) {
		line = bytes.TrimSuffix(line, []byte{'\n'})
		if len(bytes.TrimSuffix(line, []byte{'\r'})) > 0 {
			count++
		}
	}
	return count
}

// readSingle is readLines for one filter, which matches as the stream reads.
func (r *metricsRun) readSingle(name string, text io.Reader, f *engine.Filter) error {
	return f.Stream(r.ctx, text, r.streamOptions(), func(b *engine.Block) error {
		if b.TooLong != 0 {
			r.tooLong(name, b.TooLong)
			return nil
		}
		eachEvent(b, func(message []byte, match int) {
			number := r.main.Events()
			if r.main.EvaluateSingle(message, match >= 0) {
				r.publish(message, number, time.Time{}, place{file: name})
			}
		})
		return nil
	})
}

// readSet is readLines for several filters, which match as the stream reads.
// Unless each log event counts, it looks only at those that some filter
// matches.
func (r *metricsRun) readSet(name string, text io.Reader, set *engine.Set, each bool) error {
	return set.Stream(r.ctx, text, r.streamOptions(), func(b *engine.SetBlock) error {
		if b.TooLong != 0 {
			r.tooLong(name, b.TooLong)
			return nil
		}
		evaluate := func(message []byte, match int) {
			var filters []int
			if match >= 0 {
				filters = b.Filters(match)
			}
			number := r.main.Events()
			if _, publishes := r.main.EvaluateMatches(message, filters); publishes {
				r.publish(message, number, time.Time{}, place{file: name})
			}
		}
		if each {
			eachEvent(&b.Block, evaluate)
			return nil
		}
		for i, line := range b.Lines {
			evaluate(b.Data[line.Start:line.End], i)
		}
		r.main.Skip(b.Events - int64(len(b.Lines)))
		return nil
	})
}

func (r *metricsRun) streamOptions() engine.StreamOptions {
	return engine.StreamOptions{Workers: r.Jobs, MaxLine: r.MaxLine, EveryBlock: true}
}

// eachEvent calls f for each log event of a block, with its place among the
// selected lines, or -1.
func eachEvent(b *engine.Block, f func(message []byte, match int)) {
	next := 0
	for start := 0; start < len(b.Data); {
		end := len(b.Data)
		if i := bytes.IndexByte(b.Data[start:], '\n'); i >= 0 {
			end = start + i
		}
		message, match := bytes.TrimSuffix(b.Data[start:end], []byte{'\r'}), -1
		if next < len(b.Lines) && b.Lines[next].Start == start {
			match = next
			next++
		}
		if start = end + 1; len(message) > 0 { // else no log event
			f(message, match)
		}
	}
}

// readExport reads what CloudWatch exports: each log event behind its time. A
// line without one continues the log event before it.
func (r *metricsRun) readExport(name string, text io.Reader) error {
	var message []byte
	var told time.Time
	var first place
	open := false
	end := func() {
		if open {
			r.event(message, told, first)
		}
		open = false
	}
	err := r.readLines(name, text, func(line []byte, at place) {
		t, rest, ok := exported(line)
		switch {
		case ok:
			end()
			message, told, first, open = append(message[:0], rest...), t, at, true
		case open && len(message) < r.MaxLine:
			message = append(append(message, '\n'), line...)
		case !open:
			r.event(line, time.Time{}, at)
		}
	})
	end()
	return err
}

// readEventLines reads events of filter-log-events, one JSON object per line.
// A line that is none is a log event itself.
func (r *metricsRun) readEventLines(name string, text io.Reader) error {
	return r.readLines(name, text, func(line []byte, at place) {
		var event struct {
			Message   *string
			Timestamp int64
		}
		if json.Unmarshal(line, &event) != nil || event.Message == nil {
			r.event(line, time.Time{}, at)
			return
		}
		r.event([]byte(*event.Message), time.UnixMilli(event.Timestamp), at)
	})
}

func (r *metricsRun) readRecords(name string, records *logfile.Records) error {
	for {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		e, err := records.Next()
		var long *logfile.TooLongError
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &long):
			r.tooLong(name, long.Line)
		case err != nil:
			return err
		default:
			r.event(e.Message, e.Timestamp, place{name, e.Line})
		}
	}
}
