resource "aws_cloudwatch_log_subscription_filter" "s" {
  name            = "s"
  log_group_name  = "/two/s"
  filter_pattern  = <<EOT
{ $.a = 1 }
EOT
  destination_arn = aws_lambda_function.f.arn
}
