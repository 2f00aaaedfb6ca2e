package cli

import (
	"errors"
	"fmt"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/explain"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// whyMode is match --why: every log event is read, traced and explained.
type whyMode struct {
	filter  *engine.Filter
	pattern string
	// misses is set with -v: only log events that do not match are explained.
	misses bool
	shown  bool // the pattern

	explained int64
	summary   explain.Summary
}

// summarized is the summary, or nil without --why.
func (w *whyMode) summarized() *explain.Summary {
	if w == nil {
		return nil
	}
	s := w.summary.Sorted()
	return &s
}

// writeSummary ends the reasons of several log events with how many there are of
// a kind.
func (m *matcher) writeSummary() error {
	w := m.why
	if w.explained == 0 || w.summary.Events == 1 {
		return nil
	}
	if m.JSON {
		return jsontext.Write(m.out, struct {
			Version int              `json:"version"`
			Summary *explain.Summary `json:"summary"`
		}{1, w.summarized()}, "")
	}
	if _, err := fmt.Fprintln(m.out); err != nil {
		return err
	}
	return w.summary.WriteText(m.out)
}

// whyRecord is a match record and the reasons.
type whyRecord struct {
	matchRecord
	Why *explain.Why `json:"why"`
}

// startWhy turns a run of match into one of --why: all log events are
// selected, and explained one by one.
func (c *matchCmd) startWhy(filter *engine.Filter, pattern string) (*whyMode, *engine.Filter, error) {
	if c.Count || c.WithMatches || c.NoMatches || c.Quiet || c.After+c.Before+c.Context > 0 {
		return nil, nil, exit(ExitUsage, errors.New("match: --why cannot be combined with --count, -l, -L, --quiet, --filters, -A, -B or -C"))
	}
	all, err := engine.ParseAndCompile("")
	if err != nil {
		return nil, nil, err
	}
	w := &whyMode{filter: filter, pattern: pattern, misses: c.InvertMatch}
	c.InvertMatch = false
	c.LineNumber = true
	return w, all, nil
}

// explain says why one log event matches or does not, and reports whether it
// was explained and whether it counts as found.
func (m *matcher) explain(name string, event logfile.Event) (explained, found bool, err error) {
	w := m.why
	if w.misses && w.filter.Match(event.Message) {
		w.summary.AddMatch()
		return false, false, nil
	}
	why := explain.NewWhy(w.filter, w.pattern, event.Message)
	w.summary.Add(why)
	w.explained++
	found = (why.Verdict == "match") != w.misses
	if m.JSON {
		record := whyRecord{m.record(name, event), why}
		if values, ok := w.filter.Extract(event.Message); ok {
			record.ExtractedValues = values
		}
		return true, found, m.writeRecord(record)
	}
	if !w.shown {
		w.shown = true
		if err := explain.WritePattern(m.out, explain.Explain(w.filter, w.pattern)); err != nil {
			return true, found, err
		}
	}
	b := append(m.buf[:0], '\n')
	b = m.appendColored(b, colorName, diag.Visible(name))
	b = m.appendColored(b, colorSeparator, ":")
	b = m.appendColored(b, colorLine, fmt.Sprint(event.Line))
	b = m.appendColored(b, colorSeparator, ":")
	b = append(b, ' ')
	if color := colorMatch; why.Verdict == "match" {
		b = m.appendColored(b, color, why.Verdict)
	} else {
		b = append(b, why.Verdict...)
	}
	b = append(b, '\n')
	m.buf = b[:0]
	if _, err := m.out.Write(b); err != nil {
		return true, found, err
	}
	return true, found, why.WriteText(m.out, event.Message)
}
