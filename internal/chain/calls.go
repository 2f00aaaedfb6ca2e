package chain

import (
	"path"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/estate"
)

// declaration is where a resource stands, be it deployed by a call of its module or
// not: the folder, and the address in it without an index.
type declaration struct{ folder, address string }

func declarationOf(l estate.Located) declaration {
	r := l.Resource
	folder := r.Module
	if !r.Called {
		folder = path.Dir(l.File.Name)
	}
	address := r.Address[max(strings.LastIndex(r.Address, r.Type+"."), 0):]
	address, _, _ = strings.Cut(address, "[")
	return declaration{folder, address}
}

// unindexed is an address without the keys of instances.
func unindexed(address string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(address, "[")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		end := "]"
		if strings.HasPrefix(rest, `"`) {
			end = `"]`
		}
		_, address, _ = strings.Cut(rest, end)
	}
}

// byCall follows what files declare. What a module on its own leaves undecided is
// followed with each call of it, which gives values to its variables: where one of them
// is decided they stand for it. What is in modules that are not among the files is
// followed with each call, too.
func byCall[D, R any](list []D, located func(D) estate.Located, follow func(D) R, whole func(R) Verdict) []R {
	inner := map[declaration]bool{} // with the address in a module that is called itself
	calls, own := map[declaration][]D{}, map[declaration]bool{}
	for _, d := range list {
		l := located(d)
		if !l.Resource.Called {
			own[declarationOf(l)] = true
			continue
		}
		for address := unindexed(l.Resource.Address); ; {
			_, rest, nested := strings.Cut(address, ".module.")
			if !nested {
				break
			}
			address = "module." + rest
			inner[declaration{l.Resource.Module, address}] = true
		}
	}
	for _, d := range list {
		if r := located(d).Resource; r.Called && !inner[declaration{r.Module, unindexed(r.Address)}] {
			at := declarationOf(located(d))
			calls[at] = append(calls[at], d)
		}
	}
	var out []R
	for _, d := range list {
		at := declarationOf(located(d))
		if located(d).Resource.Called {
			if !own[at] {
				for _, c := range calls[at] {
					out = append(out, follow(c))
				}
				delete(calls, at)
			}
			continue
		}
		one := follow(d)
		if whole(one) == Undecided && len(calls[at]) > 0 {
			decided := false
			var instances []R
			for _, c := range calls[at] {
				instance := follow(c)
				decided = decided || whole(instance) != Undecided
				instances = append(instances, instance)
			}
			delete(calls, at)
			if decided {
				out = append(out, instances...)
				continue
			}
		}
		out = append(out, one)
	}
	return out
}

// asCalled are publications without those of modules on their own that are called: they
// are deployed by the calls.
func asCalled(list []estate.Publication) []estate.Publication {
	called := map[declaration]bool{}
	for _, p := range list {
		if p.Resource.Called {
			called[declarationOf(p.Located)] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(list), func(p estate.Publication) bool {
		return !p.Resource.Called && called[declarationOf(p.Located)]
	})
}
