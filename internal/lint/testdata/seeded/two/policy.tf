resource "aws_cloudwatch_log_resource_policy" "p" {
  policy_name = "p"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "es.amazonaws.com" }
      Action    = ["logs:PutLogEvents", "logs:CreateLogStream"]
      Resource  = "*"
    }]
  })
}

resource "aws_cloudwatch_log_destination" "d" {
  name       = "d"
  target_arn = "arn:aws:sqs:eu-west-1:123456789012:q"
  role_arn   = "arn:aws:iam::123456789012:role/d"
}

resource "aws_cloudwatch_log_stream" "s" {
  log_group_name = "/two/s"
  name           = "a:b"
}
