resource "aws_cloudwatch_log_subscription_filter" "s6" {
  name            = "s6"
  log_group_name  = "/shared/sub"
  filter_pattern  = "INFO"
  destination_arn = "arn:aws:lambda:eu-west-1:123456789012:function:six"
}
