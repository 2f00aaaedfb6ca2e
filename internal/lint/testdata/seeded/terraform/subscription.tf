resource "aws_cloudwatch_log_subscription_filter" "kinesis" {
  name            = "kinesis"
  log_group_name  = "/svc/k"
  filter_pattern  = ""
  destination_arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/logs"
}

resource "aws_cloudwatch_log_subscription_filter" "lambda" {
  name            = "lambda"
  log_group_name  = "/svc/l"
  filter_pattern  = "connection refused by peer"
  destination_arn = "arn:aws:lambda:eu-west-1:123456789012:function:ship"
  role_arn        = "arn:aws:iam::123456789012:role/ship"
}

resource "aws_cloudwatch_log_subscription_filter" "ref" {
  name            = "ref"
  log_group_name  = "/svc/r"
  filter_pattern  = "?ERROR ?WARN"
  destination_arn = aws_kinesis_stream.logs.arn
  role_arn        = aws_iam_role.ship.arn
}
