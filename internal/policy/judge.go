package policy

import "fmt"

// Judge says of each rule whether the estate keeps it, in the order of the
// rules.
func (e *Estate) Judge(rules []*Rule, opts Options) ([]*Verdict, error) {
	list := make([]*Verdict, len(rules))
	j := &judge{estate: e, opts: opts, notices: map[noticeKey]notice{}}
	var f *facts
	for i, r := range rules {
		if r.Require != nil {
			list[i] = j.require(r)
			opts.judged(list[i])
			continue
		}
		if f == nil {
			f = e.facts(opts)
		}
		v, err := e.assert(r, f, opts)
		if err != nil {
			return nil, fmt.Errorf("rule %s: %w", r.ID, err)
		}
		list[i] = v
		opts.judged(v)
	}
	return list, nil
}

// judge keeps what is found out for one rule and asked again for the next.
type judge struct {
	estate  *Estate
	opts    Options
	chains  *chains // nil until an alarm is asked for
	notices map[noticeKey]notice
}

type noticeKey struct {
	filter *Filter
	alarms bool
}
