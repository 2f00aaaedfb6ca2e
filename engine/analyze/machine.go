package analyze

import "strings"

// machine is a deterministic automaton over the characters of a text. Every
// question that a pattern asks of a text is one: an equality, an occurrence, a
// wildcard text, a regular expression, a comparison of the number it spells.
// All of them are regular, so that a product of machines answers every
// question about their combinations.
type machine interface {
	// cuts calls add for every character before which the machine's behaviour
	// may change: two neighbours without a cut between them act alike.
	cuts(add func(r rune))
	// class is the same for characters that the machine does not tell apart.
	class(r rune) int
	start() int32
	// step returns dead when no continuation can be accepted any more; a
	// machine that is used for its answer and not as a domain never does.
	step(state int32, r rune) int32
	// out is the machine's answer if the text ends here: 0 and 1 for a
	// predicate.
	out(state int32) uint8
}

// dead is the state that a domain leaves for good.
const dead int32 = -1

// runeClass numbers the characters of a literal; 0 is any other.
type runeClass map[rune]int

func classesOf(texts ...string) runeClass {
	c := runeClass{}
	for _, t := range texts {
		for _, r := range t {
			if _, ok := c[r]; !ok {
				c[r] = len(c) + 1
			}
		}
	}
	return c
}

func (c runeClass) cuts(add func(rune)) {
	for r := range c {
		add(r)
		add(r + 1)
	}
}

func (c runeClass) class(r rune) int { return c[r] }

// equality accepts one text.
type equality struct {
	runeClass
	text []rune
}

func newEquality(text string) machine { return &equality{classesOf(text), []rune(text)} }

func (m *equality) start() int32 { return 0 }

func (m *equality) step(s int32, r rune) int32 {
	if int(s) < len(m.text) && m.text[s] == r {
		return s + 1
	}
	return int32(len(m.text)) + 1
}

func (m *equality) out(s int32) uint8 { return bit(int(s) == len(m.text)) }

func (m *equality) settled(s int32) bool { return int(s) > len(m.text) }

func bit(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

// occurrence accepts texts in which one of some literals occurs: an
// Aho-Corasick automaton whose found state is not left.
type occurrence struct {
	runeClass
	next  []map[rune]int32
	fail  []int32
	found []bool
}

const occurred int32 = 1 << 30

func newOccurrence(literals ...string) machine {
	m := &occurrence{runeClass: classesOf(literals...), next: []map[rune]int32{{}}, fail: []int32{0}, found: []bool{false}}
	for _, l := range literals {
		var at int32
		for _, r := range l {
			to, ok := m.next[at][r]
			if !ok {
				to = int32(len(m.next))
				m.next[at][r] = to
				m.next = append(m.next, map[rune]int32{})
				m.fail = append(m.fail, 0)
				m.found = append(m.found, false)
			}
			at = to
		}
		m.found[at] = true
	}
	// Breadth first: a state's fail state is shorter and so is done before.
	queue := []int32{0}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for r, to := range m.next[at] {
			if at != 0 {
				m.fail[to] = m.walk(m.fail[at], r)
			}
			m.found[to] = m.found[to] || m.found[m.fail[to]]
			queue = append(queue, to)
		}
	}
	return m
}

func (m *occurrence) walk(at int32, r rune) int32 {
	for {
		if to, ok := m.next[at][r]; ok {
			return to
		}
		if at == 0 {
			return 0
		}
		at = m.fail[at]
	}
}

func (m *occurrence) start() int32 {
	if m.found[0] {
		return occurred
	}
	return 0
}

func (m *occurrence) step(s int32, r rune) int32 {
	if s == occurred {
		return occurred
	}
	if s = m.walk(s, r); m.found[s] {
		return occurred
	}
	return s
}

func (m *occurrence) out(s int32) uint8 { return bit(s == occurred) }

// starText accepts what a text with wildcards matches (J13). Matching does not
// go back, so the automaton is deterministic as it stands: each piece is looked
// for until its first occurrence, and behind the last one nothing may follow.
type starText struct {
	runeClass
	first  []rune
	pieces []*piece
}

// piece is a literal behind a wildcard, and its fail function.
type piece struct {
	text []rune
	fail []int
}

func newPiece(text string) *piece {
	p := &piece{text: []rune(text)}
	p.fail = make([]int, len(p.text)+1)
	for i, k := 1, 0; i < len(p.text); i++ {
		for k > 0 && p.text[i] != p.text[k] {
			k = p.fail[k]
		}
		if p.text[i] == p.text[k] {
			k++
		}
		p.fail[i+1] = k
	}
	return p
}

// The state numbers of a starText: the place in the first piece, then for each
// later piece a block of its length + 1.
const starFailed int32 = 1 << 29

// newText returns the machine of a text value, whose pieces stand between the
// wildcards.
func newText(pieces []string) machine {
	if len(pieces) == 1 {
		return newEquality(pieces[0])
	}
	m := &starText{runeClass: classesOf(pieces...), first: []rune(pieces[0])}
	for i, p := range pieces[1:] {
		// A piece without text in the middle is found at once.
		if p != "" || i == len(pieces)-2 {
			m.pieces = append(m.pieces, newPiece(p))
		}
	}
	return m
}

func (m *starText) start() int32 { return 0 }

// locate returns the piece that a state is in, -1 for the first, and the
// number of characters of it that have been seen.
func (m *starText) locate(s int32) (at, seen int) {
	if int(s) < len(m.first) {
		return -1, int(s)
	}
	s -= int32(len(m.first))
	for i, p := range m.pieces {
		if int(s) <= len(p.text) && (i == len(m.pieces)-1 || int(s) < len(p.text)) {
			return i, int(s)
		}
		s -= int32(len(p.text))
	}
	return len(m.pieces), 0
}

func (m *starText) step(s int32, r rune) int32 {
	if s == starFailed {
		return s
	}
	at, seen := m.locate(s)
	if at < 0 {
		if m.first[seen] == r {
			return s + 1
		}
		return starFailed
	}
	p := m.pieces[at]
	if len(p.text) == 0 {
		return s // a wildcard at the end takes all
	}
	if at == len(m.pieces)-1 && seen == len(p.text) {
		return starFailed // its first occurrence does not end the text
	}
	base := s - int32(seen)
	for seen > 0 && p.text[seen] != r {
		seen = p.fail[seen]
	}
	if p.text[seen] == r {
		seen++
	}
	return base + int32(seen)
}

func (m *starText) settled(s int32) bool {
	at, _ := m.locate(s)
	return s == starFailed || at >= 0 && len(m.pieces[at].text) == 0
}

func (m *starText) out(s int32) uint8 {
	if s == starFailed {
		return 0
	}
	at, seen := m.locate(s)
	return bit(at == len(m.pieces)-1 && seen == len(m.pieces[at].text))
}

// domain turns a predicate into a domain: step returns dead for a state from
// which nothing is accepted, as far as the machine itself can tell.
type domain struct{ machine }

func (d domain) step(s int32, r rune) int32 {
	s = d.machine.step(s, r)
	if h, ok := d.machine.(interface{ hopeless(int32) bool }); ok && h.hopeless(s) {
		return dead
	}
	return s
}

// settling is what reports whether the machine's answer is certain in a state,
// whatever follows; nil where none is known to be.
func settling(m machine) func(int32) bool {
	if d, ok := m.(domain); ok {
		m = d.machine
	}
	if f, ok := m.(interface{ settled(int32) bool }); ok {
		return f.settled
	}
	return nil
}

// joined is a text of pieces as a pattern writes it.
func joined(pieces []string) string { return strings.Join(pieces, "*") }
