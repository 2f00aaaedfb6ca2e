package lint

// requestExample shows a rule of the request validators.
type requestExample struct{ before, after string }

// requestExamples are examples for the codes that files of configuration run
// into; the others are described by their summary.
func requestExamples() map[string]requestExample {
	retention := func(days string) string {
		return `{"operation": "PutRetentionPolicy", "input": {"logGroupName": "app", "retentionInDays": ` + days + `}}`
	}
	subscription := func(rest string) string {
		return `{"operation": "PutSubscriptionFilter", "input": {"logGroupName": "app", "filterName": "f", "filterPattern": "", ` + rest + `}}`
	}
	const lambda = `"destinationArn": "arn:aws:lambda:eu-west-1:111122223333:function:f"`
	const stream = `"destinationArn": "arn:aws:kinesis:eu-west-1:111122223333:stream/s"`
	const role = `"roleArn": "arn:aws:iam::111122223333:role/r"`
	return map[string]requestExample{
		"RQ002": {retention(`"a month"`), retention(`30`)},
		"RQ003": {`{"operation": "PutRetentionPolicy", "input": {"logGroupName": "app"}}`, retention(`30`)},
		"RQ008": {`{"operation": "DeleteLogGroup", "input": {"logGroupName": "my app"}}`, `{"operation": "DeleteLogGroup", "input": {"logGroupName": "my-app"}}`},
		"RQ009": {metricExample(`ERROR`, `"metricValue": "1", "unit": "Number"`), metricExample(`ERROR`, `"metricValue": "1", "unit": "Count"`)},
		"RQ011": {`{"operation": "PutRetentionPolicy", "input": {"logGroupName": "app", "retentionInDays": 30, "retentionDays": 30}}`, retention(`30`)},
		"RQ132": {metricExample(`{ $.a = 1 }`, `"metricValue": "1", "defaultValue": 0, "dimensions": {"Method": "$.method"}`), metricExample(`{ $.a = 1 }`, `"metricValue": "1", "dimensions": {"Method": "$.method"}`)},
		"RQ133": {metricExample(`{ $.a = 1 }`, `"metricValue": "1", "dimensions": {"A": "$.a", "B": "$.b", "C": "$.c", "D": "$.d"}`), metricExample(`{ $.a = 1 }`, `"metricValue": "1", "dimensions": {"A": "$.a", "B": "$.b", "C": "$.c"}`)},
		"RQ134": {metricExample(`ERROR`, `"metricValue": "1", "dimensions": {"Method": "$.method"}`), metricExample(`{ $.level = "ERROR" }`, `"metricValue": "1", "dimensions": {"Method": "$.method"}`)},
		"RQ135": {metricExample(`{ $.length = * }`, `"metricValue": "length"`), metricExample(`{ $.length = * }`, `"metricValue": "$.length"`)},
		"RQ140": {subscription(lambda + ", " + role), subscription(lambda)},
		"RQ141": {subscription(lambda + `, "distribution": "Random"`), subscription(stream + ", " + role + `, "distribution": "Random"`)},
		"RQ144": {`{"operation": "PutSubscriptionFilter", "input": {"logGroupName": "/aws/lambda/f", "filterName": "f", "filterPattern": "", ` + lambda + `}}`, subscription(lambda)},
	}
}
