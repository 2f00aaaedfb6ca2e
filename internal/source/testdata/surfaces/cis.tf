locals {
  controls = {
    UnauthorizedAPICalls = {
      pattern = "{ ($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\") }"
      value   = 1
    }
    "Root Usage" = {
      pattern = <<-EOT
        { $.userIdentity.type = "Root" }
      EOT
    }
    skipped = { pattern = "x" }
  }
  enabled = { for k, v in local.controls : k => merge({ value = 2 }, v) if !contains(var.disabled, k) }
  prefix  = "${var.namespace}-"
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  for_each = var.create ? local.enabled : {}

  name           = "${local.prefix}${lower(each.key)}"
  pattern        = each.value["pattern"]
  log_group_name = local.group

  metric_transformation {
    name      = each.key
    namespace = var.namespace
    value     = lookup(each.value, "value", "1")
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each            = local.enabled
  alarm_name          = each.key
  metric_name         = aws_cloudwatch_log_metric_filter.this[each.key].metric_transformation[0].name
  namespace           = var.namespace
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = "1"
  threshold           = 1
  period              = 300
  statistic           = "Sum"
  dimensions          = { Env = "prod" }
}
