resource "aws_cloudwatch_log_subscription_filter" "escapes" {
  name            = "\u00e9\U0001F600 \t|$${x}|%%{y}|$|%|$$|\\"
  log_group_name  = "a${"b"}c"
  filter_pattern  = "\"a \\\" b\" -\"$${c}\""
  destination_arn = "${aws_lambda_function.f.arn}"
  role_arn        = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:role/${ local.role }"
}

locals {
  role = "put"
}
