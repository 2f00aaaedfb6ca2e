variable "name" {}
variable "pattern" {}
variable "unit" {
  default = null
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  name           = var.name
  log_group_name = "/svc/call"
  pattern        = var.pattern

  metric_transformation {
    name          = var.name
    namespace     = "AWS/Svc"
    value         = "1"
    default_value = 0
    unit          = var.unit
  }
}
