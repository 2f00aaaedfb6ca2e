resource "aws_cloudwatch_log_metric_filter" "four" {
  name           = "four"
  log_group_name = "/three/four"
  pattern        = "[a, b, c, d]"
  metric_transformation {
    name       = "Four"
    namespace  = "Three"
    value      = "$d"
    dimensions = { A = "$a", B = "$b", C = "$c", D = "$d" }
  }
}

resource "aws_cloudwatch_log_metric_filter" "session" {
  name           = "session"
  log_group_name = "/three/session"
  pattern        = "[ip, session_id, ms]"
  metric_transformation {
    name       = "Ms"
    namespace  = "Three"
    value      = "$ms"
    unit       = "Milliseconds"
    dimensions = { Session = "$session_id" }
  }
}

resource "aws_cloudwatch_log_metric_filter" "json_value" {
  name           = "json_value"
  log_group_name = "/three/json"
  pattern        = "{ $.ms = * }"
  metric_transformation {
    name          = "Ms"
    namespace     = "Three"
    value         = "$ms"
    default_value = 0
  }
}
