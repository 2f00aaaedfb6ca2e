resource "aws_cloudwatch_log_metric_filter" "members" {
  name           = "a:b"
  log_group_name = "/svc/my group"
  pattern        = "ERROR"

  metric_transformation {
    name          = "Errors"
    namespace     = "AWS/Lambda"
    value         = "many"
    unit          = "Requests"
    default_value = "0"
  }
}

resource "aws_cloudwatch_log_group" "days" {
  name              = "/svc/days"
  retention_in_days = 45
}

resource "aws_cloudwatch_log_group" "never" {
  name              = "/svc/never"
  retention_in_days = 0
}

resource "aws_cloudwatch_log_group" "none" {
  name = "/svc/none"
}
