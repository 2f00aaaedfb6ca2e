resource "aws_cloudwatch_log_metric_filter" "root_login" {
  name           = "root"
  pattern        = "{ $.userIdentity.type = \"Root\" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != \"AwsServiceEvent\" }"
  log_group_name = "trail"
  metric_transformation {
    name      = "RootLogin"
    namespace = "CIS"
    value     = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "root" {
  alarm_name = "root"
  metric_name = aws_cloudwatch_log_metric_filter.root_login.metric_transformation[0].name
  namespace = "CIS"
  statistic = "Sum"
  period = 300
  evaluation_periods = 1
  threshold = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data = "notBreaching"
}
variable "pattern" {}
resource "aws_cloudwatch_log_metric_filter" "unknown" {
  name           = "unknown"
  pattern        = var.pattern
  log_group_name = "trail"
  metric_transformation {
    name      = "Unknown"
    namespace = "CIS"
    value     = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "elsewhere" {
  alarm_name          = "elsewhere"
  metric_name         = "RootLogins"
  namespace           = "CIS"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
}
resource "aws_cloudwatch_metric_alarm" "percentile" {
  alarm_name          = "percentile"
  metric_name         = "RootLogin"
  namespace           = "CIS"
  extended_statistic  = "p99"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
}
