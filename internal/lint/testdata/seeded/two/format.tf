locals {
  service = "pay"
  slow    = format("{ $.service = \"%s\" && $.ms > 500 }", local.service)
  all     = join(" || ", ["$.a = 1", "$.b == 2"])
}

resource "aws_cloudwatch_log_metric_filter" "slow" {
  name           = "slow"
  log_group_name = "/two/slow"
  pattern        = local.slow
  metric_transformation {
    name          = "Slow"
    namespace     = "Two"
    value         = "1"
    default_value = 0
  }
}

resource "aws_cloudwatch_log_metric_filter" "all" {
  name           = "all"
  log_group_name = "/two/all"
  pattern        = "{ ${local.all} }"
  metric_transformation {
    name          = "All"
    namespace     = "Two"
    value         = "1"
    default_value = 0
  }
}
