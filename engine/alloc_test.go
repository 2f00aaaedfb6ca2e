package engine

import "testing"

// cloudTrailEvent is a log event as CloudTrail writes it, about 1.8 KB, every
// text of it made up.
const cloudTrailEvent = `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLEEXAMPLE123:deploy-session","arn":"arn:aws:sts::111122223333:assumed-role/DeployRole/deploy-session","accountId":"111122223333","accessKeyId":"ASIAEXAMPLEEXAMPLE12","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLEEXAMPLE123","arn":"arn:aws:iam::111122223333:role/DeployRole","accountId":"111122223333","userName":"DeployRole"},"attributes":{"creationDate":"2026-11-20T09:58:11Z","mfaAuthenticated":"false"}},"invokedBy":"cloudformation.amazonaws.com"},"eventTime":"2026-11-20T10:02:37Z","eventSource":"ec2.amazonaws.com","eventName":"AuthorizeSecurityGroupIngress","awsRegion":"eu-west-1","sourceIPAddress":"cloudformation.amazonaws.com","userAgent":"cloudformation.amazonaws.com","requestParameters":{"groupId":"sg-0123456789abcdef0","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":443,"toPort":443,"groups":{},"ipRanges":{"items":[{"cidrIp":"10.0.0.0/8","description":"say \"hello\" \u0026 go"}]},"ipv6Ranges":{},"prefixListIds":{}},{"ipProtocol":"tcp","fromPort":22,"toPort":22,"groups":{},"ipRanges":{"items":[{"cidrIp":"192.0.2.0/24"}]},"ipv6Ranges":{},"prefixListIds":{}}]}},"responseElements":{"requestId":"0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0","_return":true,"securityGroupRuleSet":{"items":[{"groupOwnerId":"111122223333","groupId":"sg-0123456789abcdef0","securityGroupRuleId":"sgr-0aabbccddeeff0011","isEgress":false,"ipProtocol":"tcp","fromPort":443,"toPort":443,"cidrIpv4":"10.0.0.0/8"}]}},"requestID":"0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0","eventID":"7c9e6679-7425-40de-944b-e07fc1f90ae7","readOnly":false,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management","durationMs":12.75}`

const accessLine = `203.0.113.9 - alice [20/Nov/2026:10:02:37 +0000] "GET /orders/1234?expand=items HTTP/1.1" 200 5316 "https://example.com/start" "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0"`

var allocTests = []struct{ name, pattern, message string }{
	{"terms", `ERROR -retry`, cloudTrailEvent},
	{"excluded", `-eventName`, cloudTrailEvent},
	{"optional", `?ERROR ?FATAL "access denied"`, cloudTrailEvent},
	{"optional only", `?ERROR ?FATAL ?"access denied"`, cloudTrailEvent},
	{"regex", `%Delete[A-Z][a-z]+%`, cloudTrailEvent},
	{"regex without table", `%[as]*a[as]{14}%`, cloudTrailEvent},
	{"regex anchored", `%^ERROR.*[0-9]{3}$%`, cloudTrailEvent},
	{"JSON text", `{ $.eventName = "ConsoleLogin" && $.responseElements.ConsoleLogin = "Failure" }`, cloudTrailEvent},
	{"JSON walk to the end", `{ $.eventCategory = "Data" }`, cloudTrailEvent},
	{"JSON star", `{ $.userIdentity.arn = "*Admin*" }`, cloudTrailEvent},
	{"JSON regex", `{ $.userIdentity.arn = %Admin[0-9]+% }`, cloudTrailEvent},
	{"JSON regex over numbers", `{ $.durationMs = %^13% }`, cloudTrailEvent},
	{"JSON float", `{ $.durationMs > 13.5 }`, cloudTrailEvent},
	{"JSON float as text", `{ $.durationMs = "12.8*" }`, cloudTrailEvent},
	{"JSON number out of range", `{ $.a > 1 || $.b = "x" || $.c > 5 || $.d = 7 }`, `{"a":1e309,"b":-1e309,"c":1e-400,"d":1e99999999999999999999}`},
	{"JSON number at the range's ends", `{ $.a < 1 || $.b > 1 }`, `{"a":1.7976931348623157e308,"b":4.9e-324}`},
	{"JSON escaped text", `{ $.requestParameters.ipPermissions.items[0].ipRanges.items[0].description = "*bye*" }`, cloudTrailEvent},
	{"JSON escaped names", `{ $.ab = 2 }`, `{"\u0061b":1,"a\u0062":1}`},
	{"JSON wildcard", `{ $.requestParameters.ipPermissions.items[*].ipRanges.items[0].cidrIp = "0.0.0.0/0" }`, cloudTrailEvent},
	{"JSON wildcard over an object", `{ $.* = "ConsoleLogin" || $.userIdentity.* IS NULL }`, cloudTrailEvent},
	{"JSON wildcard over duplicates", `{ $.a.* = 1 }`, `{"a":{"x":1,"y":1,"x":2,"\u0079":2}}`},
	{"JSON wildcard !=", `{ $.requestParameters.ipPermissions.items[*].fromPort != 22 }`, cloudTrailEvent},
	{"JSON IS NULL", `{ $.requestParameters.ipPermissions.items IS NULL }`, cloudTrailEvent},
	{"JSON NOT EXISTS", `{ $.eventName NOT EXISTS }`, cloudTrailEvent},
	{"JSON broken", `{ $.eventName = * }`, cloudTrailEvent[:len(cloudTrailEvent)-1]},
	{"JSON condition holds, event is broken", `{ $.eventName = * }`, cloudTrailEvent + "x"},
	{"no JSON", `{ $.eventName = * }`, accessLine},
	{"fields", `[ip, id, user, time, request, status=5*, size, ...]`, accessLine},
	{"fields, number", `[ip, id, user, time, request, status>=500, size, ...]`, accessLine},
	{"fields, rest", `[ip, rest="*POST*"]`, accessLine},
	{"fields, regex", `[ip, id, user, time, request=%^P[OU]%, ...]`, accessLine},
	{"fields, ellipsis in front", `[..., referer, agent="curl*"]`, accessLine},
	{"fields, too few", `[a, b, c, d, e, f, g, h, i, j, k, l, m]`, accessLine},
}

func TestNoMatchAllocatesNothing(t *testing.T) {
	for _, tt := range allocTests {
		t.Run(tt.name, func(t *testing.T) {
			f := mustFilter(t, tt.pattern)
			message := []byte(tt.message)
			if f.Match(message) {
				t.Fatalf("%s matches", tt.pattern)
			}
			if raceEnabled {
				t.Skip("under the race detector pools forget at random")
			}
			if n := testing.AllocsPerRun(100, func() { f.Match(message) }); n != 0 {
				t.Errorf("%s: %v allocations", tt.pattern, n)
			}
		})
	}
}
