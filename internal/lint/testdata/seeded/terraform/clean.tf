resource "aws_cloudwatch_log_group" "app" {
  name              = "/app/clean"
  retention_in_days = 14
}

resource "aws_cloudwatch_log_metric_filter" "http" {
  name           = "http"
  log_group_name = aws_cloudwatch_log_group.app.name
  pattern        = "[ip, id, user, timestamp, request, status_code = 5*, size]"

  metric_transformation {
    name          = "Http5xx"
    namespace     = "App"
    value         = "1"
    default_value = "0"
    unit          = "Count"
  }
}

resource "aws_cloudwatch_log_metric_filter" "size" {
  name           = "size"
  log_group_name = aws_cloudwatch_log_group.app.name
  pattern        = "[ip, id, user, timestamp, request, status_code, size]"

  metric_transformation {
    name      = "Size"
    namespace = "App"
    value     = "$size"
    unit      = "Bytes"
    dimensions = {
      Status = "$status_code"
    }
  }
}

data "aws_caller_identity" "me" {}

output "arn" {
  value = aws_cloudwatch_log_group.app.arn
}
