package awstarget_test

import (
	"testing"

	"github.com/logsieve/logsieve/conformance/awstarget"
)

func TestAddress(t *testing.T) {
	tests := []struct {
		text, host, region string
		loopback, aws      bool
	}{
		{"aws", "logs.us-west-2.amazonaws.com", "", false, true},
		{"http://127.0.0.1:4587", "127.0.0.1:4587", "", true, false},
		{"http://127.9.9.9", "127.9.9.9", "", true, false},
		{"http://[::1]:80/x", "[::1]:80", "", true, false},
		{"http://LOCALHOST.:80", "LOCALHOST.:80", "", true, false},
		{"http://logs.localhost", "logs.localhost", "", true, false},
		{"http://localhost.example.com", "localhost.example.com", "", false, false},
		{"http://127.0.0.1.example.com", "127.0.0.1.example.com", "", false, false},
		{"http://10.0.0.1", "10.0.0.1", "", false, false},
		{"https://logs.eu-west-1.amazonaws.com", "logs.eu-west-1.amazonaws.com", "eu-west-1", false, true},
		{"https://logs-fips.us-gov-west-1.amazonaws.com", "logs-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1", false, true},
		{"https://logs.cn-north-1.amazonaws.com.cn", "logs.cn-north-1.amazonaws.com.cn", "cn-north-1", false, true},
		{"https://vpce-1a-2b.logs.eu-west-1.vpce.amazonaws.com", "vpce-1a-2b.logs.eu-west-1.vpce.amazonaws.com", "eu-west-1", false, true},
		{"https://logs.eu-west-1.api.aws", "logs.eu-west-1.api.aws", "eu-west-1", false, true},
		{"https://cloudfront.amazonaws.com", "cloudfront.amazonaws.com", "", false, true},
		{"https://logs.eu-west-1.amazonaws.com.example.com", "logs.eu-west-1.amazonaws.com.example.com", "", false, false},
	}
	for _, tt := range tests {
		a, err := awstarget.ParseAddress(tt.text)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if a.Host("us-west-2") != tt.host || a.Region() != tt.region || a.Loopback() != tt.loopback || a.AWS() != tt.aws {
			t.Errorf("%s: host %s, region %q, loopback %v, aws %v", tt.text, a.Host("us-west-2"), a.Region(), a.Loopback(), a.AWS())
		}
	}
	if a, _ := awstarget.ParseAddress("aws"); a.Host("cn-north-1") != "logs.cn-north-1.amazonaws.com.cn" {
		t.Error(a.Host("cn-north-1"))
	}
	for _, text := range []string{"", "127.0.0.1:4587", "localhost:1", "ftp://x", "http://", "http://x?y", "http://a:b@x", "http://x#y", "http://%zz"} {
		if a, err := awstarget.ParseAddress(text); err == nil {
			t.Errorf("%q: taken, %s", text, a.Host("r"))
		}
	}
}
