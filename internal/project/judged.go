package project

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/filekind"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
	"github.com/logsieve/logsieve/internal/source/terraform"
)

// Judged is how much of what a run looked at holds something to judge. Each
// instance of a resource counts.
type Judged struct {
	Files               int `json:"files"` // with something to judge
	MetricFilters       int `json:"metricFilters"`
	SubscriptionFilters int `json:"subscriptionFilters"`
	Alarms              int `json:"alarms"`
	LogGroups           int `json:"logGroups"`
	Patterns            int `json:"patterns"`      // whose filter is not known, or which search: of lists, programs, tests, FilterLogEvents
	OtherRequests       int `json:"otherRequests"` // policies, destinations and the like
	// MoreInstances are resources as a call of their module or a file of values
	// makes them: they stand in files of their own.
	MoreInstances int `json:"moreInstances"`
}

// NotJudged is a file of which nothing was judged.
type NotJudged struct {
	File   string `json:"file"`
	Reason string `json:"reason"`

	told     bool
	unlikely bool // nothing of ours could have been in it
	tooLarge bool
}

// Told reports whether the run says so anyway: by a finding, or as an error.
func (n NotJudged) Told() bool { return n.told }

// TooLarge reports whether the file may hold something of ours, and was not read
// for its size.
func (n NotJudged) TooLarge() bool { return n.tooLarge }

// Scoped is what a run has judged and what not.
type Scoped struct {
	Judged    Judged      `json:"judged"`
	NotJudged []NotJudged `json:"notJudged"` // by file
}

// LeaveOut leaves out the files of which nobody would have expected that they are
// judged by themselves, unless they were named: what cannot hold anything of ours,
// and Terraform files beside those with resources, which are read with them.
func (s *Scoped) LeaveOut(files []*source.File, named []string) {
	modules := map[string]bool{}
	for _, f := range files {
		if f.Format == source.Terraform && len(f.Resources) > 0 {
			modules[path.Dir(f.Name)] = true
		}
	}
	s.NotJudged = slices.DeleteFunc(s.NotJudged, func(one NotJudged) bool {
		beside := !one.told && source.Terraform.Called(strings.ToLower(path.Base(one.File))) && modules[path.Dir(one.File)]
		return (one.unlikely || beside) && !slices.Contains(named, one.File)
	})
}

// Sort sorts the files that were not judged.
func (s *Scoped) Sort() {
	slices.SortFunc(s.NotJudged, func(a, b NotJudged) int { return cmp.Compare(a.File, b.File) })
}

// Listed is the scope with a list, empty or not, for JSON.
func (s Scoped) Listed() Scoped {
	if s.NotJudged == nil {
		s.NotJudged = []NotJudged{}
	}
	return s
}

// String is "12 metric filters, 2 alarms in 9 files; 5 files hold nothing to judge".
func (s Scoped) String() string {
	n := 0
	for _, one := range s.NotJudged {
		// What a file of values holds is judged where it is used.
		if !one.told && !one.tooLarge && !terraform.IsValuesFile(one.File) {
			n++
		}
	}
	switch n {
	case 0:
		return s.Judged.String()
	case 1:
		return s.Judged.String() + "; 1 file holds nothing to judge"
	}
	return fmt.Sprintf("%s; %d files hold nothing to judge", s.Judged, n)
}

// Count counts what files hold.
func Count(files []*source.File) Judged {
	var j Judged
	for _, f := range files {
		if len(f.Resources) > 0 {
			j.Files++
		}
		created := map[string]bool{}
		for _, r := range f.Resources {
			switch {
			case r.Called:
				j.MoreInstances++
			case f.Format.OnlyPatterns, r.Operation.Name == "TestMetricFilter", r.Operation.Name == "FilterLogEvents", r.Operation.Name == "StartLiveTail":
				j.Patterns++
			case r.Operation.Name == "PutMetricFilter":
				j.MetricFilters++
			case r.Operation.Name == "PutSubscriptionFilter":
				j.SubscriptionFilters++
			case r.Operation.Name == "PutMetricAlarm":
				j.Alarms++
			case r.Operation.Name == "CreateLogGroup":
				j.LogGroups++
				created[r.Address] = true
			case created[r.Address]: // the retention of a log group
			default:
				j.OtherRequests++
			}
		}
	}
	return j
}

// String is "12 metric filters, 2 alarms in 9 files", without what is not there.
func (j Judged) String() string {
	if j.Files == 0 {
		return "nothing to judge"
	}
	var parts []string
	add := func(n int, one, many string) {
		if n == 1 {
			parts = append(parts, "1 "+one)
		} else if n > 1 {
			parts = append(parts, fmt.Sprintf("%d %s", n, many))
		}
	}
	add(j.MetricFilters, "metric filter", "metric filters")
	add(j.SubscriptionFilters, "subscription filter", "subscription filters")
	add(j.Alarms, "alarm", "alarms")
	add(j.LogGroups, "log group", "log groups")
	add(j.Patterns, "pattern", "patterns")
	add(j.OtherRequests, "other request", "other requests")
	add(j.MoreInstances, "more instance", "more instances")
	files := "1 file"
	if j.Files != 1 {
		files = fmt.Sprintf("%d files", j.Files)
	}
	return strings.Join(parts, ", ") + " in " + files
}

// NotJudged are the files of the last Read of which nothing is judged.
func (l *Loader) NotJudged() []NotJudged {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return slices.Clone(l.notJudged)
}

// NotOpened is the file that an error is about.
func NotOpened(err error) (NotJudged, bool) {
	var about *fs.PathError
	if !errors.As(err, &about) {
		return NotJudged{}, false
	}
	return NotJudged{File: about.Path, Reason: about.Err.Error(), told: true}, true
}

// leftOut remembers that nothing of a file is judged, and why.
func (l *Loader) leftOut(f *source.File, data []byte) {
	one := NotJudged{File: f.Name, told: len(f.Problems) > 0}
	if one.tooLarge = languages.TooLarge(f.Name, data); one.tooLarge {
		one.Reason = fmt.Sprintf("it is larger than %d MiB, the most that is read of a program, Markdown or a snapshot", languages.MaxShown>>20)
	} else {
		one.Reason, one.unlikely = whyNothing(f, data)
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.notJudged = append(l.notJudged, one)
}

// whyNothing says why a file has nothing to judge, and whether nobody would have
// looked for something in it.
func whyNothing(f *source.File, data []byte) (reason string, unlikely bool) {
	base := strings.ToLower(path.Base(f.Name))
	switch {
	case len(f.Problems) > 0:
		return "it could not be read: " + f.Problems[0].Reason, false
	case len(f.Links) > 0:
		return "it contains only what filters and alarms lead to, such as functions and roles", false
	case len(bytes.TrimSpace(data)) == 0:
		return "it is empty", false
	case strings.HasSuffix(base, ConfigName) && base != ConfigName:
		return "it contains tests of filters: run logsieve test", true
	}
	if kind, remedy := filekind.Of(data[:min(len(data), filekind.HeadBytes)]); remedy != "" {
		return "it is " + kind + ": " + remedy, false
	} else if kind != "" {
		return "it is " + kind, false
	}
	if languages.IsProgram(base) {
		return whyNoPattern(base, data)
	}
	switch {
	case source.Terraform.Called(base):
		return "Terraform without a resource that logsieve judges", false
	case source.Shell.Called(base):
		return "a script without a command of aws logs", false
	case source.Patterns.Called(base):
		return "a list without a pattern", false
	case strings.HasSuffix(base, ".tfvars"):
		return "it contains values of variables: give the folder whose Terraform files use them", false
	}
	switch first := bytes.TrimSpace(data)[0]; {
	case (first == '{' || first == '[') && path.Ext(base) == ".json" && !json.Valid(data):
		return "its JSON is broken", false
	case first == '{' || first == '[':
		return "JSON without a resource or request that logsieve judges", false
	case source.Known(base):
		return "YAML without a resource or request that logsieve judges", false
	}
	return "its format is not one that logsieve reads", false
}

// whyNoPattern says it of a program.
func whyNoPattern(base string, data []byte) (reason string, unlikely bool) {
	const remedy = "give what it writes, such as the templates of cdk synth"
	switch {
	case !languages.ConcernsFilters(data):
		return "a program that mentions no filter", true
	case languages.IsTestProgram(base):
		return "a test of a program: what is wrong in it may be meant", false
	case !source.Program.Called(base):
		return "a program in a language that is not read: " + remedy, false
	}
	return "a program that contains no literal filter pattern; programs are not run: " + remedy, false
}
