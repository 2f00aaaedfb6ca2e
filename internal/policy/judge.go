package policy

// Judge says of each rule whether the estate keeps it, in the order of the
// rules.
func (e *Estate) Judge(rules []*Rule, opts Options) []*Verdict {
	list := make([]*Verdict, len(rules))
	for i, r := range rules {
		list[i] = e.require(r, opts)
	}
	return list
}
