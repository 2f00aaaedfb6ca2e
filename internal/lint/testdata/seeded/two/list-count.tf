locals {
  patterns = [
    "ERROR",
    "could not connect",
    "\"could not connect\"",
  ]
}

resource "aws_cloudwatch_log_metric_filter" "n" {
  count          = length(local.patterns)
  name           = "n${count.index}"
  log_group_name = "/two/n${count.index}"
  pattern        = local.patterns[count.index]
  metric_transformation {
    name          = "N${count.index}"
    namespace     = "Two"
    value         = "1"
    default_value = 0
  }
}
