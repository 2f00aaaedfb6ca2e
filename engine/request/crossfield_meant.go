package request

import (
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

// meantRules are about what the service takes and cannot have been meant.
func meantRules() []rule {
	return []rule{
		{ID: "L80", Name: "time-unit", Operations: timedOperations(), Severity: Warning,
			Doc:    "Times are in milliseconds since 1970, those of queries in seconds: in the wrong unit they are far off.",
			Source: apiReference, Check: timeUnit},
		{ID: "L81", Name: "mark-inside-word", Operations: []string{"PutMetricFilter", "PutSubscriptionFilter", "FilterLogEvents", "TestMetricFilter", "StartLiveTail"}, Severity: Warning,
			Doc: "A hyphen inside an unquoted word excludes what follows it (T4).", Source: "semantics T4", Check: markedWords},
	}
}

// times are the members of requests that hold a time, and whether they count
// seconds. Source: API reference.
func times(op string) (members []string, seconds bool) {
	switch op {
	case "FilterLogEvents", "GetLogEvents":
		return []string{"startTime", "endTime"}, false
	case "CreateExportTask":
		return []string{"from", "to"}, false
	case "StartQuery":
		return []string{"startTime", "endTime"}, true
	case "GetLogGroupFields":
		return []string{"time"}, true
	}
	return nil, false
}

// TimeMembers are the members of an operation's request that hold a time, and
// whether they count seconds rather than milliseconds.
func TimeMembers(op Operation) (members []string, seconds bool) {
	if op.Service != Logs {
		return nil, false
	}
	return times(op.Name)
}

func timedOperations() []string {
	return []string{"FilterLogEvents", "GetLogEvents", "CreateExportTask", "StartQuery", "GetLogGroupFields", "PutLogEvents"}
}

const (
	earliest = 100_000_000     // 1973 in seconds: smaller numbers are no times of logs
	boundary = 100_000_000_000 // the year 5138 in seconds, 1973 in milliseconds
)

// inSeconds reports whether a time reads as one in seconds.
func inSeconds(t int64) bool { return earliest <= t && t < boundary }

// timeUnit is about times that are in the other unit.
func timeUnit(d *document) (found []Finding) {
	if d.Operation.Name == "PutLogEvents" {
		var told counts
		timestamps(d, func(i int, t int64) bool {
			if inSeconds(t) && !told.full("", Warning) {
				found = append(found, otherUnit(pathAt(atName("logEvents"), atPosition(i), atName("timestamp")), t, false)...)
			}
			return true
		})
		return found
	}
	members, seconds := times(d.Operation.Name)
	for _, m := range members {
		t, ok := d.Get(m).Int64()
		switch {
		case !ok:
		case seconds && t >= boundary, !seconds && inSeconds(t):
			found = append(found, otherUnit(pathAt(atName(m)), t, seconds)...)
		}
	}
	return found
}

func otherUnit(path Path, t int64, seconds bool) []Finding {
	name := path[len(path)-1].Name
	if seconds {
		return single(path, "", fmt.Sprintf("%s is in seconds, but %d looks like milliseconds.", name, t), fmt.Sprintf("Divide it by 1000: %d.", t/1000))
	}
	return single(path, "", fmt.Sprintf("%s is in milliseconds, but %d looks like seconds.", name, t), fmt.Sprintf("Multiply it by 1000: %d.", t*1000))
}

// marksOf says what the marks inside a word do.
func marksOf(word string) string {
	switch excludes, optional := strings.Contains(word[1:], "-"), strings.Contains(word[1:], "?"); {
	case excludes && optional:
		return "the - excludes what follows it, and the ? makes it optional"
	case optional:
		return "the ? makes what follows it optional"
	}
	return "the - excludes what follows it"
}

// markedWords is about - and ? in the middle of words.
func markedWords(d *document) []Finding {
	for _, name := range []string{"filterPattern", "logEventFilterPattern"} {
		text, ok := d.Get(name).Text()
		if !ok {
			continue
		}
		p, err := d.parse(text)
		terms, isTerms := p.(*grammar.TermsPattern)
		if err != nil || !isTerms {
			continue
		}
		words := terms.MarkedWords(text)
		if len(words) == 0 {
			continue
		}
		mended := text
		for _, at := range slices.Backward(words) {
			start := at.Start
			if c := text[start]; c == '-' || c == '?' {
				start++
			}
			mended = mended[:start] + `"` + text[start:at.End] + `"` + mended[at.End:]
		}
		first := text[words[0].Start:words[0].End]
		f := single(pathAt(atName(name)), "", fmt.Sprintf("Inside the word %s %s.", first, marksOf(first)), "Put the word in double quotes: "+mended+".")
		if _, err := d.parse(mended); err == nil {
			f[0].Replacement = mended
		}
		return f
	}
	return nil
}
