resource "aws_cloudwatch_log_metric_filter" "known" {
  name           = "known"
  pattern        = "ERROR"
  log_group_name = "g"
  dynamic "metric_transformation" {
    for_each = [{ name = "A" }, { name = "B" }]
    content {
      name      = metric_transformation.value.name
      namespace = "N"
      value     = metric_transformation.key
    }
  }
}

resource "aws_cloudwatch_log_metric_filter" "unknown" {
  for_each       = toset(var.names)
  name           = each.key
  pattern        = "ERROR"
  log_group_name = "g"
  dynamic "metric_transformation" {
    for_each = var.metrics
    iterator = m
    content {
      name = m.value
    }
  }
}

resource "aws_cloudwatch_log_stream" "s" {
  for_each       = toset(["b", "a"])
  name           = each.value
  log_group_name = "g"
}
