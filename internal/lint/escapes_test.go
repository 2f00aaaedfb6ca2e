package lint

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// host writes a pattern into a file and knows where each of its runes went.
type host struct {
	b  strings.Builder
	at [][2]int // start and end of each rune of the pattern
}

func (h *host) plain(text string) { h.b.WriteString(text) }

// rune writes one rune of the pattern as the file's language wants it.
func (h *host) rune(encoded string) {
	start := h.b.Len()
	h.b.WriteString(encoded)
	h.at = append(h.at, [2]int{start, h.b.Len()})
}

// each writes a pattern, rune by rune; encode may write more in front, such as
// a line break that does not count.
func (h *host) each(pattern string, encode func(i int, r rune) string) {
	i := 0
	for _, r := range pattern {
		h.rune(encode(i, r))
		i++
	}
}

func escaped(r rune, chars, by string) string {
	if strings.ContainsRune(chars, r) {
		return by + string(r)
	}
	return string(r)
}

func unicodeEscape(r rune) string {
	if r > 0xFFFF {
		a, b := utf16.EncodeRune(r)
		return fmt.Sprintf(`\u%04x\u%04x`, a, b)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

const (
	templateHead = "Resources:\n  A:\n    Type: AWS::Logs::SubscriptionFilter\n    Properties:\n      LogGroupName: /é/g\n      DestinationArn: !GetAtt F.Arn\n      FilterPattern: "
	jsonHead     = `{"Resources": {"A": {"Type": "AWS::Logs::SubscriptionFilter", "Properties": {"LogGroupName": "g", "DestinationArn": {"Ref": "F"}, "FilterPattern": `
	tfHead       = "resource \"aws_cloudwatch_log_subscription_filter\" \"a\" {\n  name = \"🙂\"\n  log_group_name = \"g\"\n  destination_arn = aws_lambda_function.f.arn\n  filter_pattern = "
)

// hosts write a pattern in the ways that files have. They return false for one
// that cannot be written so.
var hosts = []struct {
	name, file string
	write      func(h *host, pattern string) bool
}{
	{"single quotes of YAML", "t.yaml", func(h *host, p string) bool {
		h.plain(templateHead + "'")
		h.each(p, func(_ int, r rune) string { return strings.ReplaceAll(string(r), "'", "''") })
		h.plain("'\n")
		return true
	}},
	{"double quotes of YAML", "t.yaml", func(h *host, p string) bool {
		h.plain(templateHead + `"`)
		h.each(p, func(i int, r rune) string {
			switch {
			case i%5 == 4 && r < 0x80:
				return fmt.Sprintf(`\x%02x`, r)
			case i%5 == 2 && r <= 0xFFFF:
				return fmt.Sprintf(`\u%04x`, r)
			case i%7 == 3:
				return fmt.Sprintf(`\U%08x`, r)
			}
			return escaped(r, `"\`, `\`)
		})
		h.plain("\"\n")
		return true
	}},
	{"joined lines of YAML", "t.yaml", func(h *host, p string) bool {
		h.plain(templateHead + `"`)
		for i, r := range []rune(p) {
			if i%8 == 7 {
				h.plain("\\\n        ")
				if r == ' ' {
					h.rune(`\ `)
					continue
				}
			}
			h.rune(escaped(r, `"\`, `\`))
		}
		h.plain("\"\n")
		return true
	}},
	{"a literal block", "t.yaml", func(h *host, p string) bool {
		h.plain(templateHead + "|-\n        ")
		h.each(p, func(_ int, r rune) string { return string(r) })
		h.plain("\n")
		return !strings.HasPrefix(p, " ")
	}},
	{"a literal block with an indentation", "t.yaml", func(h *host, p string) bool {
		h.plain(templateHead + "|1-\r\n       ")
		h.each(p, func(_ int, r rune) string { return string(r) })
		h.plain("\r\n")
		return true
	}},
	{"a folded block", "t.yaml", func(h *host, p string) bool {
		h.plain(templateHead + ">-\n          ")
		runes := []rune(p)
		for i, r := range runes {
			if r == ' ' && i > 0 && i+1 < len(runes) && runes[i-1] != ' ' && runes[i+1] != ' ' {
				// The break stands for the blank.
				start := h.b.Len()
				h.plain("\n          ")
				h.at = append(h.at, [2]int{start, h.b.Len()})
				continue
			}
			h.rune(string(r))
		}
		h.plain("\n")
		return !strings.HasPrefix(p, " ")
	}},
	{"parts that are joined", "t.yaml", func(h *host, p string) bool {
		h.plain(templateHead + "!Join ['', [")
		for i, r := range []rune(p) {
			h.plain([]string{"'", ", '"}[min(i, 1)])
			h.rune(strings.ReplaceAll(string(r), "'", "''"))
			h.plain("'")
		}
		h.plain("]]\n")
		return true
	}},
	{"Fn::Sub", "t.yaml", func(h *host, p string) bool {
		h.plain(templateHead + "!Sub '")
		h.each(p, func(_ int, r rune) string { return strings.ReplaceAll(string(r), "'", "''") })
		h.plain("'\n")
		return !strings.Contains(p, "${")
	}},
	{"JSON", "t.json", func(h *host, p string) bool {
		h.plain(jsonHead + `"`)
		h.each(p, func(i int, r rune) string {
			if i%3 == 1 {
				return unicodeEscape(r)
			}
			return escaped(r, `"\`, `\`)
		})
		h.plain(`"}}}}`)
		return true
	}},
	{"NDJSON", "r.ndjson", func(h *host, p string) bool {
		h.plain(`{"operation": "DeleteLogGroup", "input": {"logGroupName": "é"}}` + "\r\n" + `{"operation": "FilterLogEvents", "input": {"logGroupName": "g", "filterPattern": "`)
		h.each(p, func(_ int, r rune) string { return escaped(r, `"\`, `\`) })
		h.plain("\"}}\r\n")
		return true
	}},
	{"quotes of HCL", "t.tf", func(h *host, p string) bool {
		h.plain(tfHead + `"`)
		h.each(p, func(i int, r rune) string {
			if i%6 == 5 && r <= 0xFFFF {
				return fmt.Sprintf(`\u%04X`, r)
			}
			return escaped(r, `"\`, `\`)
		})
		h.plain("\"\n}\n")
		return !strings.Contains(p, "%{") && !strings.Contains(p, "${")
	}},
	{"a heredoc", "t.tf", func(h *host, p string) bool {
		h.plain(tfHead + "chomp(<<-EOT\n    ")
		h.each(p, func(_ int, r rune) string { return string(r) })
		h.plain("\n    EOT\n  )\n}\n")
		return !strings.HasPrefix(p, " ") && !strings.Contains(p, "%{") && !strings.Contains(p, "${")
	}},
	{"a local", "t.tf", func(h *host, p string) bool {
		h.plain("locals {\n  ü = { p = [\"\", \"")
		h.each(p, func(_ int, r rune) string { return escaped(r, `"\`, `\`) })
		h.plain("\"] }\n}\n" + tfHead + "local.ü.p[1]\n}\n")
		return !strings.Contains(p, "%{") && !strings.Contains(p, "${")
	}},
	{"Terraform in JSON", "t.tf.json", func(h *host, p string) bool {
		h.plain(`{"resource": {"aws_cloudwatch_log_subscription_filter": {"a": {"name": "a", "log_group_name": "g", "destination_arn": "${aws_lambda_function.f.arn}", "filter_pattern": "`)
		h.each(p, func(_ int, r rune) string { return escaped(r, `"\`, `\`) })
		h.plain(`"}}}}`)
		return !strings.Contains(p, "%{") && !strings.Contains(p, "${")
	}},
	{"a plan", "plan.json", func(h *host, p string) bool {
		h.plain(`{"format_version": "1.2", "planned_values": {"root_module": {"child_modules": [{"resources": [{"address": "module.é.a", "mode": "managed", "type": "aws_cloudwatch_log_subscription_filter", "name": "a", "values": {"name": "a", "log_group_name": "g", "destination_arn": "arn:aws:lambda:eu-west-1:111122223333:function:f", "filter_pattern": "`)
		h.each(p, func(i int, r rune) string {
			if i%2 == 1 {
				return unicodeEscape(r)
			}
			return escaped(r, `"\`, `\`)
		})
		h.plain(`"}}]}]}}}`)
		return true
	}},
	{"Serverless", "serverless.yml", func(h *host, p string) bool {
		h.plain("service: é\nprovider: {name: aws}\nfunctions:\n  f:\n    handler: h.f\n    events:\n      - cloudwatchLog:\n          logGroup: g\n          filter: '")
		h.each(p, func(_ int, r rune) string { return strings.ReplaceAll(string(r), "'", "''") })
		h.plain("'\n")
		return !strings.ContainsAny(p, `\`) && !strings.Contains(p, "${")
	}},
	{"Pulumi", "Pulumi.yaml", func(h *host, p string) bool {
		h.plain("name: é\nruntime: yaml\nresources:\n  f:\n    type: aws:cloudwatch:LogSubscriptionFilter\n    properties: {name: f, logGroup: g, destinationArn: '${fn.arn}', filterPattern: \"")
		h.each(p, func(_ int, r rune) string { return escaped(r, `"\`, `\`) })
		h.plain("\"}\n")
		return !strings.Contains(p, "${")
	}},
	{"a policy in JSON in YAML", "t.yaml", func(h *host, p string) bool {
		h.plain("Resources:\n  A:\n    Type: AWS::Logs::AccountPolicy\n    Properties:\n      PolicyName: p\n      PolicyType: SUBSCRIPTION_FILTER_POLICY\n      PolicyDocument: '{\"DestinationArn\": \"arn:aws:lambda:eu-west-1:111122223333:function:f\", \"FilterPattern\": \"")
		h.each(p, func(i int, r rune) string {
			if i%4 == 2 {
				return unicodeEscape(r)
			}
			return strings.ReplaceAll(escaped(r, `"\`, `\`), "'", "''")
		})
		h.plain("\"}'\n")
		return true
	}},
	{"JSON in the shell", "t.sh", func(h *host, p string) bool {
		h.plain("aws logs put-subscription-filter --cli-input-json '{\n  \"logGroupName\": \"g\", \"filterName\": \"é\", \"destinationArn\": \"arn:aws:lambda:eu-west-1:111122223333:function:f\",\n  \"filterPattern\": \"")
		h.each(p, func(_ int, r rune) string { return escaped(r, `"\`, `\`) })
		h.plain("\"}'\n")
		return !strings.Contains(p, "'")
	}},
	{"single quotes of the shell", "t.sh", func(h *host, p string) bool {
		h.plain("# é\naws logs filter-log-events --log-group-name g --filter-pattern '")
		h.each(p, func(_ int, r rune) string { return string(r) })
		h.plain("'\n")
		return !strings.Contains(p, "'")
	}},
	{"double quotes of the shell", "t.sh", func(h *host, p string) bool {
		h.plain("aws logs filter-log-events --log-group-name g --filter-pattern \"")
		h.each(p, func(_ int, r rune) string { return escaped(r, "\"\\$`", `\`) })
		h.plain("\"\n")
		return true
	}},
	{"ANSI quotes of the shell", "t.sh", func(h *host, p string) bool {
		h.plain("aws logs filter-log-events --log-group-name g --filter-pattern $'")
		h.each(p, func(i int, r rune) string {
			if i%4 == 3 && r < 0x80 {
				return fmt.Sprintf(`\x%02x`, r)
			}
			return escaped(r, `'\`, `\`)
		})
		h.plain("'\n")
		return true
	}},
	{"a makefile", "Makefile", func(h *host, p string) bool {
		h.plain("all:\n\t@aws logs filter-log-events --log-group-name g --filter-pattern '")
		h.each(p, func(_ int, r rune) string { return strings.ReplaceAll(string(r), "$", "$$") })
		h.plain("'\n")
		return !strings.ContainsAny(p, "'#\\")
	}},
}

// TestPlacesThroughEscapes writes the example of each rule about patterns into
// each kind of file: the same is said as of the pattern alone, at the same
// characters.
func TestPlacesThroughEscapes(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine, many patterns")
	}
	compared := 0
	for _, c := range hosts {
		t.Run(c.name, func(t *testing.T) {
			for _, r := range Rules() {
				if r.Language != PatternExample || r.Before == "" || strings.ContainsAny(r.Before, "\n\t") || len(r.Before) > 300 {
					continue
				}
				for _, pattern := range []string{r.Before, strings.Replace(r.Before, "a", "é🙂", 1)} {
					h := &host{}
					if !c.write(h, pattern) {
						continue
					}
					data := h.b.String()
					want := placesOf(patternFile(pattern), func(at int, end bool) int { return h.place(pattern, at, end) })
					got := placesOf(languages.Read(source.Input{Name: c.file, Data: []byte(data)}, languages.Options{}), func(at int, _ bool) int { return at })
					compared += len(want)
					if diff := cmp.Diff(want, got); diff != "" {
						t.Errorf("%s in\n%s\n%s", pattern, data, diff)
					}
				}
			}
		})
	}
	if compared < 1800 {
		t.Errorf("%d findings were compared", compared)
	}
}

// place is where a byte of the pattern stands in the file; an end is behind the
// rune before it.
func (h *host) place(pattern string, at int, end bool) int {
	i := len([]rune(pattern[:at]))
	switch {
	case end && i > 0:
		return h.at[i-1][1]
	case i < len(h.at):
		return h.at[i][0]
	}
	return h.at[i-1][1]
}

// placesOf lists the findings about patterns.
func placesOf(f *source.File, place func(at int, end bool) int) []string {
	var places []string
	for _, g := range Check([]*source.File{f}, Options{}) {
		if family(g.Code) != "FP" && family(g.Code) != "FS" {
			continue
		}
		start, end := place(g.Span.Start, false), place(g.Span.End, g.Span.End > g.Span.Start)
		places = append(places, fmt.Sprintf("%s %d-%d", g.Code, start, end))
	}
	return places
}
