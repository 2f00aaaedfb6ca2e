package engine

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"github.com/logsieve/logsieve/grammar"
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
	spelling [utf8.RuneSelf]bool
	ascii    bool // no name has other bytes
}

// nameState is the memory of the searches of one event, and of how useful
// they were for the events before.
type nameState struct {
	searched [maxNames]bool
	verdicts []verdict // by condition
	misses   int       // events in a row that had to be walked over
	pause    int       // events not to search
}

// prepareNames finds out which names decide the expression, and numbers the
// conditions.
func (m *jsonMatcher) prepareNames() {
	m.searches.ascii = true
	m.expr.eachCondition(func(c *jsonCondition) {
		c.number = m.conditions
		m.conditions++
		c.search = m.searches.add(c)
	})
	m.expr.prepare()
	if !m.expr.refutable && !m.expr.provable {
		m.searches.names = nil
	}
}

// add returns the number of the search for the last name that a condition's
// selector needs, or -1.
func (n *nameSearches) add(c *jsonCondition) int {
	if !isPlainName(c.name) {
		return -1
	}
	for i := range n.names {
		s := &n.names[i]
		if string(s.name()) == c.name {
			s.conditions = append(s.conditions, c)
			return i
		}
	}
	if len(n.names) == maxNames {
		return -1
	}
	s := nameSearch{quoted: []byte(`"` + c.name + `"`), rarest: 1, conditions: []*jsonCondition{c}}
	for i, b := range s.name() {
		if b < utf8.RuneSelf {
			n.spelling[b] = true
		} else {
			n.ascii = false
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
	n := &s.names
	switch {
	case len(m.searches.names) == 0:
		return maybe
	case n.pause > 0:
		n.pause--
		return maybe
	}
	v := m.searches.decide(m.expr, s, message)
	if v != maybe {
		n.misses = 0
		return v
	}
	const patience, longest = 4, 6
	if n.misses++; n.misses > patience {
		n.pause = 1 << min(n.misses-patience, longest)
	}
	return maybe
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
	// Where the rarest byte is not rare a walk is faster.
	stops := 8 + len(message)/32
	for i := n.rarest; i < len(message); i++ {
		j := bytes.IndexByte(message[i:], n.quoted[n.rarest])
		if j < 0 {
			return
		}
		i += j
		if stops--; stops < 0 {
			break
		}
		start := i - n.rarest
		if message[start] != '"' || !bytes.HasPrefix(message[start:], n.quoted) {
			continue
		}
		v := valueBehind(message, start+len(n.quoted))
		if v == nil {
			continue
		}
		for _, c := range n.conditions {
			if verdicts[c.number] != maybe && c.accepts(s, v) {
				verdicts[c.number] = maybe
				open--
			}
		}
		if open == 0 {
			return
		}
	}
	if stops < 0 {
		for _, c := range n.conditions {
			verdicts[c.number] = maybe
		}
	}
}

// valueBehind returns the value of the member whose name ends at i, nil if
// none follows. Of a container it returns the first byte only: reading those
// that are inside of each other would take quadratic time.
func valueBehind(b []byte, i int) []byte {
	if i = skipSpace(b, i); i == len(b) || b[i] != ':' {
		return nil
	}
	if i = skipSpace(b, i+1); i == len(b) {
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

// accepts reports whether a condition may look at another verdict than that of
// an event without the name, because of a value behind the name.
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
			switch r := hex4(message[i+2:]); {
			case r >= utf8.RuneSelf && !n.ascii, r >= 0 && r < utf8.RuneSelf && n.spelling[r]:
				return true
			}
		}
		i = nextByte(message, i+2, '\\')
	}
	return false
}

// nextByte is bytes.IndexByte from i on, faster where the byte is frequent.
func nextByte(b []byte, i int, c byte) int {
	for ; i+8 <= len(b); i += 8 {
		if marks := flagged(binary.LittleEndian.Uint64(b[i:]), c); marks != 0 {
			return i + bits.TrailingZeros64(marks)/8
		}
	}
	for ; i < len(b); i++ {
		if b[i] == c {
			return i
		}
	}
	return -1
}
