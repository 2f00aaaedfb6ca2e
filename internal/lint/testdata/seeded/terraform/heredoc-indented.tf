resource "aws_cloudwatch_log_metric_filter" "console" {
  name           = "console"
  log_group_name = "/trail/tf"
  pattern        = <<-PATTERN
    {
      ($.eventName = "ConsoleLogin") &&
        ($.responseElements.ConsoleLogin = 'Failure')
    }
  PATTERN

  metric_transformation {
    name          = "Console"
    namespace     = "Cis"
    value         = "1"
    default_value = "0"
  }
}
