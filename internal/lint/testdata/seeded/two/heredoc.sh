#!/usr/bin/env bash
aws logs put-metric-filter --cli-input-json '{
  "logGroupName": "/two/sh",
  "filterName": "f",
  "filterPattern": "{ $.a == 1 }",
  "metricTransformations": [{"metricName": "A", "metricNamespace": "Two", "metricValue": "1", "defaultValue": 0}]
}'
aws --region eu-west-1 logs put-metric-filter --log-group-name /two/sh2 --filter-name g \
  --filter-pattern '{ $.msg = "it'\''s" && $.b == 1 }' \
  --metric-transformations '[{"metricName": "A", "metricNamespace": "Two", "metricValue": "1", "defaultValue": 0, "unit": "Ms"}]'
for g in a b; do
  aws logs put-subscription-filter --log-group-name "/two/$g" --filter-name s --filter-pattern "connection timed out" --destination-arn "$ARN"
done
