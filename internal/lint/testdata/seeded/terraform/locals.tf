locals {
  group   = "/svc/locals"
  pattern = "{ $.a == 1 }"
}

resource "aws_cloudwatch_log_metric_filter" "local" {
  name           = "local"
  log_group_name = local.group
  pattern        = local.pattern

  metric_transformation {
    name          = "Local"
    namespace     = "Svc"
    value         = "1"
    default_value = "0"
  }
}
