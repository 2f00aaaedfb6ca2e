resource "aws_cloudwatch_log_group" "before" {
  name = "before"
}

resource "aws_cloudwatch_log_metric_filter" "broken" {
  name    = "broken"
  pattern =
  log_group_name = "g"
}

resource "aws_cloudwatch_log_group" "after" {
  name = "after"
}
