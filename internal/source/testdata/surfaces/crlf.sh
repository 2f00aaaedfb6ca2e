aws logs test-metric-filter \
  --filter-pattern 'a' \
  --log-event-messages b
