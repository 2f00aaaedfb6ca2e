resource "aws_cloudwatch_log_metric_filter" "trimmed" {
  name           = "trimmed"
  log_group_name = "/svc/trimmed"
  pattern        = "  { $.a = 1 }  "

  metric_transformation {
    name          = "Trimmed"
    namespace     = "Svc"
    value         = "1"
    default_value = "0"
  }
}

resource "aws_cloudwatch_log_metric_filter" "trimmed_bad" {
  name           = "trimmed_bad"
  log_group_name = "/svc/trimmed2"
  pattern        = "  { $.a == 1 }  "

  metric_transformation {
    name          = "Trimmed"
    namespace     = "Svc"
    value         = "1"
    default_value = "0"
  }
}
