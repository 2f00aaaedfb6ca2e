package languages

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/terraform"
)

// TestSensitiveValues holds that no value gets out whose name or declaration
// says that it is a secret: it is not known, wherever it is declared, given and
// used.
func TestSensitiveValues(t *testing.T) {
	const use = "resource \"aws_cloudwatch_log_metric_filter\" \"f\" {\n  name           = \"f\"\n  log_group_name = \"g\"\n  pattern        = \"x ${var.NAME}\"\n}\n"
	tf := func(name, declared string) string {
		return strings.ReplaceAll("variable \"NAME\" {\n  default = \"HIDDEN\"\n"+declared+"}\n"+use, "NAME", name)
	}
	template := func(name, more string) string {
		return "Parameters:\n  " + name + ": {Type: String, Default: HIDDEN" + more + "}\nResources:\n  F:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      FilterPattern: !Sub 'x ${" + name + "}'\n      LogGroupName: !Ref " + name + "\n"
	}
	plan := func(values, more string) string {
		return `{"format_version": "1.2", "planned_values": {"root_module": {"resources": [{"address": "a.b", "mode": "managed", "type": "aws_cloudwatch_log_metric_filter", "name": "b", "values": {"name": "f", "pattern": "HIDDEN"}` +
			values + `}]}}, "resource_changes": [{"address": "a.b", "change": {` + more + `}}]}`
	}
	object := func(name string) map[string]string {
		return map[string]string{"terraform.tfvars": "p = {\n  " + name + " = \"HIDDEN\"\n}\n"}
	}
	config := func(custom, use string) string {
		return "service: s\nprovider: {name: aws}\ncustom: {" + strings.Trim(custom, "{}") + "}\nfunctions:\n  h:\n    handler: a\n    events: [{cloudwatchLog: {logGroup: g, filter: \"x " + use + "\"}}]\n"
	}
	program := func(variables, use string) string {
		pattern := "'x " + use + "'"
		if strings.HasPrefix(use, "fn::") {
			pattern = "{" + use + "}"
		}
		return "name: p\nruntime: yaml\nvariables: {" + variables + "}\nresources:\n  f:\n    type: aws:cloudwatch:LogMetricFilter\n    properties: {name: f, logGroupName: g, pattern: " + pattern + "}\n"
	}
	given := map[string]string{"terraform.tfvars": "p = \"HIDDEN\"\ntoken = \"HIDDEN\"\n"}
	for name, tt := range map[string]struct {
		file, text string
		beside     map[string]string
		known      bool
	}{
		"plain":                   {file: "main.tf", text: tf("p", ""), known: true},
		"declared":                {file: "main.tf", text: tf("p", "  sensitive = true\n")},
		"declared not":            {file: "main.tf", text: tf("p", "  sensitive = false\n"), known: true},
		"ephemeral":               {file: "main.tf", text: tf("p", "  ephemeral = true\n")},
		"by name":                 {file: "main.tf", text: tf("api_token", "")},
		"given":                   {file: "main.tf", text: tf("p", "  sensitive = true\n"), beside: given},
		"given, by name":          {file: "main.tf", text: strings.ReplaceAll(use, "NAME", "token"), beside: given},
		"given, plain":            {file: "main.tf", text: tf("p", ""), beside: given, known: true},
		"declared beside":         {file: "main.tf", text: strings.ReplaceAll(use, "NAME", "p"), beside: map[string]string{"v.tf": "variable \"p\" {\n  default = \"HIDDEN\"\n  sensitive = true\n}\n"}},
		"declared and given":      {file: "main.tf", text: strings.ReplaceAll(use, "NAME", "p"), beside: map[string]string{"v.tf": "variable \"p\" {\n  sensitive = true\n}\n", "terraform.tfvars": "p = \"HIDDEN\"\n"}},
		"through a local":         {file: "main.tf", text: "locals {\n  l = var.s\n}\nvariable \"s\" {\n  default = \"HIDDEN\"\n  sensitive = true\n}\n" + strings.ReplaceAll(use, "var.NAME", "local.l")},
		"through a function":      {file: "main.tf", text: strings.ReplaceAll(tf("p", "  sensitive = true\n"), "${var.p}", "${upper(var.p)}")},
		"sensitive()":             {file: "main.tf", text: strings.ReplaceAll(tf("p", ""), "${var.p}", "${sensitive(var.p)}")},
		"sensitive() in a local":  {file: "main.tf", text: strings.ReplaceAll(tf("p", "")+"locals {\n  l = [sensitive(var.p)]\n}\n", "${var.p}", "${local.l[0]}")},
		"nonsensitive()":          {file: "main.tf", text: strings.ReplaceAll(tf("p", ""), "${var.p}", "${nonsensitive(var.p)}"), known: true},
		"nonsensitive() of one":   {file: "main.tf", text: strings.ReplaceAll(tf("p", "  sensitive = true\n"), "${var.p}", "${nonsensitive(var.p)}")},
		"NoEcho in Fn::Join":      {file: "t.yaml", text: strings.ReplaceAll(template("P", ", NoEcho: true"), "!Sub 'x ${P}'", "!Join ['', [x, !Ref P]]")},
		"NoEcho in Fn::Sub's map": {file: "t.yaml", text: strings.ReplaceAll(template("P", ", NoEcho: true"), "!Sub 'x ${P}'", "!Sub ['x ${V}', {V: !Ref P}]")},
		"NoEcho in ToJsonString":  {file: "t.yaml", text: strings.ReplaceAll(template("P", ", NoEcho: true"), "!Sub 'x ${P}'", "{'Fn::ToJsonString': [!Ref P]}")},
		"JSON":                    {file: "main.tf.json", text: `{"variable": {"p": {"default": "HIDDEN", "sensitive": true}}, "resource": {"aws_cloudwatch_log_metric_filter": {"f": {"name": "f", "pattern": "${var.p}"}}}}`},
		"JSON, plain":             {file: "main.tf.json", text: `{"variable": {"p": {"default": "HIDDEN"}}, "resource": {"aws_cloudwatch_log_metric_filter": {"f": {"name": "f", "pattern": "${var.p}"}}}}`, known: true},
		"plan":                    {file: "plan.json", text: plan("", ""), known: true},
		"plan, sensitive":         {file: "plan.json", text: plan(`, "sensitive_values": {"pattern": true}`, "")},
		"plan, after":             {file: "plan.json", text: plan("", `"after_sensitive": {"pattern": true}`)},
		"plan, another":           {file: "plan.json", text: plan(`, "sensitive_values": {"name": true}`, ""), known: true},
		"CloudFormation":          {file: "t.yaml", text: template("P", ""), known: true},
		"CloudFormation NoEcho":   {file: "t.yaml", text: template("P", ", NoEcho: true")},
		"NoEcho as text":          {file: "t.yaml", text: template("P", ", NoEcho: 'true'")},
		"NoEcho false":            {file: "t.yaml", text: template("P", ", NoEcho: false"), known: true},
		"parameter by name":       {file: "t.yaml", text: template("DatadogApiKey", "")},
		"a local by name":         {file: "main.tf", text: strings.ReplaceAll("locals {\n  api_token = \"HIDDEN\"\n}\n"+use, "var.NAME", "local.api_token")},
		"a local by name, beside": {file: "main.tf", text: strings.ReplaceAll(use, "var.NAME", "local.api_token"), beside: map[string]string{"l.tf": "locals {\n  api_token = \"HIDDEN\"\n}\n"}},
		"a member by name":        {file: "main.tf", text: strings.ReplaceAll(use, "var.NAME", "var.p.password"), beside: object("password")},
		"a member by index":       {file: "main.tf", text: strings.ReplaceAll(use, "var.NAME", `var.p["password"]`), beside: object("password")},
		"a member by lookup":      {file: "main.tf", text: strings.ReplaceAll(use, "var.NAME", `lookup(var.p, "password")`), beside: object("password")},
		"a member encoded":        {file: "main.tf", text: strings.ReplaceAll(use, "var.NAME", `jsonencode(var.p)`), beside: object("password")},
		"a member, plain":         {file: "main.tf", text: strings.ReplaceAll(use, "var.NAME", "var.p.name"), beside: object("name"), known: true},
		"a member of a for":       {file: "main.tf", text: strings.ReplaceAll("locals {\n  l = "+`{ for k, v in { a = "HIDDEN" } : "${k}_token" => v }`+"\n}\n"+use, "var.NAME", "local.l.a_token")},
		"a member of JSON":        {file: "main.tf", text: strings.ReplaceAll(use, "var.NAME", "var.p.password"), beside: map[string]string{"terraform.tfvars.json": `{"p": {"password": "HIDDEN"}}`}},
		"a member, decoded":       {file: "main.tf", text: strings.ReplaceAll("locals {\n  l = "+`yamldecode("password: HIDDEN")`+"\n}\n"+use, "var.NAME", "local.l.password")},
		"a member, made":          {file: "main.tf", text: strings.ReplaceAll("locals {\n  l = "+`zipmap(["password"], ["HIDDEN"])`+"\n}\n"+use, "var.NAME", "local.l.password")},
		"of a map by name":        {file: "main.tf", text: strings.ReplaceAll(use, "var.NAME", "var.p.secrets.a"), beside: map[string]string{"terraform.tfvars": "p = {\n  secrets = { a = \"HIDDEN\" }\n}\n"}},
		"filters of secrets":      {file: "main.tf", text: strings.ReplaceAll(use, "var.NAME", "var.p.secret_changes.pattern"), beside: map[string]string{"terraform.tfvars": "p = {\n  secret_changes = { pattern = \"HIDDEN\" }\n}\n"}, known: true},
		"Fn::Sub's map by name":   {file: "t.yaml", text: strings.ReplaceAll(template("P", ", NoEcho: true"), "!Sub 'x ${P}'", "!Sub ['x ${Password}', {Password: HIDDEN}]")},
		"a mapping by name":       {file: "t.yaml", text: strings.ReplaceAll("Mappings: {M: {prod: {DbPassword: HIDDEN}}}\n"+template("P", ", NoEcho: true"), "!Sub 'x ${P}'", "!FindInMap [M, prod, DbPassword]")},
		"a mapping":               {file: "t.yaml", text: strings.ReplaceAll("Mappings: {M: {prod: {Name: HIDDEN}}}\n"+template("P", ", NoEcho: true"), "!Sub 'x ${P}'", "!FindInMap [M, prod, Name]"), known: true},
		"a dynamic reference":     {file: "t.yaml", text: strings.ReplaceAll(template("P", ", NoEcho: true"), "${P}", "{{resolve:ssm-secure:${P}:1}}")},
		"self, by name":           {file: "serverless.yml", text: config("dbPassword: HIDDEN", "${self:custom.dbPassword}")},
		"self, plain":             {file: "serverless.yml", text: config("name: HIDDEN", "${self:custom.name}"), known: true},
		"self, a map by name":     {file: "serverless.yml", text: config("secrets: {a: HIDDEN}", "${self:custom.secrets.a}")},
		"self, through another":   {file: "serverless.yml", text: config("{a: '${self:custom.token}', token: HIDDEN}", "${self:custom.a}")},
		"env with a default":      {file: "serverless.yml", text: config("a: b", `${env:SECRET, \"HIDDEN\"}`)},
		"Pulumi, fn::secret":      {file: "Pulumi.yaml", text: program("s: {'fn::secret': HIDDEN}", "${s}")},
		"Pulumi, by name":         {file: "Pulumi.yaml", text: program("dbPassword: HIDDEN", "${dbPassword}")},
		"Pulumi, plain":           {file: "Pulumi.yaml", text: program("name: HIDDEN", "${name}"), known: true},
		"Pulumi, in place":        {file: "Pulumi.yaml", text: program("a: b", "fn::secret: HIDDEN")},
		"plan, all":               {file: "plan.json", text: plan(`, "sensitive_values": true`, "")},
		"plan, all after":         {file: "plan.json", text: plan("", `"after_sensitive": true`)},
	} {
		var siblings, values []source.Input
		for name, text := range tt.beside {
			in := source.Input{Name: name, Data: []byte(text)}
			if strings.HasSuffix(name, ".tf") {
				siblings = append(siblings, in)
			} else {
				values = append(values, in)
			}
		}
		f := Read(source.Input{Name: tt.file, Data: []byte(tt.text)}, Options{Terraform: terraform.Options{
			Siblings: func() []source.Input { return siblings }, Values: func() []source.Input { return values },
		}})
		if len(f.Resources) != 1 {
			t.Fatalf("%s: %d resources, %v", name, len(f.Resources), f.Problems)
		}
		text, err := json.Marshal(f.Resources[0].Input)
		if err != nil {
			t.Fatal(err)
		}
		if known := strings.Contains(string(text), "HIDDEN"); known != tt.known {
			t.Errorf("%s: the value is shown: %v\n%s", name, known, text)
		}
	}
}
