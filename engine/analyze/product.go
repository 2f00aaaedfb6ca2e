package analyze

import "github.com/logsieve/logsieve/engine/budget"

// DefaultSteps is how many steps a question may take.
const DefaultSteps = budget.Question

// charge has the machines that do more than a little work in a step pay for it.
func charge(machines []machine, b *budget.Budget) {
	for _, m := range machines {
		if d, ok := m.(domain); ok {
			m = d.machine
		}
		if r, ok := m.(*regexMachine); ok {
			r.work = b
		}
	}
}

// outcome is a combination of answers and the shortest text that gives it.
type outcome struct {
	outs []uint8
	text string
}

// outcomes explores the product of machines and returns every combination of
// their answers, with its shortest text. Texts that a domain, which is the
// first machine when restricted is set, does not accept are left out.
// complete is false when the budget ran out before, or there are more
// combinations than most.
func outcomes(machines []machine, restricted bool, most int, b *budget.Budget) (found []outcome, complete bool) {
	letters := alphabet(machines)
	n := len(machines)
	charge(machines, b)
	type node struct {
		from int32
		by   rune
	}
	var nodes []node
	states := newTuples(n)
	known := map[string]bool{}
	next := make([]int32, n)
	add := func(from int32, by rune) {
		if states.add(next) {
			b.Spend(2*n + 24) // for what is remembered
			nodes = append(nodes, node{from, by})
		}
	}
	for i, m := range machines {
		next[i] = m.start()
	}
	add(-1, 0)
	outs := make([]uint8, n)
	for at := 0; at < len(nodes); at++ {
		if !b.Spend(len(letters)*(2*n+8)) || len(found) > most {
			return found, false
		}
		current := states.at(int32(at))
		for i, m := range machines {
			outs[i] = m.out(current[i])
		}
		if (!restricted || outs[0] == 1) && !known[string(outs)] {
			known[string(outs)] = true
			var text []rune
			for i := int32(at); nodes[i].from >= 0; i = nodes[i].from {
				text = append(text, nodes[i].by)
			}
			for i, j := 0, len(text)-1; i < j; i, j = i+1, j-1 {
				text[i], text[j] = text[j], text[i]
			}
			found = append(found, outcome{append([]uint8(nil), outs...), string(text)})
		}
	letter:
		for _, r := range letters {
			current = states.at(int32(at)) // add may have moved it
			for i, m := range machines {
				if next[i] = m.step(current[i], r); next[i] == dead {
					continue letter
				}
			}
			add(int32(at), r)
		}
	}
	return found, true
}
