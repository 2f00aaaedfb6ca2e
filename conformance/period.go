package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/logsieve/logsieve/engine/request"
)

// ParseDate reads YYYY, YYYY-MM or YYYY-MM-DD, and returns the first moment of
// that year, month or day, and the first after it, in UTC.
func ParseDate(text string) (start, end time.Time, err error) {
	for layout, add := range map[string][3]int{"2006": {1, 0, 0}, "2006-01": {0, 1, 0}, time.DateOnly: {0, 0, 1}} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, t.AddDate(add[0], add[1], add[2]), nil
		}
	}
	return start, end, fmt.Errorf("%q is not a date: write YYYY, YYYY-MM or YYYY-MM-DD", text)
}

// Period chooses cases by date. The zero Period is the service as it is known
// now: all cases but those whose answer a newer one has replaced.
type Period struct {
	// Since leaves only cases that were recorded at that time or later.
	Since time.Time
	// Until is the service as it was known before that time: cases recorded
	// later, and answers given only later, are left out, and answers that have
	// been replaced since are kept.
	Until time.Time
}

// AsOf is the last moment of the period, for EngineAsOf; zero is now.
func (p Period) AsOf() time.Time {
	if p.Until.IsZero() {
		return p.Until
	}
	return p.Until.Add(-1)
}

// Select returns the suites with the cases of the period. The suites given are
// not changed.
func (p Period) Select(suites []*Suite) []*Suite {
	var out []*Suite
	for _, s := range suites {
		kept := *s
		kept.Cases = nil
		for _, c := range s.Cases {
			if p.holds(c) {
				kept.Cases = append(kept.Cases, c)
			}
		}
		out = append(out, &kept)
	}
	return out
}

func (p Period) holds(c *Case) bool {
	recorded, recordedEnd, err := ParseDate(c.Recorded)
	if !p.Since.IsZero() && (err != nil || !recordedEnd.After(p.Since)) {
		return false
	}
	until, _, errUntil := ParseDate(c.Until)
	if p.Until.IsZero() {
		return errUntil != nil // nothing newer is known
	}
	since, _, errSince := ParseDate(c.Since)
	return (err != nil || recorded.Before(p.Until)) &&
		(errSince != nil || since.Before(p.Until)) &&
		(errUntil != nil || !until.Before(p.Until))
}

// checkDates finds dates that cannot be read and times that never are.
func (c *Case) checkDates() error {
	var errs []error
	dates := map[string]time.Time{}
	for _, d := range []struct{ name, text string }{{"recorded", c.Recorded}, {"since", c.Since}, {"until", c.Until}} {
		if d.text == "" {
			continue
		}
		start, _, err := ParseDate(d.text)
		if err != nil {
			errs = append(errs, fmt.Errorf("%q: %w", d.name, err))
			continue
		}
		dates[d.name] = start
	}
	if c.Since != "" && c.Until != "" && len(errs) == 0 && !dates["since"].Before(dates["until"]) {
		errs = append(errs, errors.New(`"until" must be after "since"`))
	}
	return errors.Join(errs...)
}

// EngineAsOf is Engine with the texts of an older service, where they have
// changed; the zero time is the newest. What does not come from the checks of
// requests, such as EvaluateMetricFilter, answers as it does now.
func EngineAsOf(asOf time.Time) Target { return dated{Engine(), asOf} }

type dated struct {
	Handlers
	asOf time.Time
}

// Do implements Target.
func (d dated) Do(ctx context.Context, call Call) (Answer, error) {
	if _, err := request.LookupOperation(call.Operation.Service, call.Operation.Name, request.Latest); err == nil {
		if answer, err := validateAsOf(call.Operation, call.Request, d.asOf); err != nil || answer.Error != nil {
			return answer, err
		}
	}
	return d.Handlers.Do(ctx, call)
}

// validate answers a request by its shape and its rules alone.
func validate(op Operation, doc json.RawMessage) (Answer, error) {
	return validateAsOf(op, doc, time.Time{})
}

func validateAsOf(op Operation, doc json.RawMessage, asOf time.Time) (Answer, error) {
	known, err := request.LookupOperation(op.Service, op.Name, request.Latest)
	if err != nil {
		return Answer{}, ErrUnsupported
	}
	result, err := request.Validate(known, request.Request, request.Latest, doc, request.Options{AsOf: asOf})
	switch {
	case err != nil:
		return Answer{}, ErrUnsupported
	case !result.Valid:
		return Answer{Error: &ServiceError{Code: result.Code, Message: result.Message}}, nil
	default:
		return Answer{Response: json.RawMessage("{}")}, nil
	}
}
