package policy

import "fmt"

// Judge says of each rule whether the estate keeps it, in the order of the
// rules.
func (e *Estate) Judge(rules []*Rule, opts Options) ([]*Verdict, error) {
	list := make([]*Verdict, len(rules))
	var f *facts
	for i, r := range rules {
		if r.Require != nil {
			list[i] = e.require(r, opts)
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
