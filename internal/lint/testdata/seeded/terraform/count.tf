resource "aws_cloudwatch_log_metric_filter" "maybe" {
  count          = var.enabled ? 1 : 0
  name           = "maybe"
  log_group_name = "/svc/maybe"
  pattern        = "?ERROR ?Exception ?*"

  metric_transformation {
    name          = "Maybe"
    namespace     = "Svc"
    value         = "1"
    default_value = "0"
  }
}

variable "enabled" {
  type = bool
}
