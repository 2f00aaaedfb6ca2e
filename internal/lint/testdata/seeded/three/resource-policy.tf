resource "aws_cloudwatch_log_resource_policy" "p" {
  policy_name     = "p"
  policy_document = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"es.amazonaws.com\"}, \"Action\": \"logs:GetLogEvents\", \"Resource\": \"*\"}]}"
}
