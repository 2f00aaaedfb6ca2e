variable "env" {
  type = string
}

resource "aws_cloudwatch_log_metric_filter" "env" {
  name           = "env-${var.env}"
  log_group_name = "/svc/${var.env}"
  pattern        = "{ $.env = \"${var.env}\" && $.ok = true }"

  metric_transformation {
    name          = "Env"
    namespace     = "Svc/${var.env}"
    value         = "1"
    default_value = "0"
  }
}

resource "aws_cloudwatch_log_metric_filter" "unknown" {
  name           = "unknown"
  log_group_name = var.env
  pattern        = var.env

  metric_transformation {
    name          = "Env"
    namespace     = "Svc"
    value         = "1"
    default_value = "0"
  }
}
