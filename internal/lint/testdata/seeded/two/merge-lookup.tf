locals {
  base  = { unit = "Count", pattern = "ERROR" }
  extra = merge(local.base, { unit = "Counts" })
}

resource "aws_cloudwatch_log_metric_filter" "m" {
  name           = "m"
  log_group_name = "/two/m"
  pattern        = lookup(local.extra, "pattern", "")
  metric_transformation {
    name          = "M"
    namespace     = "Two"
    value         = "1"
    unit          = local.extra.unit
    default_value = 0
  }
}
