#!/bin/sh
# aws logs tail --filter-pattern '{ broken'
aws logs tail /svc/shell --since 1h --filter-pattern='[ERROR]' --follow
aws logs tail /svc/shell --filter-pattern ERROR
