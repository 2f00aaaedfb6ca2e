resource "aws_cloudwatch_log_metric_filter" "tpl" {
  name           = "tpl"
  log_group_name = "/svc/tpl"
  pattern        = "{ $.tpl = \"$${name}\" && $.pct = \"%%{if}\" && $.n > \"3\" }"

  metric_transformation {
    name          = "Tpl"
    namespace     = "Svc"
    value         = "1"
    default_value = "0"
  }
}
