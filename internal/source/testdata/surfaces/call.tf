variable "pattern" {
  default = "ERROR"
}

module "alarm" {
  for_each = { a = "one", b = "two" }
  source   = "./alarm"
  name     = each.key
  pattern  = "{ $.a = \"${each.value}\" }"
}

resource "aws_cloudwatch_log_metric_filter" "f" {
  name           = "f"
  log_group_name = "g"
  pattern        = var.pattern
}
