package source

import "bytes"

// mayHold is a cheap test that no YAML or JSON file with a request of ours
// fails: each has one of these texts, or an escape that may hide its letters.
func mayHold(data []byte) bool {
	for _, part := range [...]string{
		"AWS::Logs::", "AWS::CloudWatch::Alarm", "AWS::CloudFront::RealtimeLogConfig", "AWS::AppFabric::IngestionDestination",
		"CloudWatchLogs", "cloudwatchLog", "ogRetentionInDays", // SAM, Serverless
		"aws:cloudwatch", "aws:cloudfront", "aws:appfabric", // Pulumi
		"filterPattern", "retentionInDays", "targetArn", "policyType", "operation\"", "operation:", // requests
		"aws_cloudwatch_log", "aws_cloudwatch_metric_alarm", "aws_cloudfront_realtime", "aws_appfabric_", // plans
	} {
		if bytes.Contains(data, []byte(part)) {
			return true
		}
	}
	return hidesLetters(data)
}

// hidesLetters reports whether an escape stands for a printable character of
// ASCII, or joins two lines.
func hidesLetters(data []byte) bool {
	for {
		i := bytes.IndexByte(data, '\\')
		if i < 0 || i+1 >= len(data) {
			return false
		}
		data = data[i+1:]
		digits := 0
		switch data[0] {
		case '\r', '\n':
			return true
		case 'x':
			digits = 2
		case 'u':
			digits = 4
		case 'U':
			digits = 8
		}
		if digits > 0 && len(data) > digits {
			high := data[1 : digits-1]
			if len(bytes.Trim(high, "0")) == 0 && '2' <= data[digits-1] && data[digits-1] <= '7' {
				return true
			}
		}
		data = data[1:]
	}
}
