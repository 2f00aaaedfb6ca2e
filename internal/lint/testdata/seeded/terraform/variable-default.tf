variable "pattern" {
  type    = string
  default = "[ERROR]"
}

resource "aws_cloudwatch_log_subscription_filter" "sub" {
  name            = "sub"
  log_group_name  = "/svc/var"
  filter_pattern  = var.pattern
  destination_arn = "arn:aws:lambda:eu-west-1:123456789012:function:ship"
}
