// Package suggest finds the name that a misspelt one was meant to be.
package suggest

import "strings"

// Closest is the candidate that name was most likely meant to be, "" when none
// is near: the same but for case, _ and -, or few letters away.
func Closest(name string, candidates []string) string {
	plain := squash(name)
	best, distance := "", max(1, len(name)/4)+1
	for _, c := range candidates {
		if squash(c) == plain {
			return c
		}
		if d := editDistance(plain, squash(c), distance); d < distance {
			best, distance = c, d
		}
	}
	return best
}

// shortest is how long a word has to be for another letter to be a slip.
const shortest = 4

// OneApart reports whether two words differ, but only in case, - and _, or in
// one letter more, less, other or swapped with its neighbour.
func OneApart(a, b string) bool {
	switch squashed := squash(a); {
	case a == b:
		return false
	case squashed != "" && squashed == squash(b):
		return true
	}
	return min(len(a), len(b)) >= shortest && OneEdit(a, b)
}

// Same reports whether two words differ in case, - and _ at most.
func Same(a, b string) bool { return squash(a) == squash(b) }

// OneEdit reports whether two words differ in one letter more, less, other or
// swapped with its neighbour.
func OneEdit(a, b string) bool { return editDistance(a, b, 2) == 1 }

// squash takes away what only spelling conventions add.
func squash(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
}

// editDistance counts the insertions, deletions, replacements and swaps of
// neighbours that turn a into b; it may stop counting at limit.
func editDistance(a, b string, limit int) int {
	if d := len(a) - len(b); d >= limit || -d >= limit {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(row[j-1]+1, last[j]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
