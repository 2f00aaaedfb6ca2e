variable "create" {
  default = false
}
variable "disabled" {
  default = ["skipped"]
}
variable "namespace" {
  default = "CIS"
}
variable "group" {}
locals {
  group = aws_cloudwatch_log_group.other[0].name
}
resource "aws_cloudwatch_log_group" "other" {
  count = var.create ? 1 : 0
  name  = "other"
}
