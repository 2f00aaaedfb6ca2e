resource "aws_cloudwatch_log_data_protection_policy" "p" {
  log_group_name = "g"
  policy_document = jsonencode({
    Name    = "p"
    Version = "2021-06-01"
    Statement = [
      {
        DataIdentifier = ["EmailAddress"]
        Operation      = { Audit = { FindingsDestination = {} } }
      },
      {
        DataIdentifier = [var.identifier]
        Operation      = { Deidentify = { MaskConfig = {} } }
      },
    ]
  })
}

resource "aws_cloudwatch_log_index_policy" "i" {
  log_group_name  = "g"
  policy_document = "{\"fields\": [\"a\"]}"
}

resource "aws_cloudwatch_log_transformer" "t" {
  log_group_arn = "arn:aws:logs:us-east-1:111122223333:log-group:g"
  transformer_config {
    grok {
      match = "%%{NOPE:a}"
    }
  }
  transformer_config {
    add_keys {
      entry {
        key   = "a"
        value = "b"
      }
    }
  }
}

resource "aws_cloudwatch_log_transformer" "good" {
  log_group_arn = "arn:aws:logs:us-east-1:111122223333:log-group:g"
  transformer_config {
    parse_json {}
  }
  transformer_config {
    trim_string {
      with_keys = ["a"]
    }
  }
}

resource "aws_cloudwatch_log_anomaly_detector" "d" {
  detector_name      = "d"
  log_group_arn_list = ["arn:aws:logs:us-east-1:111122223333:log-group:a", "arn:aws:logs:us-east-1:111122223333:log-group:b"]
  filter_pattern     = "[a"
  enabled            = true
}

resource "aws_cloudwatch_log_delivery_destination_policy" "p" {
  delivery_destination_name   = "d"
  delivery_destination_policy = jsonencode({ Statement = [{ Effect = "allow", Principal = "*", Action = "logs:CreateDelivery", Resource = "*" }] })
}
