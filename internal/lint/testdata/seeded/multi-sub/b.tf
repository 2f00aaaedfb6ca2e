resource "aws_cloudwatch_log_subscription_filter" "s3" {
  name            = "s3"
  log_group_name  = "/shared/sub"
  filter_pattern  = "INFO"
  destination_arn = "arn:aws:lambda:eu-west-1:123456789012:function:three"
}
