package analyze

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/budget"
)

// textPool finds texts that give wanted answers to questions, of which there are
// too many for all combinations of their answers. It remembers what it found.
type textPool struct {
	machines []machine
	literals []string // of a question: its text with stars, "" for others
	known    []knownText
	apart    map[[2]int]Answer // of two wanted answers: whether no text gives both
}

// knownText is a text and each machine's answer to it.
type knownText struct {
	text string
	outs []uint8
}

// add remembers a text.
func (t *textPool) add(text string, b *budget.Budget) *knownText {
	k := knownText{text: text}
	for _, m := range t.machines {
		b.Spend(len(text) + 1)
		k.outs = append(k.outs, out(m, text))
	}
	t.known = append(t.known, k)
	return &t.known[len(t.known)-1]
}

// out runs a machine over a text.
func out(m machine, text string) uint8 {
	s := m.start()
	for _, r := range text {
		s = m.step(s, r)
	}
	return m.out(s)
}

// meets reports whether the answers are those that are wanted.
func meets(outs []uint8, want []truth) bool {
	for i, w := range want {
		if w != open && (outs[i] == 1) != (w == yes) {
			return false
		}
	}
	return true
}

// find returns a text that gives the wanted answers. When there is none and
// the budget is not used up, no text gives them.
func (t *textPool) find(want []truth, b *budget.Budget) (text string, found bool) {
	charge(t.machines, b)
	if k := t.remembered(want, b); k != nil {
		return k.text, true
	}
	for i, w := range want {
		if text, ok := t.exact(i); ok && w == yes {
			k := t.add(text, b)
			return text, meets(k.outs, want)
		}
	}
	for _, guess := range t.guesses(want) {
		if k := t.add(guess, b); meets(k.outs, want) {
			return guess, true
		}
	}
	var machines []machine
	var allowed []uint8
	for i, w := range want {
		if w == open {
			continue
		}
		if t.excluded(want, i, b) {
			return "", false
		}
		machines, allowed = append(machines, t.machines[i]), append(allowed, allowedBy(w))
	}
	if text, found = textWith(machines, allowed, b); found {
		t.add(text, b)
	}
	return text, found
}

// remembered is a text that is known to give the wanted answers.
func (t *textPool) remembered(want []truth, b *budget.Budget) *knownText {
	b.Spend(len(t.known) + 1)
	for i := range t.known {
		if meets(t.known[i].outs, want) {
			return &t.known[i]
		}
	}
	return nil
}

// guesses are texts made of what is to occur, without and with something
// between.
func (t *textPool) guesses(want []truth) []string {
	var all []string
	for i, w := range want {
		if w == yes && t.literals[i] != "" {
			all = append(all, t.literals[i])
		}
	}
	if len(all) == 0 {
		return []string{"", "\uE000"}
	}
	// Those that a text may start with come first.
	slices.SortStableFunc(all, func(a, b string) int { return mixOrder(a) - mixOrder(b) })
	for i := range all {
		all[i] = withoutStars(all[i])
	}
	return slices.Compact([]string{strings.Join(all, "\uE000"), strings.Join(all, ""), all[0]})
}

// excluded reports whether the answer that is wanted of one machine goes
// together with none of another's.
func (t *textPool) excluded(want []truth, i int, b *budget.Budget) bool {
	for j, w := range want {
		if j == i || w == open {
			continue
		}
		first, second := i, j
		if first > second {
			first, second = j, i
		}
		key := [2]int{2*first + int(want[first]-yes), 2*second + int(want[second]-yes)}
		a, ok := t.apart[key]
		if !ok {
			a = t.exclude(first, second, want, b)
			if t.apart == nil {
				t.apart = map[[2]int]Answer{}
			}
			t.apart[key] = a
		}
		if a == Yes {
			return true
		}
	}
	return false
}

func (t *textPool) exclude(i, j int, want []truth, b *budget.Budget) Answer {
	b.Spend(len(t.known) + 1)
	for _, k := range t.known {
		if (k.outs[i] == 1) == (want[i] == yes) && (k.outs[j] == 1) == (want[j] == yes) {
			return No
		}
	}
	for _, pair := range [][2]int{{i, j}, {j, i}} {
		if text, ok := t.exact(pair[0]); ok && want[pair[0]] == yes {
			b.Spend(len(text))
			if (out(t.machines[pair[1]], text) == 1) == (want[pair[1]] == yes) {
				return No
			}
			return Yes
		}
	}
	_, found := textWith([]machine{t.machines[i], t.machines[j]}, []uint8{allowedBy(want[i]), allowedBy(want[j])}, b)
	switch {
	case found:
		return No
	case b.Err() != nil:
		return Unknown
	}
	return Yes
}

// exact is the one text to which a machine says yes, if there is just one.
func (t *textPool) exact(i int) (text string, ok bool) {
	m, ok := t.machines[i].(*equality)
	if !ok {
		return "", false
	}
	return string(m.text), true
}

// allowedBy is the set of answers that a wanted one allows, a bit each.
func allowedBy(w truth) uint8 {
	if w == yes {
		return 1 << 1
	}
	return 1 << 0
}

// textWith looks for a text to which each machine gives one of its allowed
// answers. Where most machines give theirs it looks first, so that what is
// found need not be the shortest. When none is found and the budget is not
// used up, there is none.
func textWith(machines []machine, allowed []uint8, b *budget.Budget) (text string, found bool) {
	n := len(machines)
	charge(machines, b)
	letters := alphabet(machines)
	if !b.Spend(len(letters) * (n + 1)) {
		return "", false
	}
	type node struct {
		from int32
		by   rune
	}
	var nodes []node
	known := newTuples(n)
	queues := make([][]int32, n+1) // by how many machines do not give theirs
	settled := make([]func(int32) bool, n)
	for i, m := range machines {
		settled[i] = settling(m)
	}
	add := func(from int32, by rune, states []int32) (done bool) {
		missing := 0
		for i, s := range states {
			if allowed[i]&(1<<machines[i].out(s)) != 0 {
				continue
			}
			if missing++; settled[i] != nil && settled[i](s) {
				return false
			}
		}
		if !known.add(states) {
			return false
		}
		b.Spend(4*n + 48) // for what is remembered
		queues[missing] = append(queues[missing], int32(len(nodes)))
		nodes = append(nodes, node{from, by})
		return missing == 0
	}
	write := func(at int32) string {
		var text []rune
		for ; nodes[at].from >= 0; at = nodes[at].from {
			text = append(text, nodes[at].by)
		}
		slices.Reverse(text)
		return string(text)
	}
	next := make([]int32, n)
	for i, m := range machines {
		next[i] = m.start()
	}
	if add(-1, 0, next) {
		return "", true
	}
	for at := 0; at <= n; {
		if len(queues[at]) == 0 {
			at++
			continue
		}
		from := queues[at][0]
		queues[at] = queues[at][1:]
		if !b.Spend(len(letters) * (2*n + 8)) {
			return "", false
		}
	letter:
		for _, r := range letters {
			current := known.at(from) // add may have moved it
			for i, m := range machines {
				if next[i] = m.step(current[i], r); next[i] == dead {
					continue letter
				}
			}
			if add(from, r, next) {
				return write(int32(len(nodes) - 1)), true
			}
		}
		at = 0
	}
	return "", false
}

// mixOrder sorts texts with stars by where in a text they can stand.
func mixOrder(text string) int {
	switch {
	case text[0] != '*':
		return 0
	case text[len(text)-1] == '*':
		return 1
	}
	return 2
}

func withoutStars(text string) string { return strings.ReplaceAll(text, "*", "") }
