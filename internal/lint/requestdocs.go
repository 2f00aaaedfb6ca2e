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
	destination := func(principal string) string {
		return `{"operation": "PutDestinationPolicy", "input": {"destinationName": "d", "accessPolicy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": ` + principal + `, \"Action\": \"logs:PutSubscriptionFilter\", \"Resource\": \"*\"}]}"}}`
	}
	account := func(document, rest string) string {
		return `{"operation": "PutAccountPolicy", "input": {"policyName": "p", "policyType": "SUBSCRIPTION_FILTER_POLICY", "policyDocument": "` + document + `"` + rest + `}}`
	}
	protection := func(mask string) string {
		const identifiers = `\"DataIdentifier\": [\"arn:aws:dataprotection::aws:data-identifier/EmailAddress\"]`
		return `{"operation": "PutDataProtectionPolicy", "input": {"logGroupIdentifier": "app", "policyDocument": "{\"Version\": \"2021-06-01\", \"Statement\": [{` + identifiers + `, \"Operation\": {\"Audit\": {\"FindingsDestination\": {}}}}, {` + identifiers + `, \"Operation\": {\"Deidentify\": {\"MaskConfig\": ` + mask + `}}}]}"}}`
	}
	transformer := func(processors string) string {
		return `{"operation": "PutTransformer", "input": {"logGroupIdentifier": "app", "transformerConfig": ` + processors + `}}`
	}
	const function = `{\"DestinationArn\": \"arn:aws:lambda:eu-west-1:111122223333:function:f\", \"FilterPattern\": \"ERROR\"}`
	const others = `, "selectionCriteria": "LogGroupName NOT IN [\"/aws/lambda/f\"]"`
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
		"RQ146": {destination(`\"*\"`), destination(`{\"AWS\": \"111122223333\"}`)},
		"RQ162": {account(`{\"FilterPattern\": \"ERROR\"}`, others), account(function, others)},
		"RQ163": {account(function, `, "selectionCriteria": "LogGroupNamePrefix = \"app\""`), account(function, others)},
		"RQ180": {`{"operation": "FilterLogEvents", "input": {"logGroupName": "app", "startTime": 1767225600}}`, `{"operation": "FilterLogEvents", "input": {"logGroupName": "app", "startTime": 1767225600000}}`},
		"RQ164": {account(function, ``), account(function, others)},
		"RQ165": {protection(`{\"MaskWith\": \"*\"}`), protection(`{}`)},
		"RQ167": {transformer(`[{"trimString": {"withKeys": ["status"]}}, {"parseJSON": {}}]`), transformer(`[{"parseJSON": {}}, {"trimString": {"withKeys": ["status"]}}]`)},
		"RQ168": {transformer(`[{"grok": {"match": "%{IPADDRESS:client} %{WORD:method}"}}]`), transformer(`[{"grok": {"match": "%{IP:client} %{WORD:method}"}}]`)},
		"RQ144": {`{"operation": "PutSubscriptionFilter", "input": {"logGroupName": "/aws/lambda/f", "filterName": "f", "filterPattern": "", ` + lambda + `}}`, subscription(lambda)},
	}
}
