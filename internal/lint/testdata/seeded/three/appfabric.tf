resource "aws_appfabric_ingestion_destination" "i" {
  app_bundle_arn = "arn:aws:appfabric:us-east-1:123456789012:appbundle/11111111-2222-3333-4444-555555555555"
  ingestion_arn  = "arn:aws:appfabric:us-east-1:123456789012:appbundle/11111111-2222-3333-4444-555555555555/ingestion/11111111-2222-3333-4444-555555555555"

  processing_configuration {
    audit_log {
      format = "parquet"
      schema = "ocsf"
    }
  }

  destination_configuration {
    audit_log {
      destination {
        firehose_stream {
          stream_name = "stream"
        }
      }
    }
  }
}
