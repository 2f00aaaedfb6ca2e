locals {
  alarms = {
    console = "{ $.eventName = \"ConsoleLogin\" }"
    root    = "{ $.userIdentity.type = 'Root' }"
  }
}

resource "aws_cloudwatch_log_metric_filter" "alarms" {
  for_each       = local.alarms
  name           = each.key
  log_group_name = "/trail/foreach"
  pattern        = each.value

  metric_transformation {
    name          = each.key
    namespace     = "Cis"
    value         = "1"
    default_value = "0"
  }
}
