resource "aws_cloudwatch_log_metric_filter" "plain" {
  name           = "plain"
  log_group_name = "app"
  pattern        = <<PATTERN
{ ($.eventName = "DeleteTrail") ||
  ($.eventName = "StopLogging") }
PATTERN
  metric_transformation {
    name      = "A"
    namespace = "B"
    value     = "1"
  }
}

resource "aws_cloudwatch_log_metric_filter" "flush" {
  name           = "flush"
  log_group_name = "app"
  pattern        = <<-PATTERN
    { ($.a = "x\y") ||
        ($.b = "$${literal} %%{too} ${var.hole}")
      
      || ($.c = 1) }
  PATTERN
  metric_transformation {
    name      = "A"
    namespace = "B"
    value     = "1"
  }
}

resource "aws_cloudwatch_log_metric_filter" "trimmed" {
  name           = "trimmed"
  log_group_name = "app"
  pattern        = <<-EOT
    %{if true~}
    ERROR
    %{~endif}
    EOT
}

resource "aws_cloudwatch_log_subscription_filter" "blank" {
  name            = "blank"
  log_group_name  = "app"
  filter_pattern  = <<-EOT
    a
      
    b
  EOT
  destination_arn = try(var.arns["x"], local.arns.y, "arn")
}

variable "arns" {
  default = {}
}
locals {
  arns = { x = "x" }
}
