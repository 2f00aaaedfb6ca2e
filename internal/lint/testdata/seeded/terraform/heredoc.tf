resource "aws_cloudwatch_log_metric_filter" "console" {
  name           = "console"
  log_group_name = "/trail/tf"
  pattern        = <<EOT
{ ($.eventName = "ConsoleLogin") &&
  ($.additionalEventData.MFAUsed == "Yes") }
EOT

  metric_transformation {
    name          = "Console"
    namespace     = "Cis"
    value         = "1"
    default_value = "0"
  }
}
