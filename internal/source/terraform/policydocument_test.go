package terraform

import (
	"fmt"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// documents are data blocks that the tests name.
const documents = `
variable "more" { default = [] }
variable "on" { default = false }
variable "any" {}
resource "aws_kinesis_stream" "s" { name = "s" }
data "aws_iam_policy_document" "one" {
  statement {
    sid       = "Put"
    actions   = ["kinesis:PutRecord"]
    resources = [aws_kinesis_stream.s.arn, "${aws_kinesis_stream.s.arn}/*"]
  }
}
data "aws_iam_policy_document" "trust" {
  version   = "2008-10-17"
  policy_id = "t"
  statement {
    effect  = "Deny"
    actions = ["sts:AssumeRole", "sts:TagSession"]
    principals {
      type        = "Service"
      identifiers = ["logs.amazonaws.com"]
    }
    principals {
      type        = "Service"
      identifiers = ["logs.${var.any}.amazonaws.com"]
    }
    principals {
      type        = "AWS"
      identifiers = ["111122223333"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["111122223333"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-1", "o-2"]
    }
  }
}
data "aws_iam_policy_document" "all" {
  statement {
    not_actions   = ["s3:*"]
    not_resources = ["arn:aws:s3:::&{aws:username}"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}
data "aws_iam_policy_document" "several" {
  for_each = toset(["a", "b"])
  statement { actions = ["x:${each.key}"] }
}
data "aws_iam_policy_document" "counted" {
  count = var.on ? 1 : 0
  statement { actions = ["x:counted"] }
}
data "aws_iam_policy_document" "some" {
  count = var.any
  statement { actions = ["x:some"] }
}
data "aws_iam_policy_document" "merged" {
  source_policy_documents = [data.aws_iam_policy_document.one.json, jsonencode({ Statement = { Sid = "Get", Action = "kinesis:Get*" } })]
  statement {
    sid     = "Put"
    actions = ["kinesis:PutRecords"]
  }
  override_policy_documents = [data.aws_iam_policy_document.several["a"].json, "{\"Statement\":[{\"Sid\":\"Get\",\"Action\":\"no:${var.any}\"}]}"]
}
data "aws_iam_policy_document" "dynamic" {
  dynamic "statement" {
    for_each = ["a", "b"]
    content { actions = ["x:${statement.value}"] }
  }
  dynamic "statement" {
    for_each = var.on ? [1] : []
    content { actions = ["x:off"] }
  }
}
data "aws_iam_policy_document" "vague" {
  dynamic "statement" {
    for_each = var.more
    content { actions = [statement.value] }
  }
}
data "aws_iam_policy_document" "maybe" {
  source_policy_documents = data.aws_iam_policy_document.counted[*].json
  statement { actions = ["x:y"] }
}
data "aws_iam_policy_document" "sids" {
  source_policy_documents = ["{\"Statement\":[{\"Sid\":\"${var.any}\",\"Action\":\"x:y\"}]}"]
  statement {
    sid     = "Put"
    actions = ["x:y"]
  }
}
data "aws_iam_policy_document" "who" {
  statement {
    actions = var.any
    principals {
      type        = var.any
      identifiers = ["x"]
    }
  }
}
data "aws_iam_policy_document" "loop" {
  source_policy_documents = [data.aws_iam_policy_document.loop.json]
}
module "m" {
  source = "./m"
  on     = true
}
module "off" {
  source = "./m"
  on     = false
}
`

// TestPolicyDocuments holds what each document gives, as a text with what is not
// known in <>. What the whole depends on makes it not known.
func TestPolicyDocuments(t *testing.T) {
	const module = `
variable "on" {}
data "aws_iam_policy_document" "d" {
  dynamic "statement" {
    for_each = var.on ? [1] : []
    content { actions = ["x:on"] }
  }
}
output "json" { value = data.aws_iam_policy_document.d.json }
`
	for _, c := range []struct{ expr, want string }{
		{"one.json", `"{'Statement':[{'Action':'kinesis:PutRecord','Effect':'Allow','Resource':['<aws_kinesis_stream.s.arn>','<${aws_kinesis_stream.s.arn}>/*'],'Sid':'Put'}],'Version':'2012-10-17'}"`},
		{"one.minified_json", `"{'Statement':[{'Action':'kinesis:PutRecord','Effect':'Allow','Resource':['<aws_kinesis_stream.s.arn>','<${aws_kinesis_stream.s.arn}>/*'],'Sid':'Put'}],'Version':'2012-10-17'}"`},
		{"trust.json", `"{'Id':'t','Statement':[{'Action':['sts:AssumeRole','sts:TagSession'],'Condition':{'StringEquals':{'aws:PrincipalOrgID':['o-1','o-2'],'aws:SourceAccount':'111122223333'}},'Effect':'Deny','Principal':{'AWS':'111122223333','Service':['logs.amazonaws.com','logs.<${var.any}>.amazonaws.com']}}],'Version':'2008-10-17'}"`},
		{"all.json", `"{'Statement':[{'Effect':'Allow','NotAction':'s3:*','NotResource':'arn:aws:s3:::${aws:username}','Principal':'*'}],'Version':'2012-10-17'}"`},
		{`several["b"].json`, `"{'Statement':[{'Action':'x:b','Effect':'Allow'}],'Version':'2012-10-17'}"`},
		{"counted[0].json", `"{'Statement':[{'Action':'x:counted','Effect':'Allow'}],'Version':'2012-10-17'}"`},
		{"some[0].json", `"{'Statement':[{'Action':'x:some','Effect':'Allow'}],'Version':'2012-10-17'}"`},
		{"merged.json", `"{'Statement':[{'Action':'kinesis:PutRecords','Effect':'Allow','Sid':'Put'},{'Action':'no:<${var.any}>','Sid':'Get'},{'Action':'x:a','Effect':'Allow'}],'Version':'2012-10-17'}"`},
		{"dynamic.json", `"{'Statement':[{'Action':'x:a','Effect':'Allow'},{'Action':'x:b','Effect':'Allow'}],'Version':'2012-10-17'}"`},
		{"who.json", `"{'Statement':['<principals>'],'Version':'2012-10-17'}"`},
		{"vague.json", "?"},
		{"maybe.json", "?"},
		{"sids.json", "?"},
		{"loop.json", "?"},
		{"none.json", "?"},
		{"one.arn", "?"},
		{"one", "{"},
		{"= module.m.json", `"{'Statement':[{'Action':'x:on','Effect':'Allow'}],'Version':'2012-10-17'}"`},
		{"= module.off.json", `"{'Statement':[],'Version':'2012-10-17'}"`},
		{`= join("", data.aws_iam_policy_document.counted[*].json)`, `"{'Statement':[{'Action':'x:counted','Effect':'Allow'}],'Version':'2012-10-17'}"`},
		{`= try(data.aws_iam_policy_document.counted[0].json, "{}")`, `"{'Statement':[{'Action':'x:counted','Effect':'Allow'}],'Version':'2012-10-17'}"`},
		{`= try(join("", data.aws_iam_policy_document.counted.*.json), "{}")`, "?"},
	} {
		expr, whole := strings.CutPrefix(c.expr, "= ")
		if !whole {
			expr = "data.aws_iam_policy_document." + expr
		}
		line := "  policy_document = " + expr + "\n"
		resource := "resource \"aws_cloudwatch_log_resource_policy\" \"p\" {\n  policy_name = \"p\"\n" + line + "}\n"
		for name, files := range map[string][2]string{"in the file": {documents + resource, ""}, "beside it": {resource, documents}} {
			f := source.NewReader(source.Input{Name: "main.tf", Data: []byte(files[0])})
			Read(f, Options{
				Siblings: func() []source.Input { return []source.Input{{Name: "other.tf", Data: []byte(files[1])}} },
				Module:   func(dir string) []source.Input { return []source.Input{{Name: dir + "/main.tf", Data: []byte(module)}} },
			})
			sourcetest.CheckFile(t, f.File())
			got := "none"
			for _, r := range f.Resources {
				if r.Address == "aws_cloudwatch_log_resource_policy.p" {
					got = strings.ReplaceAll(sourcetest.Shown(r.Input.Get("policyDocument")), `\"`, "'")
				}
			}
			if got != c.want && (c.want != "{" || !strings.HasPrefix(got, c.want)) {
				t.Errorf("%s, %s: %s, want %s", c.expr, name, got, c.want)
			}
		}
	}
}

// TestManyStatements: documents that are made of themselves twice, or that replace each
// other's statements, take no more than a file may.
func TestManyStatements(t *testing.T) {
	var twice, sids strings.Builder
	twice.WriteString("data \"aws_iam_policy_document\" \"d0\" {\n  statement { actions = [\"x:y\"] }\n}\n")
	for i := 1; i <= 40; i++ {
		fmt.Fprintf(&twice, "data \"aws_iam_policy_document\" \"d%d\" {\n  source_policy_documents = [data.aws_iam_policy_document.d%d.json, data.aws_iam_policy_document.d%[2]d.json]\n}\n", i, i-1)
	}
	sids.WriteString("data \"aws_iam_policy_document\" \"d40\" {\n")
	for i := range 3000 {
		fmt.Fprintf(&sids, "  statement {\n    sid = \"s%d\"\n  }\n", i)
	}
	sids.WriteString("}\n")
	for what, text := range map[string]string{"twice": twice.String(), "many": sids.String()} {
		f := source.NewReader(source.Input{Name: "main.tf", Data: []byte(text + "resource \"aws_cloudwatch_log_resource_policy\" \"p\" {\n  policy_name = \"p\"\n  policy_document = data.aws_iam_policy_document.d40.json\n}\n")})
		Read(f, Options{})
		if v := f.Resources[0].Input.Get("policyDocument"); v.Kind != source.Unknown || len(f.Problems) == 0 {
			t.Errorf("%s: %s, %d problems", what, sourcetest.Shown(v)[:min(len(sourcetest.Shown(v)), 80)], len(f.Problems))
		}
	}
}
