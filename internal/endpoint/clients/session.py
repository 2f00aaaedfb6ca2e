"""The founding documents' operations, two regions, a live tail and metrics, by boto3."""

import datetime
import json
import os
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def client(service, region="us-east-1"):
    return boto3.client(service, region_name=region, endpoint_url=os.environ["AWS_ENDPOINT_URL"], config=Config(inject_host_prefix=False))


def refused(code, call, **request):
    try:
        call(**request)
    except ClientError as e:
        assert e.response["Error"]["Code"] == code, e
        assert e.response["Error"]["Message"], e
    else:
        raise AssertionError(f"{request} is not refused")


def pages(logs, operation, member, **request):
    return [item for page in logs.get_paginator(operation).paginate(PaginationConfig={"PageSize": 1}, **request) for item in page[member]]


now = int(time.time()) * 1000
assert client("sts").get_caller_identity()["Account"] == "123456789012"

logs = client("logs")
tested = logs.test_metric_filter(filterPattern="[a, b]", logEventMessages=["x y", "z"])
assert tested["matches"] == [{"eventNumber": 1, "eventMessage": "x y", "extractedValues": {"$a": "x", "$b": "y"}}], tested
# logsieve: ignore[missing-value] -- asks for the error
refused("InvalidParameterException", logs.test_metric_filter, filterPattern="{ $.a = }", logEventMessages=["x"])

for region in ("us-east-1", "eu-west-1"):
    logs = client("logs", region)
    assert pages(logs, "describe_log_groups", "logGroups") == []
    logs.create_log_group(logGroupName="app", tags={"team": "core"})
    refused("ResourceAlreadyExistsException", logs.create_log_group, logGroupName="app")
    logs.create_log_group(logGroupName="base")
    groups = pages(logs, "describe_log_groups", "logGroups")
    assert [g["arn"] for g in groups] == [f"arn:aws:logs:{region}:123456789012:log-group:{name}:*" for name in ("app", "base")], groups
    logs.create_log_stream(logGroupName="app", logStreamName="web-1")
    logs.put_metric_filter(
        logGroupName="app", filterName="latency", filterPattern="{ $.ms >= 0 }",
        metricTransformations=[{"metricName": "Latency", "metricNamespace": "App", "metricValue": "$.ms", "unit": "Milliseconds", "dimensions": {"Path": "$.path"}}])
    messages = [json.dumps({"ms": ms, "path": "/ü"}) for ms in ((7.5, 12.5) if region == "us-east-1" else (1, 2, 6))]
    stream = None
    if hasattr(logs, "start_live_tail"):
        tail = logs.start_live_tail(logGroupIdentifiers=[groups[0]["arn"][:-2]], logEventFilterPattern="{ $.ms > 5 }")
        stream = iter(tail["responseStream"])
        assert next(stream)["sessionStart"]["logEventFilterPattern"] == "{ $.ms > 5 }"
    else:
        print("skip start_live_tail: this boto3 is older than the operation")
    put = logs.put_log_events(logGroupName="app", logStreamName="web-1", logEvents=[{"timestamp": now, "message": m} for m in messages])
    assert "rejectedLogEventsInfo" not in put, put
    if stream:
        seen = []
        while not seen:
            seen = next(stream)["sessionUpdate"]["sessionResults"]
        assert [e["message"] for e in seen] == [m for m in messages if json.loads(m)["ms"] > 5], seen
        tail["responseStream"].close()
    found = pages(logs, "filter_log_events", "events", logGroupName="app", filterPattern="{ $.ms > 5 }")
    assert [e["message"] for e in found] == [m for m in messages if json.loads(m)["ms"] > 5], found
    refused("ResourceNotFoundException", logs.get_log_events, logGroupName="app", logStreamName="none")

for region, values in (("us-east-1", [20.0, 2.0, 10.0]), ("eu-west-1", [9.0, 3.0, 3.0])):
    metrics = client("cloudwatch", region)
    listed = [m for page in metrics.get_paginator("list_metrics").paginate(Namespace="App") for m in page["Metrics"]]
    assert listed == [{"Namespace": "App", "MetricName": "Latency", "Dimensions": [{"Name": "Path", "Value": "/ü"}]}], listed
    minute = datetime.datetime.fromtimestamp(now // 60000 * 60, datetime.timezone.utc)
    span = {"StartTime": minute, "EndTime": minute + datetime.timedelta(minutes=1)}
    datapoints = metrics.get_metric_statistics(**listed[0], **span, Period=60, Statistics=["Sum", "SampleCount", "Average"])["Datapoints"]
    assert datapoints == [{"Timestamp": minute, "Sum": values[0], "SampleCount": values[1], "Average": values[2], "Unit": "Milliseconds"}], datapoints
    queries = [{"Id": stat.lower(), "MetricStat": {"Metric": listed[0], "Period": 60, "Stat": stat}} for stat in ("Sum", "SampleCount", "Average")]
    got = {}
    for page in metrics.get_paginator("get_metric_data").paginate(**span, MetricDataQueries=queries, PaginationConfig={"PageSize": 1}):
        for result in page["MetricDataResults"]:
            got.setdefault(result["Id"], []).extend(result["Values"])
    assert got == {"sum": values[:1], "samplecount": values[1:2], "average": values[2:]}, got
    refused("InvalidParameterCombination", metrics.get_metric_statistics, **listed[0], StartTime=minute, EndTime=minute, Period=60, Statistics=["Sum"])
    refused("InvalidAction", metrics.describe_alarms)
