# The filter that finds failed log-ins.
resource "aws_cloudwatch_log_metric_filter" "failed_logins" {
  name           = "failed-logins"
  pattern        = "{ $.eventName = \"ConsoleLogin\" && $.errorMessage = \"Failed \\\"x\\\"\" }"
  log_group_name = aws_cloudwatch_log_group.trail.name // by reference

  metric_transformation {
    name          = "FailedLogins"
    namespace     = "Security"
    value         = 1
    default_value = "0"
    unit          = "Count"
    dimensions = {
      User   = "$.userIdentity.userName"
      "Type" = "$.userIdentity.type"
    }
  }
}

/* retention
   of a year */
resource "aws_cloudwatch_log_group" "trail" {
  name              = "trail"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.logs.arn
  tags = {
    Team = "security"
  }
}

resource "aws_cloudwatch_log_group" "forever" {
  name_prefix       = "/aws/lambda/"
  retention_in_days = 0
}

resource "aws_cloudwatch_log_group" "nameless" {}

resource "aws_cloudwatch_log_subscription_filter" "all" {
  name            = "all"
  log_group_name  = "trail"
  filter_pattern  = ""
  destination_arn = aws_kinesis_stream.logs.arn
  role_arn        = ""
  depends_on      = [aws_iam_role_policy.put, aws_cloudwatch_log_group.trail]
}

resource "aws_s3_bucket" "other" {
  bucket = "x"
}
