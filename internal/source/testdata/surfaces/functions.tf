locals {
  words = ["ERROR", "WARN ", null, ""]
  group = "App"
  doc   = "{ $.a = 1 }\n"
}

variable "region" {
  default = ""
}
variable "owner" {
  type    = string
  default = null
}

resource "aws_cloudwatch_log_account_policy" "all" {
  policy_name = format("all-%s-%d%%", lower(local.group), 3)
  policy_type = "SUBSCRIPTION_FILTER_POLICY"
  policy_document = jsonencode({
    FilterPattern  = "{ $.level = \"error\" && $.a > 1 }"
    DestinationArn = aws_lambda_function.f.arn
    Distribution   = var.region == "" ? "Random" : "ByLogStream"
  })
  selection_criteria = "LogGroupName NOT IN [\"a\"]"
}

resource "aws_cloudwatch_log_subscription_filter" "joined" {
  name            = join("-", ["a", var.owner, upper("b")])
  log_group_name  = join("", aws_cloudwatch_log_group.g.*.name)
  filter_pattern  = join(" ", [for w in compact(local.words) : "?${trimspace(w)}"])
  destination_arn = try(aws_kinesis_stream.a[0].arn, "")
  role_arn        = coalesce(var.owner, "arn:aws:iam::111122223333:role/put")
  distribution    = var.region
}

resource "aws_cloudwatch_log_metric_filter" "cut" {
  count          = 2
  name           = "cut-${count.index}"
  pattern        = chomp(local.doc)
  log_group_name = local.unknown_name
  metric_transformation {
    name          = replace("a.b-c", "/[.-]/", "_")
    namespace     = element(["x", "y"], count.index)
    value         = "${1 + 2}"
    default_value = null
    dimensions    = {}
  }
}

resource "aws_cloudwatch_log_group" "g" {
  count             = 1
  name              = "g"
  retention_in_days = "14"
}
