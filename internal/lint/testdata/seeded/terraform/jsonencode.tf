resource "aws_cloudwatch_log_account_policy" "ship" {
  policy_name = "ship"
  policy_type = "SUBSCRIPTION_FILTER_POLICY"
  scope       = "ALL"
  policy_document = jsonencode({
    DestinationArn = "arn:aws:lambda:eu-west-1:123456789012:function:ship"
    FilterPattern  = "{ $.level == \"ERROR\" }"
    Distribution   = "Random"
  })
}
