// Package sample is changed by the test of mutate. Its names tell whether its
// tests should notice a change.
package sample

import "strings"

// Tested has every kind of change in it, and tests of all it does.
func Tested(words []string, limit int) (sum int, found bool) {
	for i := 0; i < len(words); i++ {
		if words[i] == "" || words[i] == "-" {
			continue
		}
		if words[i] == "end" {
			break
		}
		if len(words[i]) > limit && strings.Contains(words[i], "long") {
			found = true
		}
		sum++
		sum += max(len(words[i]), 2) - 1
	}
	return sum, found
}

func Is(s string) bool { return strings.HasPrefix(s, "is") }

func Untested(n int) int {
	if n > 1 {
		n--
	}
	return n + 1
}

// table shows a change that does not compile: an array's size is not negative.
var table = [len("") + 1]int{}

func Size() int { return len(table) }
