locals {
  events = ["StopLogging", "DeleteTrail"]
  any    = join(" || ", [for e in local.events : "($.eventName = ${e})"])
  filters = {
    for name, text in { a = "?WARN ERROR", b = "ERROR" } : name => { pattern = text, group = "/two/${name}" }
  }
}

resource "aws_cloudwatch_log_metric_filter" "any" {
  name           = "any"
  log_group_name = "/two/any"
  pattern        = "{ ${local.any} }"
  metric_transformation {
    name          = "Any"
    namespace     = "Two"
    value         = "1"
    default_value = 0
  }
}

resource "aws_cloudwatch_log_metric_filter" "each" {
  for_each       = local.filters
  name           = each.key
  log_group_name = each.value["group"]
  pattern        = each.value.pattern
  metric_transformation {
    name          = each.key
    namespace     = "Two"
    value         = "1"
    default_value = 0
  }
}
