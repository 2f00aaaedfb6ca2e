locals {
  groups = toset(["web", "api"])
}

resource "aws_cloudwatch_log_group" "g" {
  for_each          = local.groups
  name              = "/two/clean/${each.key}"
  retention_in_days = 90
}

resource "aws_cloudwatch_log_metric_filter" "errors" {
  for_each       = local.groups
  name           = "errors"
  log_group_name = aws_cloudwatch_log_group.g[each.key].name
  pattern        = "{ ($.level = \"ERROR\") && ($.msg != \"*timeout*\") && ($.ms >= 1.5) }"
  metric_transformation {
    name       = "Errors"
    namespace  = "Two"
    value      = "1"
    unit       = "Count"
    dimensions = { Level = "$.level" }
  }
}

resource "aws_cloudwatch_log_subscription_filter" "ship" {
  for_each        = aws_cloudwatch_log_group.g
  name            = "ship"
  log_group_name  = each.value.name
  filter_pattern  = ""
  destination_arn = aws_kinesis_firehose_delivery_stream.ship.arn
  role_arn        = aws_iam_role.ship.arn
  distribution    = "ByLogStream"
}
