variable "strict" {
  type = bool
}

resource "aws_cloudwatch_log_metric_filter" "cond" {
  name           = "cond"
  log_group_name = "/svc/cond"
  pattern        = var.strict ? "{ $.a = 1 }" : format("{ $.a = %d }", 2)

  metric_transformation {
    name          = "Cond"
    namespace     = "Svc"
    value         = "1"
    default_value = "0"
  }
}

resource "aws_cloudwatch_log_metric_filter" "joined" {
  name           = "joined"
  log_group_name = "/svc/joined"
  pattern        = join(" || ", ["{ $.a = 1", "$.b = 2 }"])

  metric_transformation {
    name          = "Joined"
    namespace     = "Svc"
    value         = "1"
    default_value = "0"
  }
}
