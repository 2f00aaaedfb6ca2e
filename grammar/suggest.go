package grammar

import "strings"

// closest returns the word that text was probably meant to be, whatever the
// case, or "" when none is near.
func closest(text string, words ...string) string {
	best, bestDistance := "", 3
	for _, w := range words {
		limit := min(2, (len(w)+1)/2)
		if d := distance(strings.ToUpper(text), w); d <= limit && d < bestDistance {
			best, bestDistance = w, d
		}
	}
	return best
}

// distance is the edit distance with swapped neighbours counted once.
func distance(a, b string) int {
	if len(a) > 2*len(b)+2 {
		return len(a)
	}
	two, one, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range one {
		one[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(row[j-1]+1, one[j]+1, one[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], two[j-2]+1)
			}
		}
		two, one, row = one, row, two
	}
	return one[len(b)]
}
