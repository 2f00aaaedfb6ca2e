package filtertest

// maxDiff bounds the lines that are aligned; longer lists are compared line by
// line.
const maxDiff = 1000

// lineDiff compares two lists of lines: "  " stands before those of both, "- "
// before those wanted and "+ " before those that came. same reports whether
// there is no difference.
func lineDiff(want, got []string) (diff []string, same bool) {
	same = len(want) == len(got)
	for i := 0; same && i < len(want); i++ {
		same = want[i] == got[i]
	}
	if len(want) > maxDiff || len(got) > maxDiff {
		for i := range max(len(want), len(got)) {
			if i < len(want) && i < len(got) && want[i] == got[i] {
				continue
			}
			if i < len(want) {
				diff = append(diff, "- "+want[i])
			}
			if i < len(got) {
				diff = append(diff, "+ "+got[i])
			}
		}
		return diff, same
	}
	// common[i][j] is the length of the longest common subsequence of want[i:]
	// and got[j:].
	common := make([][]int, len(want)+1)
	for i := range common {
		common[i] = make([]int, len(got)+1)
	}
	for i := len(want) - 1; i >= 0; i-- {
		for j := len(got) - 1; j >= 0; j-- {
			if want[i] == got[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(want) || j < len(got) {
		switch {
		case i < len(want) && j < len(got) && want[i] == got[j]:
			diff = append(diff, "  "+want[i])
			i, j = i+1, j+1
		case i < len(want) && (j == len(got) || common[i+1][j] >= common[i][j+1]):
			diff = append(diff, "- "+want[i])
			i++
		default:
			diff = append(diff, "+ "+got[j])
			j++
		}
	}
	return diff, same
}
