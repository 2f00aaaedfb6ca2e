#!/bin/bash
set -euo pipefail

aws logs put-metric-filter \
  --log-group-name /svc/shell \
  --filter-name errors \
  --filter-pattern '{ $.level = "ERROR" && $.code == 500 }' \
  --metric-transformations metricName=Errors,metricNamespace=Svc,metricValue=1,defaultValue=0

aws logs put-subscription-filter --log-group-name /svc/shell2 --filter-name ship \
  --filter-pattern 'Task timed out' \
  --destination-arn arn:aws:lambda:eu-west-1:123456789012:function:ship

aws logs filter-log-events --log-group-name "$GROUP" --filter-pattern '?ERROR ?WARN'
aws logs filter-log-events --log-group-name "$GROUP" --filter-pattern "$PATTERN"
