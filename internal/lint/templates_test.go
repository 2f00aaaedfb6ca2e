package lint

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// templateKind says what the templates of a benchmark hold.
type templateKind string

const (
	withoutFilter     templateKind = "without-filter"     // ten queues
	differentPatterns templateKind = "different-patterns" // ten queues and a metric filter, no two with one pattern
	repeatedPatterns  templateKind = "repeated-patterns"  // ten queues and a metric filter with one of 50 patterns
)

// templates writes CloudFormation templates to a folder, every other one in
// JSON, and returns their names. They are the same everywhere.
func templates(t testing.TB, dir string, kind templateKind, n int) []string {
	t.Helper()
	g := &templateGen{rand.New(rand.NewPCG(6, 60)), map[string]bool{}}
	var repeated []string
	for range 50 {
		repeated = append(repeated, g.different())
	}
	var names []string
	for i := range n {
		pattern := ""
		switch kind {
		case differentPatterns:
			pattern = g.different()
		case repeatedPatterns:
			pattern = repeated[i%len(repeated)]
		}
		name, text := filepath.Join(dir, fmt.Sprintf("stack%d.yaml", i)), yamlTemplate(i, pattern)
		if i%2 == 1 {
			name, text = filepath.Join(dir, fmt.Sprintf("stack%d.json", i)), jsonTemplate(i, pattern)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		names = append(names, filepath.ToSlash(name))
	}
	return names
}

func yamlTemplate(i int, pattern string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "AWSTemplateFormatVersion: \"2010-09-09\"\nDescription: stack %d\nResources:\n", i)
	for j := range 10 {
		fmt.Fprintf(&b, "  Queue%d:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: q-%d-%d\n      VisibilityTimeout: 30\n      RedrivePolicy:\n        maxReceiveCount: 5\n", j, i, j)
	}
	if pattern != "" {
		fmt.Fprintf(&b, "  Filter:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      LogGroupName: /app/%d\n      FilterPattern: '%s'\n      MetricTransformations:\n        - MetricName: Errors%d\n          MetricNamespace: App\n          MetricValue: \"1\"\n",
			i, strings.ReplaceAll(pattern, "'", "''"), i)
	}
	return b.String()
}

func jsonTemplate(i int, pattern string) string {
	resources := map[string]any{}
	for j := range 10 {
		resources[fmt.Sprintf("Queue%d", j)] = map[string]any{"Type": "AWS::SQS::Queue", "Properties": map[string]any{
			"QueueName": fmt.Sprintf("q-%d-%d", i, j), "VisibilityTimeout": 30, "RedrivePolicy": map[string]any{"maxReceiveCount": 5},
		}}
	}
	if pattern != "" {
		resources["Filter"] = map[string]any{"Type": "AWS::Logs::MetricFilter", "Properties": map[string]any{
			"LogGroupName": fmt.Sprintf("/app/%d", i), "FilterPattern": pattern,
			"MetricTransformations": []any{map[string]any{"MetricName": fmt.Sprintf("Errors%d", i), "MetricNamespace": "App", "MetricValue": "1"}},
		}}
	}
	text, err := json.MarshalIndent(map[string]any{"AWSTemplateFormatVersion": "2010-09-09", "Description": fmt.Sprintf("stack %d", i), "Resources": resources}, "", "  ")
	if err != nil {
		panic(err) // of maps and texts
	}
	return string(text) + "\n"
}

// templateGen makes filter patterns as people write them.
type templateGen struct {
	*rand.Rand
	seen map[string]bool
}

func (g *templateGen) one(of ...string) string { return of[g.IntN(len(of))] }

func (g *templateGen) event() string {
	return g.one("ConsoleLogin", "CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging", "PutRolePolicy", "AttachUserPolicy",
		"CreatePolicy", "AuthorizeSecurityGroupIngress", "CreateVpc", "DeleteVpc", "CreateRoute", "DisableKey", "ScheduleKeyDeletion", "PutBucketAcl")
}

func (g *templateGen) word() string {
	return g.one("ERROR", "WARN", "FATAL", "Exception", "Timeout", "OutOfMemory", "refused", "denied", "throttled", "deadlock", "panic")
}

// different is a pattern that has not been made before: six of ten are JSON
// patterns, a quarter terms, the rest space-delimited.
func (g *templateGen) different() string {
	for {
		if p := g.pattern(g.IntN(1_000_000)); !g.seen[p] {
			g.seen[p] = true
			return p
		}
	}
}

func (g *templateGen) pattern(n int) string {
	switch g.IntN(20) {
	case 0, 1, 2:
		conditions := []string{fmt.Sprintf("($.eventName = Put%d)", n)}
		for range 1 + g.IntN(7) {
			if c := "($.eventName = " + g.event() + ")"; !slices.Contains(conditions, c) {
				conditions = append(conditions, c)
			}
		}
		return "{ " + strings.Join(conditions, " || ") + " }"
	case 3, 4:
		return fmt.Sprintf(`{ ($.errorCode = "*Unauthorized%d") || ($.errorCode = "AccessDenied*") }`, n)
	case 5, 6, 7:
		return fmt.Sprintf(`{ $.latency > %d && $.status = "%s" }`, n, g.word())
	case 8, 9:
		return fmt.Sprintf(`{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != "AwsServiceEvent") && ($.accountId = "%012d") }`, n)
	case 10, 11:
		return fmt.Sprintf(`{ $.level = "%s" && $.service.name = "svc-%d" }`, g.word(), n)
	case 12, 13:
		return fmt.Sprintf("?%s ?%s ?E%d", g.word(), g.event(), n)
	case 14, 15:
		return fmt.Sprintf(`"%s in module %d" -%s`, g.word(), n, g.event())
	case 16:
		return fmt.Sprintf("%s code%d", g.word(), n)
	case 17, 18:
		return fmt.Sprintf(`[ip, id, user, timestamp, request = "*/v%d/*", status_code = 5*, size]`, n)
	default:
		return fmt.Sprintf(`[time, level = %s, ..., ms > %d]`, g.word(), n)
	}
}

var templateFolder = flag.String("templates", "", "write the templates of BenchmarkRun to folders in this one")

// TestWriteTemplates writes what BenchmarkRun reads, to time whole runs.
func TestWriteTemplates(t *testing.T) {
	if *templateFolder == "" {
		t.Skip("no -templates")
	}
	for _, kind := range templateKinds() {
		dir := filepath.Join(*templateFolder, string(kind))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		templates(t, dir, kind, 5000)
	}
}

func templateKinds() []templateKind {
	return []templateKind{withoutFilter, differentPatterns, repeatedPatterns}
}
