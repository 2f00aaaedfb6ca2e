package filtertest

import "github.com/logsieve/logsieve/internal/project"

// Judged is what the tests that ran are about: filters and alarms, each once, and
// the files that hold them.
func (r *Report) Judged() project.Judged {
	var j project.Judged
	seen, files := map[string]bool{}, map[string]bool{}
	first := func(key, file string) bool {
		if seen[key] {
			return false
		}
		seen[key], files[file] = true, true
		return true
	}
	for _, res := range r.Results {
		f := res.test.Filter
		if first(f.Key, f.file) {
			switch {
			case f.operation == "PutSubscriptionFilter":
				j.SubscriptionFilters++
			case f.operation == "PutMetricFilter", f.publishes:
				j.MetricFilters++
			default:
				j.Patterns++
			}
		}
		for _, a := range res.test.alarms {
			if first(a.key, a.file) {
				j.Alarms++
			}
		}
	}
	j.Files = len(files)
	return j
}
