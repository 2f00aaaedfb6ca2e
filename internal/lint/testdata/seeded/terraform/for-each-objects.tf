resource "aws_cloudwatch_log_metric_filter" "alarms" {
  for_each = {
    slow = { pattern = "{ $.ms > 1000 }", value = "$.ms", unit = "Milliseconds" }
    big  = { pattern = "{ $.bytes > 10 && $.bytes < 5 }", value = "$.bytes", unit = "MB" }
  }
  name           = each.key
  log_group_name = "/svc/${each.key}"
  pattern        = each.value.pattern

  metric_transformation {
    name          = each.key
    namespace     = "Svc"
    value         = each.value.value
    unit          = each.value.unit
    default_value = 0
  }
}
