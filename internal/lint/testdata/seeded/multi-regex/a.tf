resource "aws_cloudwatch_log_metric_filter" "r1" {
  name           = "r1"
  log_group_name = "/shared/group"
  pattern        = "%timeout [0-9]+%"
  metric_transformation {
    name          = "R1"
    namespace     = "Svc"
    value         = "1"
    default_value = "0"
  }
}
resource "aws_cloudwatch_log_metric_filter" "r2" {
  name           = "r2"
  log_group_name = "/shared/group"
  pattern        = "%refused [0-9]+%"
  metric_transformation {
    name          = "R2"
    namespace     = "Svc"
    value         = "1"
    default_value = "0"
  }
}
resource "aws_cloudwatch_log_metric_filter" "r3" {
  name           = "r3"
  log_group_name = "/shared/group"
  pattern        = "%denied [0-9]+%"
  metric_transformation {
    name          = "R3"
    namespace     = "Svc"
    value         = "1"
    default_value = "0"
  }
}
