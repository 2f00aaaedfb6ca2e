package live

import (
	"path"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/source"
)

// findMissing marks the pages whose next page is in no file. The next page is
// the next of its sort in the file, or the first in the file that is named as
// the next one: page-2.json after page-1.json.
func findMissing(files []*source.File) {
	waiting := map[string][]*source.Listing{} // for a next page, by series of files and sort
	ordered := slices.Clone(files)
	slices.SortStableFunc(ordered, func(a, b *source.File) int { return source.CompareNaturally(a.Name, b.Name) })
	for _, f := range ordered {
		for _, l := range f.Listings {
			key := series(f.Name) + " " + l.Member
			if i := slices.IndexFunc(waiting[key], l.SamePlace); i >= 0 {
				waiting[key][i].Missing = false
				waiting[key] = slices.Delete(waiting[key], i, i+1)
			}
			if l.More {
				l.Missing = true
				waiting[key] = append(waiting[key], l)
			}
		}
	}
}

// series is the name of a file with its numbers left out, but for those of its
// Region and account: files of one series may hold pages of one answer.
func series(name string) string {
	account, region := pathTells(name)
	digits := func(r rune) rune {
		if '0' <= r && r <= '9' {
			return -1
		}
		return r
	}
	return path.Dir(name) + " " + account + " " + region + " " + strings.Map(digits, path.Base(name))
}

// number are the digits that a text starts with.
func number(s string) string {
	return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
}
