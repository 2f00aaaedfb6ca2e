resource "aws_cloudwatch_log_metric_filter" "errors" {
  name           = "errors"
  log_group_name = "/svc/tf"
  pattern        = "{ $.level = \"ERROR\" && $.code == 500 }"

  metric_transformation {
    name          = "Errors"
    namespace     = "Svc"
    value         = "1"
    default_value = "0"
  }
}

resource "aws_cloudwatch_log_metric_filter" "fine" {
  name           = "fine"
  log_group_name = "/svc/tf2"
  pattern        = "{ $.level = \"ERROR\" && $.code = 500 }"

  metric_transformation {
    name          = "Errors"
    namespace     = "Svc"
    value         = "1"
    default_value = "0"
  }
}
