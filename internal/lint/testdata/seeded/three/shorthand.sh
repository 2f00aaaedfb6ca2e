#!/bin/sh
aws logs put-metric-filter --log-group-name /three/sh --filter-name f --filter-pattern '{ $.ms = * }' \
  --metric-transformations metricName=A,metricNamespace=AWS/Three,metricValue='$.ms',unit=Millis,defaultValue=0
aws logs create-log-group --log-group-name 'my group'
aws logs put-retention-policy --log-group-name my-group --retention-in-days 30
