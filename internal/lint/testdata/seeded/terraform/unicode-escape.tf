resource "aws_cloudwatch_log_metric_filter" "u" {
  name           = "u"
  log_group_name = "/svc/u"
  pattern        = "{ $.msg = \"\u00fcber\" && $.x = \"\U0001F642é\" && $.n == 1 }"
  metric_transformation {
    name          = "Errors"
    namespace     = "Svc"
    value         = "1"
    default_value = 0
  }
}
