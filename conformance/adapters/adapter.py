#!/usr/bin/env python3
"""An adapter for `logsieve conformance run --target exec="python3 adapter.py"`.

It answers with the simplest matcher there is, one that looks for the pattern as
it stands. Put your own implementation in test_metric_filter.
"""
import json
import sys


def test_metric_filter(request):
    pattern = request["filterPattern"]
    return {
        "matches": [
            {"eventNumber": number, "eventMessage": message, "extractedValues": {}}
            for number, message in enumerate(request["logEventMessages"], 1)
            if pattern in message
        ]
    }


for line in sys.stdin:
    call = json.loads(line)
    if (call["service"], call["operation"]) == ("logs", "TestMetricFilter"):
        try:
            answer = {"response": test_metric_filter(call["request"])}
        except (KeyError, TypeError):
            answer = {"error": {"code": "InvalidParameterException", "message": ""}}
    else:
        answer = {"unsupported": True}
    print(json.dumps(answer), flush=True)
