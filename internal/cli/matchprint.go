package cli

import (
	"bytes"
	"strconv"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// matchRecord is a match of TestMetricFilter and where it was found.
type matchRecord struct {
	EventNumber     int64             `json:"eventNumber"`
	EventMessage    string            `json:"eventMessage"`
	ExtractedValues map[string]string `json:"extractedValues"`
	File            string            `json:"file"`
	Line            int64             `json:"line"`
	Timestamp       *int64            `json:"timestamp,omitempty"` // milliseconds since the epoch
}

// Colours as grep has them.
const (
	colorMatch     = diag.BoldRed
	colorName      = diag.Magenta
	colorLine      = diag.Green
	colorSeparator = diag.Cyan
)

// print writes one selected log event in the form that the flags ask for.
func (m *matcher) print(name string, event logfile.Event) error {
	switch {
	case m.Count:
		return nil
	case m.JSON:
		return m.printJSON(name, event)
	}
	return m.printLine(name, event, m.filter, ":")
}

// printLine writes a log event as a line, with what of it matches a filter in
// colour; nil for nothing.
func (m *matcher) printLine(name string, event logfile.Event, filter *engine.Filter, separator string) error {
	b := m.buf[:0]
	if m.names {
		b = m.appendColored(b, colorName, name)
		b = m.appendColored(b, colorSeparator, separator)
	}
	if m.LineNumber {
		b = m.appendColored(b, colorLine, strconv.FormatInt(event.Line, 10))
		b = m.appendColored(b, colorSeparator, separator)
	}
	// Events of documents often end with a line break of their own.
	message := bytes.TrimSuffix(event.Message, []byte("\n"))
	if m.color && !m.InvertMatch && filter != nil {
		b = appendHighlighted(b, filter, event.Message, len(message))
	} else {
		b = append(b, message...)
	}
	b = append(b, '\n')
	m.buf = b[:0]
	_, err := m.out.Write(b)
	return err
}

func (m *matcher) appendColored(b []byte, color, text string) []byte {
	if !m.color {
		return append(b, text...)
	}
	return diag.AppendPainted(b, color, text)
}

// appendHighlighted appends the first n bytes of message with the spans that
// made it match in colour.
func appendHighlighted(b []byte, filter *engine.Filter, message []byte, n int) []byte {
	done := 0
	for _, span := range filter.Highlight(message) {
		start, end := max(span.Start, done), min(span.End, n)
		if start >= end {
			continue
		}
		b = append(b, message[done:start]...)
		b = diag.AppendPainted(b, colorMatch, string(message[start:end]))
		done = end
	}
	return append(b, message[done:n]...)
}

// record is what is known about a log event, without extracted values.
func (m *matcher) record(name string, event logfile.Event) matchRecord {
	record := matchRecord{
		EventNumber:     event.Number,
		EventMessage:    string(event.Message),
		ExtractedValues: map[string]string{},
		File:            name,
		Line:            event.Line,
	}
	if name == stdinName {
		record.File = "-"
	}
	if !event.Timestamp.IsZero() {
		ms := event.Timestamp.UnixMilli()
		record.Timestamp = &ms
	}
	return record
}

func (m *matcher) printJSON(name string, event logfile.Event) error {
	record := m.record(name, event)
	if !m.InvertMatch {
		if values, ok := m.filter.Extract(event.Message); ok && values != nil {
			record.ExtractedValues = values
		}
	}
	return m.writeRecord(record)
}

// writeRecord writes a log event as JSON, on a line of its own.
func (m *matcher) writeRecord(record any) error {
	if m.document != nil {
		return m.document.event(m.out, record)
	}
	return jsontext.Write(m.out, record, "")
}

// printTotal prints how many log events of an input were selected, or its name
// if some or none were, as the flags ask. failed is why it was not read to its
// end.
func (m *matcher) printTotal(in *input, failed error) error {
	b := m.buf[:0]
	switch listed := in.selected > 0; {
	case m.Quiet:
		return nil
	case m.document != nil:
		m.document.file(in.name, in.selected)
		return nil
	case m.WithMatches && listed, m.NoMatches && !listed && failed == nil:
		b = m.appendColored(b, colorName, in.name)
	case m.Count:
		if m.names {
			b = m.appendColored(b, colorName, in.name)
			b = m.appendColored(b, colorSeparator, ":")
		}
		b = strconv.AppendInt(b, in.selected, 10)
	default:
		return nil
	}
	b = append(b, '\n')
	m.buf = b[:0]
	_, err := m.out.Write(b)
	return err
}
