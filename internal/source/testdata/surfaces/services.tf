resource "aws_cloudfront_realtime_log_config" "cdn" {
  name          = "cdn"
  sampling_rate = 75
  fields        = ["timestamp", "c-ip"]

  endpoint {
    stream_type = "Kinesis"
    kinesis_stream_config {
      role_arn   = aws_iam_role.r.arn
      stream_arn = "arn:aws:kinesis:us-east-1:111122223333:stream/s"
    }
  }
}

resource "aws_appfabric_ingestion_destination" "d" {
  app_bundle_arn = "arn:aws:appfabric:us-east-1:111122223333:appbundle/b"
  ingestion_arn  = "arn:aws:appfabric:us-east-1:111122223333:ingestion/i"
  processing_configuration {
    audit_log {
      format = "json"
      schema = "raw"
    }
  }
  destination_configuration {
    audit_log {
      destination {
        s3_bucket {
          bucket_name = "bucket"
          prefix      = ""
        }
      }
    }
  }
  tags = { Team = "x" }
}

resource "aws_cloudwatch_log_destination" "d" {
  name       = "d"
  target_arn = "arn"
  role_arn   = "role"
}

resource "aws_cloudwatch_log_destination_policy" "d" {
  destination_name = aws_cloudwatch_log_destination.d.name
  access_policy    = data.aws_iam_policy_document.d.json
  force_update     = "true"
}

resource "aws_cloudwatch_log_resource_policy" "p" {
  policy_name     = "p"
  policy_document = file("policy.json")
}

resource "aws_cloudwatch_metric_alarm" "expr" {
  alarm_name          = "expr"
  comparison_operator = "LessThanThreshold"
  evaluation_periods  = 2
  metric_query {
    id         = "m1"
    expression = "m2/2"
  }
  metric_query {
    id = "m2"
    metric {
      metric_name = "A"
      namespace   = "N"
      period      = 60
      stat        = "Sum"
      dimensions  = { Host = "h" }
    }
  }
}
