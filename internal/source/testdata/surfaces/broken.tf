resource "aws_cloudwatch_log_metric_filter" "broken" {
  name    = "broken"
  pattern = "{ $.a = 1 }
  log_group_name = "g"
}

resource "aws_cloudwatch_log_group" "after" {
  name = "after"
}
