package source

import (
	"bytes"
	"slices"
	"strings"
)

// Format is how files are written, and what follows from that for those who
// find, read and judge them. There is one of each; compare the pointers only
// where a language asks about itself, and ask for a trait elsewhere.
type Format struct {
	Name string

	// Extensions are what the names of its files end in, with the dot, and
	// Names are whole names, both in lower case.
	Extensions, Names []string
	// Not are longer endings of names that its files do not have.
	Not []string
	// ByContent is set when files of other formats have such names, too: the
	// content tells, and each file holds one of the Probes, or an escape that
	// may hide its letters.
	ByContent bool
	Probes    []Probe
	// FirstKeys are what the first key of such a file may be, where that tells
	// more cheaply than Probes.
	FirstKeys []string

	// OnlyPatterns is set when the file has patterns and no requests.
	OnlyPatterns bool
	// Deployed is set when the file is what an account answered: nobody writes
	// it, the service has taken what it holds, and of its Region it may be all.
	Deployed bool
	// AsSent is set when the file is the request that a client sends: nobody
	// fills in what it lacks, and the client refuses what it should not hold.
	AsSent bool
	// Open is set when members may come from what the file does not write out.
	Open bool
	// WithDefaults is set when the file holds defaults that nobody wrote.
	WithDefaults bool
	// ByCloudFormation is set when CloudFormation makes the requests: it refuses
	// properties that it does not know and has limits of its own.
	ByCloudFormation bool
	// TrimsPatterns is set when the tool takes the spaces off both ends of the
	// pattern of a metric filter before it sends it (L2).
	TrimsPatterns bool
	// MakesUp are the required members that the tool finds a value for when the
	// file has none: generated names, the function of an event source.
	MakesUp []string
	// HasSets is set when a list of texts is a set, whose order nobody chose.
	HasSets bool
	// ByFolder is set when the files of a folder are deployed together.
	ByFolder bool
	// MayBeAbsent reports whether the text of a resource shows that it may not
	// be deployed; nil when it cannot show that, or the reader knows.
	MayBeAbsent func(text []byte) bool
}

// The formats. CDK output is CloudFormation; .tf.json is Terraform. None is that
// of a file that is none of ours.
var (
	None           = &Format{}
	CloudFormation = &Format{
		Name:             "cloudformation",
		Extensions:       []string{".yaml", ".yml", ".json", ".jsonc", ".template"},
		ByContent:        true,
		Probes:           []Probe{{Text: "AWS::", Then: templateTypes}},
		ByCloudFormation: true,
		MakesUp:          []string{"filterName", "logGroupName", "logGroupIdentifier", "logStreamName"},
	}
	SAM = &Format{
		Name:             "sam",
		Extensions:       []string{".yaml", ".yml", ".json", ".jsonc", ".template"},
		ByContent:        true,
		Probes:           []Probe{{Text: "AWS::", Then: templateTypes}, {Text: "loud", Then: []string{"WatchLogs"}}},
		ByCloudFormation: true,
		MakesUp:          []string{"filterName", "logGroupName", "logGroupIdentifier", "logStreamName", "destinationArn"},
	}
	Serverless = &Format{
		Name:             "serverless",
		Extensions:       []string{".yaml", ".yml", ".json"},
		ByContent:        true,
		Probes:           []Probe{{Text: "AWS::", Then: templateTypes}, {Text: "loud", Then: []string{"watchLog"}}, {Text: "InDays", Before: []string{"etention"}}, {Text: "plugin-aws-alerts"}, {Text: "Pattern", Before: []string{"filter"}}},
		ByCloudFormation: true,
		MakesUp:          []string{"filterName", "logGroupName", "logGroupIdentifier", "logStreamName", "destinationArn"},
	}
	Pulumi = &Format{
		Name:          "pulumi",
		Extensions:    []string{".yaml", ".yml", ".json"},
		ByContent:     true,
		Probes:        []Probe{{Text: "loud", Then: []string{"watch:", "watch/", "front:", "front/"}}, {Text: "ppfabric"}},
		TrimsPatterns: true,
		HasSets:       true,
		MakesUp:       []string{"filterName", "logGroupName", "logStreamName", "Name", "name", "destinationName", "policyName"},
	}
	Terraform = &Format{
		Name:          "terraform",
		Extensions:    []string{".tf", ".tofu", ".tf.json", ".tofu.json"},
		Probes:        []Probe{{Text: "aws_", Then: []string{"cloudwatch_", "cloudfront_realtime_log_config", "appfabric_", "lambda_", "sns_topic", "cloudformation_stack", "iam_role", "iam_policy", "kinesis_", "cloudtrail", "organizations_policy"}}, {Text: "awscc_", Then: []string{"logs_", "cloudwatch_alarm", "cloudfront_realtime_log_config", "appfabric_"}}},
		TrimsPatterns: true,
		MakesUp:       []string{"logGroupName"},
		HasSets:       true,
		ByFolder:      true,
		MayBeAbsent:   counts,
	}
	// CloudControl are the resources of the AWSCC provider in files of Terraform.
	CloudControl = &Format{
		Name:             "terraform",
		ByCloudFormation: true,
		ByFolder:         true,
		HasSets:          true,
		MakesUp:          CloudFormation.MakesUp,
		MayBeAbsent:      counts,
	}
	TerraformPlan = &Format{
		Name:          "terraform-plan",
		Extensions:    []string{".json"},
		ByContent:     true,
		Probes:        []Probe{{Text: "loud", Then: []string{"watch_log", "watch_query_definition", "watch_metric_alarm", "front_realtime"}}, {Text: "ppfabric"}},
		WithDefaults:  true,
		TrimsPatterns: true,
		HasSets:       true,
		MakesUp:       []string{"logGroupName"},
	}
	TerraformState = &Format{
		Name:          "terraform-state",
		Extensions:    []string{".json"},
		ByContent:     true,
		Probes:        []Probe{{Text: "loud", Then: []string{"watch_log", "watch_query_definition", "watch_metric_alarm", "front_realtime"}}, {Text: "ppfabric"}},
		Deployed:      true,
		WithDefaults:  true,
		TrimsPatterns: true,
		HasSets:       true,
		MakesUp:       []string{"logGroupName"},
	}
	CLI = &Format{
		Name:       "cli",
		Extensions: []string{".json", ".yaml", ".yml", ".ndjson", ".jsonl"},
		ByContent:  true,
		Probes:     []Probe{{Text: "InDays", Before: []string{"etention"}}, {Text: "Pattern", Before: []string{"filter"}}, {Text: "operation", Word: true}},
		AsSent:     true,
	}
	Live = &Format{
		Name:       "live",
		Extensions: []string{".json", ".yaml", ".yml", ".ndjson", ".jsonl"},
		ByContent:  true,
		FirstKeys: []string{
			"metricFilters", "subscriptionFilters", "logGroups", "destinations", "accountPolicies", "resourcePolicies", "MetricAlarms", "CompositeAlarms",
			"trailList", "Policy", "Topics", "Subscriptions", "nextToken", "NextToken", "ResponseMetadata", "RevisionId",
			"filterName", "logGroupName", "AlarmName",
		},
		Deployed:     true,
		WithDefaults: true,
	}
	Shell = &Format{
		Name:       "shell",
		Extensions: []string{".sh", ".bash", ".zsh", ".ksh", ".mk", ".ps1", ".psm1"},
		Names:      []string{"makefile", "gnumakefile"},
		Probes:     []Probe{{Text: "logs"}, {Text: "saw", Then: []string{" watch", " get"}}, {Text: "cw", Then: []string{" tail"}}},
		Open:       true,
		MakesUp:    []string{"logGroupName"},
	}
	// Accelerator is Landing Zone Accelerator on AWS.
	Accelerator = &Format{
		Name:       "accelerator",
		Extensions: []string{".yaml", ".yml"},
		ByContent:  true,
		Probes:     []Probe{{Text: "Pattern", Before: []string{"filter"}}, {Text: "InDays", Before: []string{"etention"}}},
	}
	Kubernetes = &Format{
		Name:          "kubernetes",
		Extensions:    []string{".yaml", ".yml", ".json"},
		ByContent:     true,
		Probes:        []Probe{{Text: "loud", Then: []string{"watchlogs.aws.", "watchlogs.services.", "watch.aws."}}},
		TrimsPatterns: true,
		MakesUp:       []string{"filterName", "logGroupName", "logStreamName", "name"},
	}
	Ansible = &Format{
		Name:       "ansible",
		Extensions: []string{".yaml", ".yml"},
		ByContent:  true,
		Probes:     []Probe{{Text: "loud", Then: []string{"watchlogs_log_group"}}},
	}
	// Pipeline is scripts in the YAML of those who run them.
	Pipeline = &Format{
		Name:       "pipeline",
		Extensions: []string{".yaml", ".yml"},
		ByContent:  true,
		Probes: []Probe{
			{Text: "put-", Then: []string{"subscription-filter", "retention-policy", "destination", "resource-policy", "account-policy", "index-policy", "query-definition", "data-protection-policy", "delivery-"}},
			{Text: "-log-", Then: []string{"group", "stream", "events", "anomaly-detector"}}, {Text: "-metric-filter"}, {Text: "-live-tail"}, {Text: "-transformer"},
		},
	}
	// Markdown and Snapshot show what others are; see Resource.Shown.
	Markdown = &Format{Name: "markdown", Extensions: []string{".md", ".markdown", ".mdx"}}
	Snapshot = &Format{Name: "snapshot", Extensions: []string{".snap", ".ambr"}, ByCloudFormation: true, MakesUp: CloudFormation.MakesUp}
	// Program is the text literals of programs that make filters: CDK, Pulumi, SDKs.
	Program = &Format{
		Name:       "program",
		Extensions: []string{".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".py", ".go", ".java", ".cs"},
		Not:        []string{".d.ts", ".d.mts", ".d.cts", ".min.js"},
		Probes:     []Probe{{Text: "Pattern", Before: []string{"ilter", "og"}}, {Text: "_pattern", Before: []string{"ilter", "og"}}, {Text: "MetricFilter", Before: []string{"og"}}},
	}
	// TerraformInputs give modules their variables: Terragrunt, and tests.
	TerraformInputs = &Format{
		Name:          "terraform-inputs",
		Extensions:    []string{".hcl", ".tfvars"},
		TrimsPatterns: true,
	}
	// Configured is what a configuration says of files that are none of the others,
	// or what the names of their members say.
	Configured = &Format{
		Name:          "configured",
		Extensions:    []string{".yaml", ".yml", ".json", ".jsonc"},
		ByContent:     true,
		Probes:        []Probe{{Text: "Pattern", Before: []string{"filter"}}, {Text: "_pattern", Before: []string{"filter"}}},
		TrimsPatterns: true,
	}
	Patterns = &Format{
		Name:         "patterns",
		Extensions:   []string{".patterns"},
		OnlyPatterns: true,
	}
)

// templateTypes are how the resource types of templates start, after AWS::.
var templateTypes = []string{"Logs::", "CloudFormation::Stack", "Serverless::Application", "CloudWatch::Alarm", "CloudFront::RealtimeLogConfig", "AppFabric::IngestionDestination", "CloudTrail::Trail"}

// Formats are all formats.
func Formats() []*Format {
	return []*Format{CloudFormation, SAM, Serverless, Pulumi, Terraform, TerraformPlan, TerraformState, CLI, Live, Shell, Accelerator, Kubernetes, Ansible, Pipeline, Markdown, Snapshot, TerraformInputs, Program, Configured, Patterns}
}

// templates are the extensions of files that another program renders to one of
// the name before them: alarms.yaml.j2.
var templates = []string{".j2", ".jinja", ".jinja2", ".tpl", ".tmpl", ".tftpl", ".gotmpl", ".erb"}

// WithoutTemplate is the name of what a template is rendered to, the name itself
// for a file that is none.
func WithoutTemplate(base string) string {
	for _, ext := range templates {
		if plain, ok := strings.CutSuffix(base, ext); ok {
			return plain
		}
	}
	return base
}

// Known reports whether files of some format have a base name, in lower case.
func Known(base string) bool {
	plain := WithoutTemplate(base)
	if plain != base && !strings.Contains(plain, ".") {
		return true // its content tells
	}
	base = plain
	return slices.ContainsFunc(Formats(), func(f *Format) bool { return f.Called(base) })
}

// Called reports whether the base name of a file, in lower case, is one that
// files of the format have.
func (f *Format) Called(base string) bool {
	ends := func(e string) bool { return strings.HasSuffix(base, e) }
	return slices.Contains(f.Names, base) || slices.ContainsFunc(f.Extensions, ends) && !slices.ContainsFunc(f.Not, ends)
}

// Finds reports whether the tool finds a value for a required member that the
// file does not have.
func (f *Format) Finds(member string) bool { return slices.Contains(f.MakesUp, member) }

// counts looks for a count or for_each of Terraform that may be nothing.
func counts(text []byte) bool {
	for line := range bytes.Lines(text) {
		name, value, _ := bytes.Cut(line, []byte("="))
		switch string(bytes.TrimSpace(name)) {
		case "count":
			return len(bytes.Trim(value, " \t\r\n0123456789")) > 0
		case "for_each":
			return bytes.Contains(value, []byte("?"))
		}
	}
	return false
}
