package lint

import "fmt"

// maxRepeats is how many elements of one list, or members of one object, are
// told one by one to be wrong in the same way.
const maxRepeats = 10

// fewer keeps the first of the findings that say the same of the elements of one
// list, or the members of one object; the last of those says how many more there
// are.
func fewer(found []located) []located {
	if len(found) <= maxRepeats {
		return found
	}
	seen := map[string]int{}
	last := map[string]int{} // in kept
	var kept []located
	for _, f := range found {
		if len(f.Path) == 0 {
			kept = append(kept, f)
			continue
		}
		// Of entries in the elements of a list, too, those of all are counted.
		key := f.Code
		for _, step := range f.Path[:len(f.Path)-1] {
			key += "." + step.Name
		}
		if seen[key]++; seen[key] <= maxRepeats {
			last[key] = len(kept)
			kept = append(kept, f)
		}
	}
	for key, n := range seen {
		if more := n - maxRepeats; more > 0 {
			f := &kept[last[key]]
			f.Reason += fmt.Sprintf(" %d more have the same fault.", more)
		}
	}
	return kept
}
