#!/bin/sh
aws logs filter-log-events --log-group-name /svc/shell --filter-pattern "{ \$.level = \"ERROR\" && \$.n > \"3\" }"
aws logs test-metric-filter --filter-pattern '{ $.level = "ERROR" }' --log-event-messages '{"level": "ERROR"}'
aws logs put-retention-policy --log-group-name /svc/shell --retention-in-days 100
