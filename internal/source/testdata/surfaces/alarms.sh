#!/bin/bash
# logsieve: ignore[x] -- reason
set -e
GROUP=app   # the log group

aws logs put-metric-filter \
  --log-group-name "$GROUP" \
  --filter-name root-login \
  --filter-pattern '{ $.userIdentity.type = "Root" && $.eventType != "AwsServiceEvent" }' \
  --metric-transformations metricName=RootLogin,metricNamespace=Security,metricValue=1,defaultValue=0

aws --region "$REGION" logs put-metric-filter --log-group-name=app --filter-name="f-$ENV" \
  --filter-pattern="{ \$.a = \"x\" && $.b = \"$VALUE\" }" \
  --metric-transformations '[{"metricName": "A\u0042", "metricNamespace": "N", "metricValue": "$.latency", "defaultValue": 1.5}]'

if aws logs test-metric-filter --filter-pattern "?ERROR ?WARN" --log-event-messages "ERROR one" 'it'"'"'s' > /dev/null 2>&1; then
  echo ok
fi
cat <<EOF
aws logs put-metric-filter --filter-name not-a-command
EOF
events=$(aws logs filter-log-events --log-group-name "/aws/lambda/$1" --filter-pattern ERROR\ x --start-time $(date +%s) | jq '.events[]')
aws logs tail /aws/lambda/f --follow --filter-pattern '-DEBUG'
aws logs put-subscription-filter --cli-input-json file://subscription.json --filter-pattern ""
aws logs put-subscription-filter "${ARGS[@]}" --log-group-name g
aws logs put-retention-policy --log-group-name g --retention-in-days 14
aws logs put-metric-filter --log-group-name g --filter-name h --filter-pattern $'a\tb' \
  --metric-transformations metricName=M,metricNamespace="My Space",metricValue='$.v',dimensions={Host=$.host,"Size"='$.s'},unit=Count
aws logs describe-log-groups --log-group-name-prefix x
aws logs create-log-group --log-group-name "a" --tags Team=x,Env=$ENV
aws logs start-live-tail --log-group-identifiers arn:aws:logs:eu-west-1:111122223333:log-group:a b --log-event-filter-pattern '%x+%'
aws logs put-metric-filter --log-group-name g --filter-name j --filter-pattern '' \
  --metric-transformations "[{\"metricName\": \"$NAME-$ENV\", \"metricNamespace\": \"$NS\", \"metricValue\": \"1\"}]"
