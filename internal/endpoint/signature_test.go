package endpoint_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/logsieve/logsieve/internal/endpoint"
)

const signedBody = `{"filterPattern": "a", "logEventMessages": ["a"]}`

// signed is a request that the SDK's signer has signed.
func signed(t *testing.T, method, path, body string, at time.Time, key, secret string) *http.Request {
	t.Helper()
	service := "logs"
	if strings.HasPrefix(path, "/appbundles/") {
		service = "appfabric"
	}
	return signedFor(t, method, path, body, at, key, secret, service, "eu-west-1")
}

// signedFor is one that is signed for a service and a region.
func signedFor(t *testing.T, method, path, body string, at time.Time, key, secret, service, region string) *http.Request {
	t.Helper()
	r := httptest.NewRequest(method, "http://127.0.0.1:4587"+path, strings.NewReader(body))
	if path == "/" {
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Header.Set("X-Amz-Target", "Logs_20140328.TestMetricFilter")
	}
	sign(t, r, body, at, key, secret, service, region)
	return r
}

func sign(t *testing.T, r *http.Request, body string, at time.Time, key, secret, service, region string) {
	t.Helper()
	sum := sha256.Sum256([]byte(body))
	credentials := aws.Credentials{AccessKeyID: key, SecretAccessKey: secret, SessionToken: "token"}
	if err := v4.NewSigner().SignHTTP(t.Context(), credentials, r, hex.EncodeToString(sum[:]), service, region, at); err != nil {
		t.Fatal(err)
	}
}

func TestSignature(t *testing.T) {
	now := newClock().now
	x := newTester(t, func(o *endpoint.Options) {
		o.Credentials = &endpoint.Credentials{AccessKeyID: "KEY", SecretAccessKey: "SECRET"}
	})
	good := func() *http.Request { return signed(t, http.MethodPost, "/", signedBody, now, "KEY", "SECRET") }
	changed := func(change func(*http.Request)) *http.Request {
		r := good()
		change(r)
		return r
	}
	const mismatch = "InvalidSignatureException"
	for _, test := range []struct {
		name string
		r    *http.Request
		want string // the error's code
	}{
		{"good", good(), ""},
		{"escaped path", signed(t, http.MethodGet, "/appbundles/arn%3Aaws%3Aa%2Fb/ingestions/arn%3Ax/ingestiondestinations?maxResults=2&nextToken=a%2Fb", "", now, "KEY", "SECRET"), ""},
		{"four minutes off", signed(t, http.MethodPost, "/", signedBody, now.Add(-4*time.Minute), "KEY", "SECRET"), ""},
		{"six minutes off", signed(t, http.MethodPost, "/", signedBody, now.Add(6*time.Minute), "KEY", "SECRET"), mismatch},
		{"other key", signed(t, http.MethodPost, "/", signedBody, now, "OTHER", "SECRET"), "UnrecognizedClientException"},
		{"other secret", signed(t, http.MethodPost, "/", signedBody, now, "KEY", "OTHER"), mismatch},
		{"no signature", changed(func(r *http.Request) { r.Header.Del("Authorization") }), "MissingAuthenticationTokenException"},
		{"basic", changed(func(r *http.Request) { r.SetBasicAuth("KEY", "SECRET") }), "IncompleteSignatureException"},
		{"half a header", changed(func(r *http.Request) { r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=KEY") }), "IncompleteSignatureException"},
		{"no date", changed(func(r *http.Request) { r.Header.Del("X-Amz-Date") }), "IncompleteSignatureException"},
		{"another target", changed(func(r *http.Request) { r.Header.Set("X-Amz-Target", "Logs_20140328.DeleteLogGroup") }), mismatch},
		{"another token", changed(func(r *http.Request) { r.Header.Set("X-Amz-Security-Token", "other") }), mismatch},
		{"another host", changed(func(r *http.Request) { r.Host = "localhost" }), mismatch},
		{"another body", func() *http.Request {
			r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:4587/", strings.NewReader(strings.Replace(signedBody, "a", "b", 1)))
			r.Header = good().Header
			return r
		}(), mismatch},
		// Who leaves a header out of the signature could send any value.
		{"fewer headers", changed(func(r *http.Request) {
			h := r.Header.Get("Authorization")
			r.Header.Set("Authorization", strings.Replace(h, "SignedHeaders=content-length;content-type;", "SignedHeaders=", 1))
		}), mismatch},
		{"no target signed", changed(func(r *http.Request) {
			r.Header.Del("X-Amz-Target")
			sign(t, r, signedBody, now, "KEY", "SECRET", "logs", "eu-west-1")
			r.Header.Set("X-Amz-Target", "Logs_20140328.TestMetricFilter")
		}), mismatch},
		{"another header unsigned", changed(func(r *http.Request) { r.Header.Set("X-Amz-Meta", "x") }), mismatch},
		{"no host signed", changed(func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "host;", "", 1))
		}), mismatch},
		{"scope of another service", signedFor(t, http.MethodPost, "/", signedBody, now, "KEY", "SECRET", "s3", "eu-west-1"), mismatch},
		{"scope of no region", signedFor(t, http.MethodPost, "/", signedBody, now, "KEY", "SECRET", "logs", "Mars 1"), "IncompleteSignatureException"},
		{"scope of a dash", signedFor(t, http.MethodPost, "/", signedBody, now, "KEY", "SECRET", "logs", "-"), "IncompleteSignatureException"},
		{"AppFabric for logs", signedFor(t, http.MethodGet, "/appbundles/arn%3Aaws%3Aa%2Fb/ingestions/arn%3Ax/ingestiondestinations", "", now, "KEY", "SECRET", "logs", "eu-west-1"), mismatch},
		{"CloudFront for logs", signedFor(t, http.MethodGet, "/2020-05-31/realtime-log-config", "", now, "KEY", "SECRET", "logs", "eu-west-1"), "InvalidSignatureException"},
		{"CloudFront", signedFor(t, http.MethodGet, "/2020-05-31/realtime-log-config", "", now, "KEY", "SECRET", "cloudfront", "us-east-1"), ""},
		{"STS", signedFor(t, http.MethodGet, "/?Action=GetCallerIdentity&Version=2011-06-15", "", now, "KEY", "SECRET", "sts", "eu-west-1"), ""},
		{"STS for CloudWatch", signedFor(t, http.MethodGet, "/?Action=GetCallerIdentity&Version=2011-06-15", "", now, "KEY", "SECRET", "monitoring", "eu-west-1"), mismatch},
		{"CloudWatch for STS", signedFor(t, http.MethodGet, "/?Action=ListMetrics&Version=2010-08-01", "", now, "KEY", "SECRET", "sts", "eu-west-1"), mismatch},
		{"metrics", signedFor(t, http.MethodGet, "/_logsieve/metrics", "", now, "KEY", "SECRET", "logs", "eu-west-1"), ""},
		{"metrics for another service", signedFor(t, http.MethodGet, "/_logsieve/metrics", "", now, "KEY", "SECRET", "sts", "eu-west-1"), mismatch},
		{"metrics, unsigned", httptest.NewRequest(http.MethodGet, "http://127.0.0.1:4587/_logsieve/metrics", nil), "MissingAuthenticationTokenException"},
		{"health, unsigned", httptest.NewRequest(http.MethodGet, "http://127.0.0.1:4587/_logsieve/health", nil), "MissingAuthenticationTokenException"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			x.ServeHTTP(w, test.r)
			got := w.Header().Get("X-Amzn-Errortype")
			if got != test.want || (w.Code == http.StatusOK) != (test.want == "") {
				t.Errorf("answered %d %q, want error %q: %s", w.Code, got, test.want, w.Body)
			}
		})
	}
}
