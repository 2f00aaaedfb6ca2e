resource "aws_cloudwatch_log_metric_filter" "dims" {
  name           = "dims"
  log_group_name = "/svc/dims"
  pattern        = "[ip, user, status, latency]"

  metric_transformation {
    name      = "Latency"
    namespace = "Svc"
    value     = "$time"
    dimensions = {
      Status = "$status"
      Host   = "$host"
    }
  }
}

resource "aws_cloudwatch_log_metric_filter" "dims_default" {
  name           = "dims_default"
  log_group_name = "/svc/dims2"
  pattern        = "[ip, user, status, latency]"

  metric_transformation {
    name          = "Latency"
    namespace     = "Svc"
    value         = "$latency"
    default_value = "0"
    dimensions = {
      Status = "$status"
    }
  }
}
