resource "aws_cloudwatch_log_metric_filter" "tpl" {
  name           = "tpl"
  log_group_name = "/svc/tpl"
  pattern        = <<-EOT
    { $.tpl = "$${name}" && $.é = 1 | $.b = 2 }
  EOT

  metric_transformation {
    name          = "Tpl"
    namespace     = "Svc"
    value         = "1"
    default_value = "0"
  }
}
