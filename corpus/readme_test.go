package corpus_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The README says of how many cases there are more than. New cases must not
// make it wrong each time, and it must not lag far behind.
func TestReadmeCountsCases(t *testing.T) {
	total, recorded := 0, 0
	eachCase(t, func(_ string, c testCase) {
		total++
		if c.Evidence == "recorded" {
			recorded++
		}
	})
	page, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	said := regexp.MustCompile(`more than\s+([0-9,]+)\s+cases,\s+more\s+than\s+([0-9,]+)\s+of\s+them\s+recorded`).FindStringSubmatch(string(page))
	if said == nil {
		t.Fatal("README.md does not say how many cases there are")
	}
	for i, n := range []int{total, recorded} {
		floor, err := strconv.Atoi(strings.ReplaceAll(said[i+1], ",", ""))
		if err != nil {
			t.Fatal(err)
		}
		if n <= floor || n > floor+floor/10 {
			t.Errorf("README.md says more than %d, and there are %d", floor, n)
		}
	}
}
