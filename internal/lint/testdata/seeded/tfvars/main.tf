variable "pattern" {
  type    = string
  default = "{ $.a == 1 }"
}

resource "aws_cloudwatch_log_metric_filter" "v" {
  name           = "v"
  log_group_name = "/svc/v"
  pattern        = var.pattern
  metric_transformation {
    name          = "V"
    namespace     = "Svc"
    value         = "1"
    default_value = "0"
  }
}
