package cli

import (
	"strings"

	"github.com/alecthomas/kong"

	"github.com/logsieve/logsieve/docs"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/policy"
)

// flagValues are the values of a flag, as far as they can be listed.
func flagValues(node *kong.Node, flag *kong.Flag) []candidate {
	if formats := flag.Tag.Get("formats"); formats != "" {
		var list []candidate
		for name := range strings.SplitSeq(formats, ",") {
			list = append(list, candidate{name, formatAbout[name]})
		}
		return list
	}
	if flag.Enum != "" {
		return bare(flag.EnumSlice()...)
	}
	switch flag.Name {
	case "select", "ignore":
		return append(rules(), candidate{"all", "all rules"})
	case "pack":
		return packs()
	case "unit":
		return bare(metric.Units()...)
	case "stat":
		return bare("Sum", "Average", "Minimum", "Maximum", "SampleCount")
	case "emit":
		return []candidate{{"@aws.account", "the account of the log event"}, {"@aws.region", "its Region"}, {"@source.log", "its log group"}}
	case "time-format":
		return []candidate{{"rfc3339", "2026-01-31T12:00:00Z"}, {"iso8601", "2026-01-31 12:00:00,123"}, {"clf", "31/Jan/2026:12:00:00 +0000"},
			{"epoch", "seconds since 1970"}, {"epoch-ms", "milliseconds since 1970"}}
	case "target":
		return []candidate{{"engine", "this program"}, {"endpoint=aws", "the service itself"}}
	case "state":
		return []candidate{{"memory", "for as long as the program runs"}}
	case "deliver":
		return []candidate{{"stdout", "one line for each delivery"}}
	}
	return nil
}

// argumentValues are those of an argument.
func argumentValues(node *kong.Node, place int) []candidate {
	switch argument := node.Positional[place]; {
	case argument.Enum != "":
		return bare(argument.EnumSlice()...)
	case node.Name == "validate" && place == 0:
		var list []candidate
		for _, op := range request.Operations(request.Latest) {
			list = append(list, candidate{op.String(), op.Service})
		}
		return list
	case node.Name == "rule":
		list := rules()
		for _, id := range docs.RuleIDs() {
			list = append(list, candidate{id, "what patterns mean"})
		}
		return list
	}
	return nil
}

// formatAbout says what the formats of -o are.
var formatAbout = map[string]string{
	"text": "for people", "table": "for people", "json": "one document", "ndjson": "one object a line", "csv": "comma-separated values",
	"html": "a page", "markdown": "a comment for a pull request", "sarif": "SARIF 2.1.0, for code scanning", "github": "annotations of GitHub Actions",
	"junit": "JUnit XML", "gitlab": "a code quality report of GitLab", "checkstyle": "Checkstyle XML", "tap": "Test Anything Protocol",
	"put-metric-data": "requests of PutMetricData",
}

func bare(words ...string) (list []candidate) {
	for _, word := range words {
		if word != "" {
			list = append(list, candidate{word, ""})
		}
	}
	return list
}

// rules are the rules of lint, by code and by name.
func rules() (list []candidate) {
	for _, r := range lint.Rules() {
		list = append(list, candidate{r.Code, r.Summary})
	}
	for _, r := range lint.Rules() {
		list = append(list, candidate{r.Name, r.Summary})
	}
	return list
}

func packs() (list []candidate) {
	for _, name := range policy.PackNames() {
		if p, err := policy.LoadPack(name); err == nil {
			list = append(list, candidate{name, p.Title})
		}
	}
	return list
}
