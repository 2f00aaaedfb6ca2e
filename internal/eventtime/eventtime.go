// Package eventtime reads the times of log events out of their text.
package eventtime

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Parser reads times in one format. It is not safe for concurrent use.
type Parser struct {
	location *time.Location
	auto     bool
	epoch    time.Duration // unit of a count since the epoch; 0 if it is none
	layouts  []string
	last     int // length of the prefix that was a time before
	// recent is the text of the last ISO 8601 time, and recentTime what it
	// says: one log event after the other is of the same second.
	recent     []byte
	recentTime int64
}

// named returns the layout of a format that has a name.
func named(format string) (layout string, ok bool) {
	switch format {
	case "rfc3339":
		return "2006-01-02T15:04:05Z07:00", true
	case "iso8601":
		return "2006-01-02T15:04:05Z0700", true
	case "clf":
		return clf, true
	case "rfc1123":
		return time.RFC1123Z, true
	default:
		return "", false
	}
}

// clf is the time of Apache's common log format.
const clf = "02/Jan/2006:15:04:05 -0700"

// New returns a parser of a format: "" or "auto" for ISO 8601, the common log
// format and counts since the epoch; a name (rfc3339, iso8601, clf, rfc1123,
// epoch, epoch-ms, epoch-us, epoch-ns); a format of strftime, which is told
// by its % signs; or a layout of Go's time package. Times without a zone are
// in location.
func New(format string, location *time.Location) (*Parser, error) {
	p := &Parser{location: location}
	switch format {
	case "", "auto":
		p.auto = true
		p.layouts = []string{clf}
		return p, nil
	case "epoch":
		p.epoch = time.Second
		return p, nil
	case "epoch-ms":
		p.epoch = time.Millisecond
		return p, nil
	case "epoch-us":
		p.epoch = time.Microsecond
		return p, nil
	case "epoch-ns":
		p.epoch = time.Nanosecond
		return p, nil
	}
	layout := format
	if l, ok := named(format); ok {
		layout = l
	} else if strings.Contains(format, "%") {
		if format == "%s" {
			p.epoch = time.Second
			return p, nil
		}
		var err error
		if layout, err = strftime(format); err != nil {
			return nil, err
		}
	}
	p.layouts = append(p.layouts, layout)
	if strings.Contains(layout, "Z0700") { // with and without a colon
		p.layouts = append(p.layouts, strings.Replace(layout, "Z0700", "Z07:00", 1))
	}
	return p, p.check(layout)
}

// check makes sure that the layout tells the day.
func (p *Parser) check(layout string) error {
	sample := time.Date(1987, time.November, 23, 21, 43, 59, 0, time.UTC)
	got, err := time.Parse(layout, sample.Format(layout))
	if err != nil {
		return fmt.Errorf("time format %q: %w", layout, err)
	}
	if got.Year() != 1987 || got.YearDay() != sample.YearDay() {
		return errors.New("a time format needs year, month and day")
	}
	return nil
}

// conversion is the layout for a conversion of strftime. Go reads fractions
// of a second behind any seconds, so %f and %L have none of their own.
func conversion(c byte) (layout string, ok bool) {
	const letters = "YymdejHIMSpbhBaAzZFTRD%nt"
	layouts := [...]string{
		"2006", "06", "01", "02", "_2", "002", "15", "03", "04", "05", "PM", "Jan", "Jan", "January", "Mon", "Monday",
		"Z0700", "MST", "2006-01-02", "15:04:05", "15:04", "01/02/06", "%", "\n", "\t",
	}
	i := strings.IndexByte(letters, c)
	if i < 0 {
		return "", false
	}
	return layouts[i], true
}

func strftime(format string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		c := format[i]
		if c != '%' {
			if (c == '.' || c == ',') && i+2 < len(format) && format[i+1] == '%' && (format[i+2] == 'f' || format[i+2] == 'L') {
				i += 2
				continue
			}
			b.WriteByte(c)
			continue
		}
		if i++; i == len(format) {
			return "", fmt.Errorf("time format %q ends in %%", format)
		}
		layout, ok := conversion(format[i])
		if !ok {
			return "", fmt.Errorf("time format %q: unknown conversion %%%c", format, format[i])
		}
		b.WriteString(layout)
	}
	return b.String(), nil
}

// Parse reads a text that is a time, in milliseconds since the epoch.
func (p *Parser) Parse(text []byte) (ms int64, ok bool) {
	if p.epoch != 0 {
		return count(text, p.epoch)
	}
	if p.auto {
		if ms, n, ok := p.iso(text); ok && n == len(text) {
			return ms, true
		}
		if ms, ok := epoch(text); ok {
			return ms, true
		}
	}
	for _, l := range p.layouts {
		if t, err := time.ParseInLocation(l, string(text), p.location); err == nil {
			return t.UnixMilli(), true
		}
	}
	return 0, false
}

// Prefix reads a time at the start of text, in milliseconds since the epoch,
// and returns its length. A bracket or quote may stand in front of it; counts
// since the epoch need a format.
func (p *Parser) Prefix(text []byte) (ms int64, n int, ok bool) {
	skip := 0
	if len(text) > 0 && (text[0] == '[' || text[0] == '"') {
		skip = 1
		text = text[1:]
	}
	switch {
	case p.epoch != 0:
		for n < len(text) && ('0' <= text[n] && text[n] <= '9' || text[n] == '.') {
			n++
		}
		ms, ok = count(text[:n], p.epoch)
	case p.auto:
		ms, n, ok = p.iso(text)
	}
	if ok {
		return ms, skip + n, true
	}
	for _, l := range p.layouts {
		if ms, n, ok := p.layoutPrefix(l, text); ok {
			return ms, skip + n, true
		}
	}
	return 0, 0, false
}

// layoutPrefix tries the length that worked last, and otherwise lets the
// parser of the time package say what is left over.
func (p *Parser) layoutPrefix(layout string, text []byte) (ms int64, n int, ok bool) {
	if p.last > 0 && p.last <= len(text) && endsBefore(text[p.last:]) {
		if t, err := time.ParseInLocation(layout, string(text[:p.last]), p.location); err == nil {
			return t.UnixMilli(), p.last, true
		}
	}
	text = text[:min(len(text), len(layout)+32)]
	t, err := time.ParseInLocation(layout, string(text), p.location)
	n = len(text)
	var parse *time.ParseError
	if errors.As(err, &parse) && strings.HasPrefix(parse.Message, ": extra text: ") {
		n -= len(parse.ValueElem)
		t, err = time.ParseInLocation(layout, string(text[:n]), p.location)
	}
	if err != nil {
		return 0, 0, false
	}
	p.last = n
	return t.UnixMilli(), n, true
}

// endsBefore reports whether a time may end before a text: no letter, digit or
// fraction, which the time package takes after seconds, goes on with it.
func endsBefore(rest []byte) bool {
	switch {
	case len(rest) == 0:
		return true
	case rest[0] == '.' || rest[0] == ',':
		return len(rest) == 1 || !isDigit(rest[1])
	}
	return !isAlphanumeric(rest[0])
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

func count(text []byte, unit time.Duration) (int64, bool) {
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return 0, false
	}
	if i, err := strconv.ParseInt(string(text), 10, 64); err == nil && unit < time.Millisecond {
		return i / int64(time.Millisecond/unit), true // more digits than a float64 has
	}
	f *= float64(unit) / float64(time.Millisecond)
	if f >= 1<<53 || f <= -(1<<53) {
		return 0, false
	}
	return int64(f), true
}

// epoch reads a count since the epoch whose size tells the unit: seconds until
// the year 5138, then milliseconds, microseconds, nanoseconds.
func epoch(text []byte) (int64, bool) {
	f, err := strconv.ParseFloat(string(text), 64)
	switch {
	case err != nil || f < 0:
		return 0, false
	case f < 1e11:
		return count(text, time.Second)
	case f < 1e14:
		return count(text, time.Millisecond)
	case f < 1e17:
		return count(text, time.Microsecond)
	default:
		return count(text, time.Nanosecond)
	}
}

// iso reads an ISO 8601 time at the start of text: date, T or a blank, time
// to the second or its fraction, zone. Without a zone it is in p's location.
func (p *Parser) iso(text []byte) (ms int64, n int, ok bool) {
	// The same text means the same when nothing follows that could belong to it.
	n = len(p.recent)
	if n > 0 && (len(text) == n || len(text) > n && (text[n] == ' ' || text[n] == ']')) && string(text[:n]) == string(p.recent) {
		return p.recentTime, n, true
	}
	if ms, n, ok = p.parseISO(text); ok {
		p.recent, p.recentTime = append(p.recent[:0], text[:n]...), ms
	}
	return ms, n, ok
}

func (p *Parser) parseISO(text []byte) (ms int64, n int, ok bool) {
	if len(text) < 19 || text[4] != '-' || text[7] != '-' || text[10] != 'T' && text[10] != ' ' || text[13] != ':' || text[16] != ':' {
		return 0, 0, false
	}
	year, month, day := digits(text[:4]), digits(text[5:7]), digits(text[8:10])
	hour, minute, second := digits(text[11:13]), digits(text[14:16]), digits(text[17:19])
	if year < 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 {
		return 0, 0, false
	}
	n = 19
	fraction := 0
	if n+1 < len(text) && (text[n] == '.' || text[n] == ',') && isDigit(text[n+1]) {
		n++
		for unit := 100; n < len(text) && isDigit(text[n]); n++ {
			fraction += unit * int(text[n]-'0')
			unit /= 10
		}
	}
	offset, size, zoned := zone(text[n:])
	n += size
	if n < len(text) && isAlphanumeric(text[n]) {
		return 0, 0, false
	}
	if !zoned && p.location != time.UTC {
		return time.Date(year, time.Month(month), day, hour, minute, second, fraction*1e6, p.location).UnixMilli(), n, true
	}
	seconds := daysSinceEpoch(year, month, day)*86400 + int64(hour*3600+minute*60+second-offset)
	return seconds*1000 + int64(fraction), n, true
}

// zone reads Z, ±hh:mm, ±hhmm or ±hh; offset is in seconds.
func zone(text []byte) (offset, n int, ok bool) {
	if len(text) > 0 && text[0] == 'Z' {
		return 0, 1, true
	}
	if len(text) < 3 || text[0] != '+' && text[0] != '-' {
		return 0, 0, false
	}
	hours := digits(text[1:3])
	if hours < 0 || hours > 23 {
		return 0, 0, false
	}
	n = 3
	minutes := 0
	rest := text[3:]
	if len(rest) > 0 && rest[0] == ':' {
		rest = rest[1:]
	}
	if len(rest) >= 2 {
		if m := digits(rest[:2]); m >= 0 && m < 60 {
			minutes = m
			n = len(text) - len(rest) + 2
		}
	}
	offset = hours*3600 + minutes*60
	if text[0] == '-' {
		offset = -offset
	}
	return offset, n, true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func digits(text []byte) int {
	n := 0
	for _, c := range text {
		if !isDigit(c) {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	default:
		return 31
	}
}

// daysSinceEpoch counts from 1970-01-01 in the Gregorian calendar; a year is
// taken to start in March, so that the leap day comes last.
func daysSinceEpoch(year, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	y := int64(year) + 400 // never negative; 400 years are 146097 days
	return 365*y + y/4 - y/100 + y/400 + int64((153*(month-3)+2)/5+day-1) - 719468 - 146097
}
