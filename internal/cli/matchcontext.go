package cli

import (
	"bytes"
	"errors"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/logfile"
)

// contextMode is match -A, -B and -C: every log event is read, and those around
// the selected ones are printed, too.
type contextMode struct {
	filter        *engine.Filter
	invert        bool
	before, after int // log events

	grouped bool            // a group has been printed, of any input
	last    int64           // the number of the last log event of the input that was printed
	left    int             // how many are still to be printed after the last selected one
	kept    []logfile.Event // those before the next one
}

// startContext turns a run of match into one with context: all log events are
// selected, and looked at one by one. Without context it is nil.
func (c *matchCmd) startContext(filter *engine.Filter) (*contextMode, *engine.Filter, error) {
	around := &contextMode{filter: filter, invert: c.InvertMatch, before: max(c.Before, c.Context), after: max(c.After, c.Context)}
	switch {
	case around.before+around.after == 0, c.Count, c.WithMatches, c.NoMatches, c.Quiet:
		return nil, filter, nil
	case c.JSON:
		return nil, nil, exit(ExitUsage, errors.New("match: JSON cannot be combined with -A, -B or -C"))
	}
	all, err := engine.ParseAndCompile("")
	c.InvertMatch = false
	return around, all, err
}

// begin starts an input.
func (c *contextMode) begin() {
	if c != nil {
		c.last, c.left, c.kept = 0, 0, c.kept[:0]
	}
}

// inContext prints a log event if it is selected or stands beside one that is.
// It reports whether no more of its input is wanted.
func (m *matcher) inContext(in *input, e logfile.Event) (done bool, err error) {
	c := m.context
	enough := m.MaxCount != nil && in.selected >= *m.MaxCount
	switch {
	case !enough && c.filter.Match(e.Message) != c.invert:
		in.selected++
		m.found = true
		if err := m.printBefore(in, e.Number); err != nil {
			return false, err
		}
		filter := c.filter
		if c.invert {
			filter = nil
		}
		c.last, c.left = e.Number, c.after
		err = m.printLine(in.name, e, filter, ":")
	case c.left > 0:
		c.last, c.left = e.Number, c.left-1
		err = m.printLine(in.name, e, nil, "-")
	case c.before > 0:
		if len(c.kept) == c.before {
			c.kept = append(c.kept[:0], c.kept[1:]...)
		}
		e.Message = bytes.Clone(e.Message)
		c.kept = append(c.kept, e)
	}
	return m.MaxCount != nil && in.selected >= *m.MaxCount && c.left == 0, err
}

// printBefore starts a group, or goes on with one, up to the log event of a number.
func (m *matcher) printBefore(in *input, number int64) error {
	c := m.context
	first := number - int64(len(c.kept))
	if c.grouped && (c.last == 0 || first > c.last+1) {
		b := append(m.appendColored(m.buf[:0], colorSeparator, "--"), '\n')
		m.buf = b[:0]
		if _, err := m.out.Write(b); err != nil {
			return err
		}
	}
	c.grouped = true
	for _, e := range c.kept {
		if err := m.printLine(in.name, e, nil, "-"); err != nil {
			return err
		}
	}
	c.kept = c.kept[:0]
	return nil
}
