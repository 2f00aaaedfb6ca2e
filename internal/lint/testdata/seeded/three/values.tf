variable "filters" {
  type = map(object({ pattern = string, value = optional(string, "1") }))
  default = {
    a = { pattern = "ERROR" }
    b = { pattern = "[..., ms]", value = "$sec" }
  }
}

resource "aws_cloudwatch_log_metric_filter" "f" {
  for_each       = var.filters
  name           = each.key
  log_group_name = "/three/${each.key}"
  pattern        = each.value.pattern
  metric_transformation {
    name          = each.key
    namespace     = "Three"
    value         = each.value.value
    default_value = 0
  }
}
