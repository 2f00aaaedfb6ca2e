#!/usr/bin/env bash
# The founding documents' operations, by the AWS CLI.
set -euo pipefail
export AWS_PAGER=

logs() { aws --endpoint-url "$AWS_ENDPOINT_URL" --output json logs "$@"; }

# is WANT COMMAND ARG...: what a command prints, without the punctuation of
# JSON and with its blanks made one. Text output would query page by page.
is() {
  want=$1
  shift
  got=$("$@" 2>&1 | tr -s '\n\t "[],' ' ' | sed 's/^ //; s/ $//') || true
  if [ "$got" != "$want" ]; then
    printf 'FAIL %s\n  got:  %s\n  want: %s\n' "$*" "$got" "$want" >&2
    exit 1
  fi
}
refused() {
  code=$1
  shift
  if out=$("$@" 2>&1) || [[ $out != *"($code)"* ]]; then
    printf 'FAIL %s\n  got:  %s\n  want: %s\n' "$*" "$out" "$code" >&2
    exit 1
  fi
}

now=$(date +%s)000
role=arn:aws:iam::123456789012:role/r
stream=arn:aws:kinesis:us-east-1:123456789012:stream/s
policy='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"logs:PutSubscriptionFilter","Resource":"*"}]}'
resource_policy='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"es.amazonaws.com"},"Action":"logs:PutLogEvents","Resource":"*"}]}'

is '1' logs test-metric-filter --filter-pattern '{ $.a = 1 }' --log-event-messages '{"a": 1}' '{"a": 2}' --query 'matches[].eventNumber'
is '1' logs test-metric-filter --filter-pattern '[a, b]' --log-event-messages 'x y' 'z' --query 'length(matches)'
refused InvalidParameterException logs test-metric-filter --filter-pattern '{ $.a = }' --log-event-messages x

for i in 1 2 3 4 5; do is '' logs create-log-group --log-group-name "app/$i" --tags team=core; done
refused ResourceAlreadyExistsException logs create-log-group --log-group-name app/1
is '5' logs describe-log-groups --page-size 2 --query 'length(logGroups)'
is 'app/1 app/2 app/3' logs describe-log-groups --page-size 1 --max-items 3 --query 'logGroups[].logGroupName'
is '' logs put-retention-policy --log-group-name app/1 --retention-in-days 7
is '7' logs describe-log-groups --log-group-name-prefix app/1 --query 'logGroups[0].retentionInDays'
is '' logs delete-retention-policy --log-group-name app/1
is '' logs associate-kms-key --log-group-name app/1 --kms-key-id arn:aws:kms:us-east-1:123456789012:key/1
is '' logs disassociate-kms-key --log-group-name app/1
is '' logs tag-log-group --log-group-name app/1 --tags env=prod
is 'prod core' logs list-tags-log-group --log-group-name app/1 --query 'tags.[env,team]'
is '' logs untag-log-group --log-group-name app/1 --tags env

is '' logs create-log-stream --log-group-name app/1 --log-stream-name a
is '' logs create-log-stream --log-group-name app/1 --log-stream-name b
is '' logs put-metric-filter --log-group-name app/1 --filter-name errors --filter-pattern ERROR \
  --metric-transformations metricName=Errors,metricNamespace=App,metricValue=1,defaultValue=0
is 'errors' logs describe-metric-filters --metric-name Errors --metric-namespace App --query 'metricFilters[].filterName'
is '' logs put-subscription-filter --log-group-name app/1 --filter-name all --filter-pattern '' --destination-arn "$stream" --role-arn "$role"
is 'ByLogStream' logs describe-subscription-filters --log-group-name app/1 --query 'subscriptionFilters[0].distribution'
refused ResourceNotFoundException logs put-log-events --log-group-name app/1 --log-stream-name none --log-events "timestamp=$now,message=x"
logs put-log-events --log-group-name app/1 --log-stream-name a --log-events "timestamp=$now,message=one" "timestamp=${now%000}002,message=ERROR" >/dev/null
is '1' logs put-log-events --log-group-name app/1 --log-stream-name b --log-events "timestamp=${now%000}001,message=two" "timestamp=9${now},message=late" --query rejectedLogEventsInfo.tooNewLogEventStartIndex
is 'one two ERROR' logs filter-log-events --log-group-name app/1 --page-size 1 --query 'events[].message'
is 'ERROR' logs filter-log-events --log-group-name app/1 --filter-pattern ERROR --query 'events[].message'
is 'ERROR' logs get-log-events --log-group-name app/1 --log-stream-name a --limit 1 --query 'events[].message'
is 'b a' logs describe-log-streams --log-group-name app/1 --descending --page-size 1 --query 'logStreams[].logStreamName'

is "$stream" logs put-destination --destination-name d --target-arn "$stream" --role-arn "$role" --query destination.targetArn
is '' logs put-destination-policy --destination-name d --access-policy "$policy"
is 'd' logs describe-destinations --destination-name-prefix d --query 'destinations[].destinationName'
is '' logs delete-destination --destination-name d
is 'p' logs put-resource-policy --policy-name p --policy-document "$resource_policy" --query resourcePolicy.policyName
is 'p' logs describe-resource-policies --query 'resourcePolicies[].policyName'
is '' logs delete-resource-policy --policy-name p

refused InvalidParameterException logs create-export-task --log-group-name app/1 --from 0 --to "$now" --destination none
task=$(logs create-export-task --log-group-name app/1 --from 0 --to "${now%000}999" --destination exports --query taskId | tr -d '"')
is "$task" logs describe-export-tasks --task-id "$task" --query 'exportTasks[].taskId'
refused ResourceNotFoundException logs cancel-export-task --task-id none

is '' logs delete-metric-filter --log-group-name app/1 --filter-name errors
is '' logs delete-subscription-filter --log-group-name app/1 --filter-name all
is '' logs delete-log-stream --log-group-name app/1 --log-stream-name b
is '' logs delete-log-group --log-group-name app/5
is '4' logs describe-log-groups --query 'length(logGroups)'

# The region is that of the signature: the same names in another one.
[ "$(aws --endpoint-url "$AWS_ENDPOINT_URL" --output text sts get-caller-identity --query Account)" = 123456789012 ]
west() { aws --endpoint-url "$AWS_ENDPOINT_URL" --region eu-west-1 --output json logs "$@"; }
watch() { aws --endpoint-url "$AWS_ENDPOINT_URL" --region eu-west-1 --output json cloudwatch "$@"; }
is '0' west describe-log-groups --query 'length(logGroups)'
is '' west create-log-group --log-group-name app/2
is 'arn:aws:logs:eu-west-1:123456789012:log-group:app/2:*' west describe-log-groups --query 'logGroups[].arn'
is '' west create-log-stream --log-group-name app/2 --log-stream-name a
if out=$(west list-log-groups --log-group-name-pattern '^app' --query 'logGroups[].logGroupName' --output text 2>&1); then
  [ "$out" = app/2 ] || { echo "FAIL list-log-groups: $out" >&2; exit 1; }
elif [[ $out == *"nvalid choice"* ]]; then
  echo 'skip list-log-groups: this AWS CLI is older than the operation'
else
  echo "FAIL list-log-groups: $out" >&2
  exit 1
fi

# What a metric filter has published is read back.
is '' west put-metric-filter --log-group-name app/2 --filter-name latency --filter-pattern '[path, ms]' \
  --metric-transformations 'metricName=Latency,metricNamespace=App,metricValue=$ms,unit=Milliseconds,dimensions={Path=$path}'
west put-log-events --log-group-name app/2 --log-stream-name a --log-events "timestamp=$now,message=/a 7.5" "timestamp=$now,message=/a 12.5" "timestamp=$now,message=/b 1" >/dev/null
minute=$((${now%000} / 60 * 60))
start=$(date -u -d "@$minute" +%FT%TZ) end=$(date -u -d "@$((minute + 60))" +%FT%TZ)
is '/a /b' watch list-metrics --namespace App --query 'Metrics[].Dimensions[].Value'
is '1' watch get-metric-statistics --namespace App --metric-name Latency --dimensions Name=Path,Value=/a \
  --start-time "$start" --end-time "$end" --period 60 --statistics Sum SampleCount --query 'length(Datapoints[?Sum==`20` && SampleCount==`2` && Unit==`Milliseconds`])'
is 'Complete' watch get-metric-data --start-time "$start" --end-time "$end" --query 'MetricDataResults[?Values[0]==`10`].StatusCode' --metric-data-queries \
  '[{"Id":"mean","MetricStat":{"Metric":{"Namespace":"App","MetricName":"Latency","Dimensions":[{"Name":"Path","Value":"/a"}]},"Period":60,"Stat":"Average"}}]'
is '0' aws --endpoint-url "$AWS_ENDPOINT_URL" --output json cloudwatch list-metrics --query 'length(Metrics[?MetricName==`Latency`])'
refused InvalidParameterCombination watch get-metric-statistics --namespace App --metric-name Latency --start-time "$end" --end-time "$start" --period 60 --statistics Sum
refused InvalidAction watch describe-alarms

# A live tail, by those versions that have it.
if out=$(west start-live-tail help 2>&1); [[ $out == *"nvalid choice"* ]]; then
  echo 'skip start-live-tail: this AWS CLI is older than the operation'
else
  mkfifo "$TAIL"
  west start-live-tail --log-group-identifiers arn:aws:logs:eu-west-1:123456789012:log-group:app/2 --log-event-filter-pattern '[path, ms > 100]' >"$TAIL" 2>&1 &
  tail=$!
  # A session begins when it does: log events come until one is shown.
  (while kill -0 $tail 2>/dev/null; do
    west put-log-events --log-group-name app/2 --log-stream-name a --log-events "timestamp=$now,message=/tailed 3" "timestamp=$now,message=/tailed 250" >/dev/null
  done) &
  IFS= read -r line <"$TAIL"
  kill $tail
  wait
  [[ $line == *"/tailed 250"* ]] || { echo "FAIL start-live-tail: $line" >&2; exit 1; }
fi

front() { aws --endpoint-url "$AWS_ENDPOINT_URL" --output json cloudfront "$@"; }
points="StreamType=Kinesis,KinesisStreamConfig={RoleARN=$role,StreamARN=$stream}"
is 'one' front create-realtime-log-config --name one --sampling-rate 100 --fields timestamp c-ip --end-points "$points" --query RealtimeLogConfig.Name
is '5' front update-realtime-log-config --name one --sampling-rate 5 --fields c-ip --end-points "$points" --query RealtimeLogConfig.SamplingRate
refused InvalidArgument front update-realtime-log-config --name one --sampling-rate 500 --fields c-ip --end-points "$points"
is '' front delete-realtime-log-config --name one

fabric() { aws --endpoint-url "$AWS_ENDPOINT_URL" --output text appfabric "$@"; }
bundle=aaaaaaaa-0000-4000-8000-000000000001
if out=$(fabric create-ingestion-destination --app-bundle-identifier $bundle --ingestion-identifier $bundle \
  --processing-configuration 'auditLog={schema=ocsf,format=json}' \
  --destination-configuration 'auditLog={destination={s3Bucket={bucketName=my-bucket}}}' --query ingestionDestination.status 2>&1); then
  [ "$out" = Active ] || { echo "FAIL create-ingestion-destination: $out" >&2; exit 1; }
elif [[ $out == *"nvalid choice"* ]]; then
  echo 'skip appfabric: this AWS CLI is older than the service'
else
  echo "FAIL create-ingestion-destination: $out" >&2
  exit 1
fi

# What was delivered is packed as for a Lambda function; first is what the put
# of a filter sends to Kinesis.
unpacked() { find "$DELIVERED/app%2F1/all" -name '*.json' | sort | sed -n "$1p" | xargs sed 's/.*"data":"//; s/".*//' | base64 -d | gzip -dc; }
unpacked 1 | grep -q '"messageType":"CONTROL_MESSAGE"'
unpacked 2 | grep -q '"messageType":"DATA_MESSAGE".*"message":"one"'

source='arn:aws:cloudfront::123456789012:distribution/E1'
is 'cloudfront' logs put-delivery-source --name ds --resource-arn "$source" --log-type ACCESS_LOGS --query deliverySource.service
is 'S3' logs put-delivery-destination --name dd --delivery-destination-configuration destinationResourceArn=arn:aws:s3:::b --query deliveryDestination.deliveryDestinationType
is '33' logs create-delivery --delivery-source-name ds --delivery-destination-arn arn:aws:logs:us-east-1:123456789012:delivery-destination:dd --query 'length(delivery.recordFields)'
is 'ds' logs describe-deliveries --query 'deliveries[].deliverySourceName'
refused ResourceNotFoundException logs get-delivery-source --name none
is 'true' logs put-query-definition --name q --query-string 'fields @message' --query 'length(queryDefinitionId) > `0`'
is 'q' logs describe-query-definitions --query 'queryDefinitions[].name'
