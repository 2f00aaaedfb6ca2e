package analyze

// The modes of a line that is being written (S1).
const (
	modeGap       = iota // before a value, or at the end
	modeClosed           // directly behind a value's closing delimiter
	modeBare             // in a value without delimiters
	modeQuoted           // between quotes
	modeBracketed        // between brackets
)

// Flags of what the rest of a line may not hold: an opening delimiter that is
// never closed is an ordinary character.
const (
	noQuote = 1 << iota
	noBracket
)

// writer writes the lines of one layout.
type writer struct {
	*lineProblem
	*layout
	result *lineResult

	letters []rune
	quotes  bool // some machine tells delimiters from other characters
	nodes   []lineNode
	ids     map[string]int32
	key     []byte
}

// lineNode is a line so far.
type lineNode struct {
	from int32
	by   rune // 0 for a step that writes nothing

	slot   int16
	mode   uint8
	flags  uint8
	alive  [2]bool // whether a side may still match
	unsure bool
	spare  bool // a value that no field looks at has been written
	// states are those of the line's machines, then those of each rest, then
	// those of the value that is being written.
	states []int32
}

// delimiters tells the characters apart that split a line.
type delimiters struct{}

func (delimiters) cuts(add func(rune)) {
	for _, r := range "\"[] \t" {
		add(r)
		add(r + 1)
	}
}

func (delimiters) class(r rune) int {
	switch r {
	case '"':
		return 1
	case '[':
		return 2
	case ']':
		return 3
	case ' ', '\t':
		return 4
	}
	return 0
}

func (delimiters) start() int32               { return 0 }
func (delimiters) step(s int32, _ rune) int32 { return s }
func (delimiters) out(int32) uint8            { return 0 }

// write explores the lines of a layout, shortest first.
func (p *lineProblem) write(l *layout, r *lineResult) error {
	w := &writer{lineProblem: p, layout: l, result: r, ids: map[string]int32{}}
	machines := append([]machine(nil), p.line...)
	for _, s := range l.slots {
		machines = append(machines, s.machines...)
	}
	for _, s := range l.rests {
		machines = append(machines, s.values.machines...)
	}
	charge(machines, p.budget)
	w.quotes = tells(machines)
	w.letters = alphabet(append(machines, delimiters{}))
	if !l.counts[0] && !l.counts[1] && r.lines[0][0] != nil {
		return nil
	}
	first := lineNode{from: -1, alive: l.counts}
	for _, m := range p.line {
		first.states = append(first.states, m.start())
	}
	for _, s := range l.rests {
		for range s.values.machines {
			first.states = append(first.states, 0)
		}
	}
	w.add(first)
	for at := 0; at < len(w.nodes) && !p.stop(r); at++ {
		if !p.budget.Spend(len(w.letters) * (len(w.nodes[at].states) + 16)) {
			r.gaps = true
			return nil
		}
		w.visit(int32(at))
	}
	return nil
}

// tells reports whether some machine tells quotes and brackets from the
// characters that it tells least about.
func tells(machines []machine) bool {
	for _, m := range machines {
		for _, r := range "\"[]" {
			if m.class(r) != m.class('\uE000') {
				return true
			}
		}
	}
	return false
}

// add notes a line unless one that goes on alike is known.
func (w *writer) add(n lineNode) {
	if have := w.result.lines[0][0]; !n.alive[0] && !n.alive[1] && have != nil && !have.unsure {
		return
	}
	for side := range n.alive {
		if !n.alive[side] {
			w.still(&n, side)
		}
	}
	w.key = w.key[:0]
	w.key = append(w.key, byte(n.slot), byte(n.slot>>8), n.mode, n.flags,
		bit(n.alive[0])|bit(n.alive[1])<<1|bit(n.unsure)<<2|bit(n.spare)<<3|bit(n.from < 0)<<4)
	for _, s := range n.states {
		w.key = append(w.key, byte(s), byte(s>>8), byte(s>>16), byte(s>>24))
	}
	if _, ok := w.ids[string(w.key)]; ok {
		return
	}
	w.budget.Spend(len(n.states) + 24) // for what is remembered
	w.ids[string(w.key)] = int32(len(w.nodes))
	w.nodes = append(w.nodes, n)
}

// still forgets the states of machines that only a pattern looks at that
// cannot match any more.
func (w *writer) still(n *lineNode, side int) {
	at := len(w.line)
	for _, r := range w.rests {
		k := len(r.values.machines)
		if r.values.tests[0].side == side {
			clear(n.states[at : at+k])
		}
		at += k
	}
}

func (w *writer) visit(at int32) {
	n := w.nodes[at]
	if n.mode == modeGap || n.mode == modeClosed || n.mode == modeBare {
		w.end(at, n)
	}
	for _, r := range w.letters {
		if r == '"' && n.flags&noQuote != 0 || r == ']' && n.flags&noBracket != 0 {
			continue
		}
		w.write(at, n, r)
	}
}

// write adds a character to a line.
func (w *writer) write(at int32, n lineNode, r rune) {
	blank := r == ' ' || r == '\t'
	switch n.mode {
	case modeGap, modeClosed:
		if blank {
			next := w.step(at, n, r, false, n.slot-1)
			next.mode = modeGap
			w.add(next)
			return
		}
		w.begin(at, n, r)
	case modeBare:
		if !blank {
			w.add(w.step(at, n, r, true, n.slot))
			return
		}
		for _, done := range w.finish(n) {
			next := w.step(at, done, r, false, done.slot-1)
			next.mode = modeGap
			w.add(next)
		}
	case modeQuoted, modeBracketed:
		closing := '"'
		if n.mode == modeBracketed {
			closing = ']'
		}
		if r != closing {
			w.add(w.step(at, n, r, true, n.slot))
			return
		}
		for _, done := range w.finish(n) {
			next := w.step(at, done, r, false, done.slot-1)
			next.mode = modeClosed
			w.add(next)
		}
	}
}

// begin starts a value with its first character.
func (w *writer) begin(at int32, n lineNode, r rune) {
	if int(n.slot) >= len(w.slots) && !w.spareSlot(n) {
		return
	}
	n = w.enter(n)
	switch {
	case r == '"' || r == '[' && w.quotes:
		inside, without := uint8(modeQuoted), uint8(noQuote)
		if r == '[' {
			inside, without = modeBracketed, noBracket
		}
		next := w.step(at, n, r, false, n.slot)
		next.mode = inside
		w.add(next)
		if w.quotes { // an ordinary character, as nothing will close it
			next = w.step(at, n, r, true, n.slot)
			next.mode = modeBare
			next.flags |= without
			w.add(next)
		}
	case r == '[':
		return
	default:
		next := w.step(at, n, r, true, n.slot)
		next.mode = modeBare
		w.add(next)
	}
}

// spareSlot reports whether the next value is one that no field looks at.
func (w *writer) spareSlot(n lineNode) bool { return w.spare == int(n.slot) && !n.spare }

// enter starts the machines of the next value, and those of the rests that
// begin there.
func (w *writer) enter(n lineNode) lineNode {
	n.states = append([]int32(nil), n.states...)
	if !w.spareSlot(n) {
		for _, m := range w.slots[n.slot].machines {
			n.states = append(n.states, m.start())
		}
	}
	at := len(w.line)
	for _, r := range w.rests {
		for i, m := range r.values.machines {
			if r.slot == int(n.slot) {
				n.states[at+i] = m.start()
			}
		}
		at += len(r.values.machines)
	}
	return n
}

// step feeds a character to the line's machines, to those of the rests that
// have begun by the given slot and, where it belongs to the value, to the
// value's.
func (w *writer) step(at int32, n lineNode, r rune, value bool, begun int16) lineNode {
	next := n
	next.from, next.by = at, r
	next.states = append([]int32(nil), n.states...)
	i := 0
	for _, m := range w.line {
		next.states[i] = m.step(next.states[i], r)
		i++
	}
	for _, s := range w.rests {
		for _, m := range s.values.machines {
			if s.slot <= int(begun) && n.alive[s.values.tests[0].side] {
				next.states[i] = m.step(next.states[i], r)
			}
			i++
		}
		s.values.settle(next.states[i-len(s.values.machines) : i])
	}
	if value && i < len(next.states) {
		set := w.slots[n.slot]
		states := next.states[i:]
		for j, m := range set.machines {
			states[j] = m.step(states[j], r)
		}
		set.settle(states)
	}
	return next
}

// fixed is how many states there are between values.
func (w *writer) fixed() int {
	n := len(w.line)
	for _, r := range w.rests {
		n += len(r.values.machines)
	}
	return n
}

// finish evaluates the value that ends, and returns the ways to go on.
func (w *writer) finish(n lineNode) []lineNode {
	fixed := w.fixed()
	if w.spareSlot(n) {
		n.states = n.states[:fixed:fixed]
		more, last := n, n
		last.spare = true
		return []lineNode{more, last}
	}
	set := w.slots[n.slot]
	states := n.states[fixed:]
	n.states = n.states[:fixed:fixed]
	n.slot++
	var out []lineNode
	w.judge(set, states, n, func(next lineNode) { out = append(out, next) })
	return out
}

// judge evaluates what fields ask of a value.
func (w *writer) judge(set *valueSet, states []int32, n lineNode, found func(lineNode)) {
	outs := func(m int) uint8 { return set.machines[m].out(states[m]) }
	regions, power := 1, false
	if set.power >= 0 && outs(set.power) == 1 {
		if !set.texts && len(w.line)+len(w.rests) == 0 {
			return // a number without an exponent says the same
		}
		regions, power = set.regions(), true
	}
	for r := range regions {
		if power && !set.possible(region(r), outs) {
			continue
		}
		good := set.verdicts(outs, region(r))
		next := n
		next.unsure = n.unsure || regions > 1
		for side := range good {
			next.alive[side] = n.alive[side] && good[side]
		}
		found(next)
	}
}

// end notes a line that may end where it is.
func (w *writer) end(at int32, n lineNode) {
	if at == 0 {
		return // an event has a character
	}
	ends := []lineNode{n}
	if n.mode == modeBare {
		ends = w.finish(n)
	}
	for _, e := range ends {
		if int(e.slot) == len(w.slots) && (w.spare < 0 || e.spare) {
			w.close(at, e)
		}
	}
}

// close evaluates the rests and the terms of a whole line.
func (w *writer) close(at int32, n lineNode) {
	nodes := []lineNode{n}
	i := len(w.line)
	for _, r := range w.rests {
		k := len(r.values.machines)
		var next []lineNode
		for _, e := range nodes {
			if !e.alive[r.values.tests[0].side] {
				next = append(next, e)
				continue
			}
			w.judge(r.values, e.states[i:i+k], e, func(n lineNode) { next = append(next, n) })
		}
		nodes = next
		i += k
	}
	facts := make([]truth, len(w.line))
	for j, m := range w.line {
		facts[j] = truthOf(m.out(n.states[j]) == 1)
	}
	for _, e := range nodes {
		for side, s := range w.sides {
			if s.terms != nil && s.terms.eval(facts) != yes {
				e.alive[side] = false
			}
		}
		have := w.result.lines[bit(e.alive[0])][bit(e.alive[1])]
		if have == nil || have.unsure && !e.unsure {
			w.result.add(e.alive[0], e.alive[1], w.text(at), e.unsure)
		}
	}
}

// text is the line that leads to a node.
func (w *writer) text(at int32) string {
	var text []rune
	for i := at; w.nodes[i].from >= 0; i = w.nodes[i].from {
		text = append(text, w.nodes[i].by)
	}
	for i, j := 0, len(text)-1; i < j; i, j = i+1, j-1 {
		text[i], text[j] = text[j], text[i]
	}
	return string(text)
}
