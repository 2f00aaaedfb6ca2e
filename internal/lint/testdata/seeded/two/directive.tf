variable "strict" {
  type    = bool
  default = false
}

resource "aws_cloudwatch_log_metric_filter" "d" {
  name           = "d"
  log_group_name = "/two/d"
  pattern        = "{ $.a == 1%{ if var.strict } && $.b = 2%{ endif } }"
  metric_transformation {
    name          = "D"
    namespace     = "Two"
    value         = "1"
    default_value = 0
  }
}
