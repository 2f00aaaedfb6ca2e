package engine

import (
	"bytes"
	"unicode/utf8"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// Most events are decided by a search for the names that the conditions look
// at, without a walk: if no value behind "status", wherever in the event it
// stands, satisfies $.a.status = 500, then the one at the path does not either,
// whichever of several equal names counts (J19). And what is not there at all
// does not exist. What the search cannot decide is walked over.

// verdict is what the search says of a condition, for an event that is valid
// JSON.
type verdict uint8

const (
	maybe verdict = iota
	fails
	holds
)

// maxNames is for how many names an event is searched at most. A search costs
// about a tenth of a walk.
const maxNames = 4

// nameSearch is the search for one name, the last one of some selectors.
type nameSearch struct {
	quoted []byte // the name with its quotes
	// rarest is the place in quoted of the byte that is searched for.
	rarest     int
	conditions []*jsonCondition
}

// nameSearches are the searches of a pattern; none if they cannot decide it.
type nameSearches struct {
	names []nameSearch
	// spelling marks the bytes of all names: an escape that stands for one of
	// them may hide a name.
	spelling    [utf8.RuneSelf]bool
	beyondASCII bool // some name has other bytes
}

// nameState is the memory of the searches of one event, and of how useful
// they were for the events before.
type nameState struct {
	searched [maxNames]bool
	verdicts []verdict // by condition
	backoff  backoff
}

// prepareNames finds out which names decide the expression, and numbers the
// conditions.
func (m *jsonMatcher) prepareNames() {
	m.expr.eachCondition(func(c *jsonCondition) {
		c.number = m.conditions
		m.conditions++
		if c.search = m.searches.add(c.name); c.search >= 0 {
			s := &m.searches.names[c.search]
			s.conditions = append(s.conditions, c)
		}
	})
	m.expr.prepare()
	if !m.expr.refutable && !m.expr.provable {
		m.searches.names = nil
	}
	tops := &nameSearches{}
	for _, e := range m.root.names {
		if tops.add(string(e.name)) < 0 {
			return
		}
	}
	m.tops = tops
}

// add returns the number of the search for a name, or -1.
func (n *nameSearches) add(name string) int {
	if !isPlainName(name) {
		return -1
	}
	for i := range n.names {
		if string(n.names[i].name()) == name {
			return i
		}
	}
	if len(n.names) == maxNames {
		return -1
	}
	s := nameSearch{quoted: []byte(`"` + name + `"`), rarest: 1}
	for i, b := range s.name() {
		if b < utf8.RuneSelf {
			n.spelling[b] = true
		} else {
			n.beyondASCII = true
		}
		if rarity(b) > rarity(s.quoted[s.rarest]) {
			s.rarest = i + 1
		}
	}
	n.names = append(n.names, s)
	return len(n.names) - 1
}

func (n *nameSearch) name() []byte { return n.quoted[1 : len(n.quoted)-1] }

// isPlainName reports whether JSON spells a name as it is unless it uses
// escapes \u. The empty name is left to the walk.
func isPlainName(name string) bool {
	for i := range len(name) {
		if c := name[i]; c < ' ' || c == '"' || c == '\\' || c == '/' {
			return false
		}
	}
	return name != ""
}

// prepare fills in whether searches can refute or prove an expression.
func (x *jsonExpr) prepare() {
	if c := x.condition; c != nil {
		x.provable = c.search >= 0 && c.test && c.kind == grammar.NotExists
		x.refutable = c.search >= 0 && !x.provable
		return
	}
	refutable, provable := 0, 0
	for _, o := range x.operands {
		o.prepare()
		if o.refutable {
			refutable++
		}
		if o.provable {
			provable++
		}
	}
	if x.or {
		x.refutable, x.provable = refutable == len(x.operands), provable > 0
	} else {
		x.refutable, x.provable = refutable > 0, provable == len(x.operands)
	}
}

// byNames decides the event by searches, if they can. They are left out for a
// while when they could not for some events in a row.
func (m *jsonMatcher) byNames(s *jsonState, message []byte) verdict {
	if len(m.searches.names) == 0 || !s.names.backoff.due() {
		return maybe
	}
	v := m.searches.decide(m.expr, s, message)
	s.names.backoff.note(v != maybe)
	return v
}

func (n *nameSearches) decide(x *jsonExpr, s *jsonState, message []byte) verdict {
	s.names.searched = [maxNames]bool{}
	v := maybe
	switch {
	case n.refutes(x, s, message):
		v = fails
	case n.proves(x, s, message):
		v = holds
	}
	if v != maybe && n.hidden(message) {
		return maybe
	}
	return v
}

func (n *nameSearches) refutes(x *jsonExpr, s *jsonState, message []byte) bool {
	switch {
	case !x.refutable:
		return false
	case x.condition != nil:
		return n.verdict(x.condition, s, message) == fails
	}
	for _, o := range x.operands {
		if n.refutes(o, s, message) != x.or {
			return !x.or
		}
	}
	return x.or
}

func (n *nameSearches) proves(x *jsonExpr, s *jsonState, message []byte) bool {
	switch {
	case !x.provable:
		return false
	case x.condition != nil:
		return n.verdict(x.condition, s, message) == holds
	}
	for _, o := range x.operands {
		if n.proves(o, s, message) == x.or {
			return x.or
		}
	}
	return !x.or
}

func (n *nameSearches) verdict(c *jsonCondition, s *jsonState, message []byte) verdict {
	if !s.names.searched[c.search] {
		s.names.searched[c.search] = true
		n.names[c.search].run(s, message)
	}
	return s.names.verdicts[c.number]
}

// run finds the verdicts on the conditions over a name.
func (n *nameSearch) run(s *jsonState, message []byte) {
	verdicts := s.names.verdicts
	for _, c := range n.conditions {
		verdicts[c.number] = fails
		if c.test && c.kind == grammar.NotExists {
			verdicts[c.number] = holds
		}
	}
	open := len(n.conditions)
	stops := maxStops(message)
	for i := 0; open > 0; i++ {
		if i = n.index(message, i, &stops); i < 0 {
			break
		}
		v := valueBehind(message, i+len(n.quoted))
		if v == nil {
			continue
		}
		stops -= len(n.conditions) / 16 // many conditions take their time
		for _, c := range n.conditions {
			if verdicts[c.number] != maybe && c.accepts(s, v) {
				verdicts[c.number] = maybe
				open--
			}
		}
	}
	if stops < 0 {
		for _, c := range n.conditions {
			verdicts[c.number] = maybe
		}
	}
}

// maxStops is at how many places that hold the rarest byte of a name a search
// may stop: where it is not rare a walk is faster.
func maxStops(text []byte) int { return 8 + len(text)/32 }

// index returns where the name is next in quotes, at or behind i, or -1. Stops
// is negative then if there were too many.
func (n *nameSearch) index(text []byte, i int, stops *int) int {
	for i += n.rarest; i < len(text); i++ {
		j := bytes.IndexByte(text[i:], n.quoted[n.rarest])
		if j < 0 {
			return -1
		}
		if *stops--; *stops < 0 {
			return -1
		}
		i += j
		start := i - n.rarest
		if text[start] == '"' && bytes.HasPrefix(text[start:], n.quoted) {
			return start
		}
	}
	return -1
}

// none reports whether none of the names is in a text, in any spelling.
func (n *nameSearches) none(text []byte) bool {
	stops := maxStops(text)
	for i := range n.names {
		if n.names[i].index(text, 0, &stops) >= 0 || stops < 0 {
			return false
		}
	}
	return !n.hidden(text)
}

// valueBehind returns the value of the member whose name ends at i, nil if
// none follows. Of a container it returns the first byte only: reading those
// that are inside of each other would take quadratic time.
func valueBehind(b []byte, i int) []byte {
	if i = jsontext.SkipSpace(b, i); i == len(b) || b[i] != ':' {
		return nil
	}
	if i = jsontext.SkipSpace(b, i+1); i == len(b) {
		return nil
	}
	end := i + 1
	if b[i] != '{' && b[i] != '[' {
		if end = valueEnd(b, i); end < 0 {
			return nil
		}
	}
	return b[i:end]
}

// accepts reports whether a value behind a condition's name may make the
// outcome another one than without the name.
func (c *jsonCondition) accepts(s *jsonState, v []byte) bool {
	switch {
	case c.presence:
		return true
	case c.inside:
		return v[0] == '{' || v[0] == '['
	case c.test && c.kind == grammar.IsNull:
		return v[0] == 'n' || v[0] == '['
	case c.test:
		return c.isBoolean(v)
	case c.op == grammar.NotEqual:
		return c.differs(s, v)
	default:
		return c.satisfied(s, v)
	}
}

// hidden reports whether an escape may hide one of the names.
func (n *nameSearches) hidden(message []byte) bool {
	i := bytes.IndexByte(message, '\\')
	for i >= 0 && i+1 < len(message) {
		if message[i+1] == 'u' {
			switch r := jsontext.Hex4(message[i+2:]); {
			case r >= utf8.RuneSelf && n.beyondASCII, r >= 0 && r < utf8.RuneSelf && n.spelling[r]:
				return true
			}
		}
		i = byteIndex(message, i+2, '\\')
	}
	return false
}
