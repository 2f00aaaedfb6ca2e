resource "aws_cloudfront_realtime_log_config" "r" {
  name          = "r"
  sampling_rate = 0
  fields        = ["timestamp", "timstamp"]

  endpoint {
    stream_type = "Kinesis"

    kinesis_stream_config {
      role_arn   = aws_iam_role.r.arn
      stream_arn = "arn:aws:firehose:us-east-1:123456789012:deliverystream/x"
    }
  }
}
