package analyze

// budget counts steps, so that a result does not depend on the machine that
// found it.
type budget struct {
	left int
	used int
}

// DefaultSteps is how many steps a question may take. One is a character read
// in one combination of states; choosing a value takes choiceSteps.
const DefaultSteps = 4_000_000

const choiceSteps = 5

func (b *budget) spend(steps int) bool {
	b.used += steps
	b.left -= steps
	return b.left >= 0
}

// outcome is a combination of answers and the shortest text that gives it.
type outcome struct {
	outs []uint8
	text string
}

// outcomes explores the product of machines and returns every combination of
// their answers, with its shortest text. Texts that a domain, which is the
// first machine when restricted is set, does not accept are left out.
// complete is false when the budget ran out before.
func outcomes(machines []machine, restricted bool, b *budget) (found []outcome, complete bool) {
	letters := alphabet(machines)
	n := len(machines)
	type node struct {
		from int32
		by   rune
	}
	states := make([]int32, 0, 64*n)
	var nodes []node
	ids := map[string]int32{}
	known := map[string]bool{}
	key := make([]byte, 4*n)
	next := make([]int32, n)
	add := func(from int32, by rune) {
		for i, s := range next {
			key[4*i], key[4*i+1], key[4*i+2], key[4*i+3] = byte(s), byte(s>>8), byte(s>>16), byte(s>>24)
		}
		if _, ok := ids[string(key)]; ok {
			return
		}
		ids[string(key)] = int32(len(nodes))
		nodes = append(nodes, node{from, by})
		states = append(states, next...)
	}
	for i, m := range machines {
		next[i] = m.start()
	}
	add(-1, 0)
	outs := make([]uint8, n)
	for at := 0; at < len(nodes); at++ {
		if !b.spend(len(letters)) {
			return found, false
		}
		current := states[at*n : at*n+n]
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
			current = states[at*n : at*n+n] // add may have moved it
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
