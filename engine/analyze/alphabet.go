package analyze

import "slices"

func sortRunes(r []rune) { slices.Sort(r) }

// pleasant are the characters that stand for a class of characters in the
// order of preference: a witness should be easy to read.
const pleasant = "xyzabcdefghijklmnopqrstuvwABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-./:=,;@#+~*?!|&^$%<>(){}[]'`\"\\\t\n\réα"

// alphabet returns one character for each class of characters that some of
// the machines tell apart. The characters come in the order of pleasant, so
// that of several witnesses of one length the same one is found each time.
func alphabet(machines []machine) []rune {
	boundaries := map[rune]bool{0: true, 0xE000: true}
	for _, m := range machines {
		m.cuts(func(r rune) { boundaries[r] = true })
	}
	candidates := []rune(pleasant)
	var starts []rune
	for r := range boundaries {
		starts = append(starts, r)
	}
	slices.Sort(starts)
	candidates = append(candidates, starts...)
	seen := map[string]bool{}
	var out []rune
	var key []byte
	for _, r := range candidates {
		if !valid(r) {
			continue
		}
		key = key[:0]
		for _, m := range machines {
			c := m.class(r)
			key = append(key, byte(c), byte(c>>8), byte(c>>16))
		}
		if !seen[string(key)] {
			seen[string(key)] = true
			out = append(out, r)
		}
	}
	return out
}
