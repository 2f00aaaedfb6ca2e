package endpoint_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/endpoint"
)

// asked is a good request in one of the protocols, and what its answer has.
type asked struct{ name, method, path, media, target, body, answer string }

const ingestions = "/appbundles/aaaaaaaa-0000-4000-8000-000000000001/ingestions/bbbbbbbb-0000-4000-8000-000000000001/ingestiondestinations"

func everyProtocol() []asked {
	const form = "application/x-www-form-urlencoded"
	return []asked{
		{"AWS JSON 1.1", "POST", "/", "application/x-amz-json-1.1", "Logs_20140328.DescribeLogGroups", "{}", "logGroups"},
		{"AWS JSON 1.0", "POST", "/", "application/x-amz-json-1.0", "GraniteServiceVersion20100801.ListMetrics", "{}", "Metrics"},
		{"AWS Query", "POST", "/", form, "", "Action=GetCallerIdentity&Version=2011-06-15", "Account"},
		{"AWS Query by GET", "GET", "/?Action=ListMetrics&Version=2010-08-01", "", "", "", "Metrics"},
		{"CBOR", "POST", "/service/GraniteServiceVersion20100801/operation/ListMetrics", "application/cbor", "", "\xa0", "Metrics"},
		{"REST-XML", "POST", "/2020-05-31/realtime-log-config", "application/xml", "", `<CreateRealtimeLogConfigRequest><EndPoints><member><StreamType>Kinesis</StreamType><KinesisStreamConfig><RoleARN>arn:aws:iam::123456789012:role/r</RoleARN><StreamARN>arn:aws:kinesis:us-east-1:123456789012:stream/s</StreamARN></KinesisStreamConfig></member></EndPoints><Fields><Field>timestamp</Field></Fields><Name>one</Name><SamplingRate>1</SamplingRate></CreateRealtimeLogConfigRequest>`, "realtime-log-config/one"},
		{"REST-JSON", "POST", ingestions, "application/json", "", `{"processingConfiguration": {"auditLog": {"schema": "ocsf", "format": "json"}}, "destinationConfiguration": {"auditLog": {"destination": {"s3Bucket": {"bucketName": "my-bucket"}}}}}`, "ingestionDestination"},
		{"health", "GET", "/_logsieve/health", "", "", "", "ok"},
		{"metrics", "GET", "/_logsieve/metrics", "", "", "", "logsieve_metric"},
	}
}

func (a asked) request(change func(*http.Request)) *http.Request {
	r := httptest.NewRequest(a.method, "http://127.0.0.1:4587"+a.path, strings.NewReader(a.body))
	for name, value := range map[string]string{"Content-Type": a.media, "X-Amz-Target": a.target} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	if change != nil {
		change(r)
	}
	return r
}

func answered(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestAdmission has requests in every protocol under other hosts, and from
// pages of other sites: they are refused before anything is done, and in the
// words of the protocol.
func TestAdmission(t *testing.T) {
	host := func(host string) func(*http.Request) { return func(r *http.Request) { r.Host = host } }
	header := func(list ...string) func(*http.Request) {
		return func(r *http.Request) {
			for i := 0; i < len(list); i += 2 {
				r.Header.Add(list[i], list[i+1])
			}
		}
	}
	for _, test := range []struct {
		name   string
		change func(*http.Request)
		status int // 0: admitted
	}{
		{"as it is", nil, 0},
		{"localhost", host("localhost:4587"), 0},
		{"LOCALHOST.", host("LOCALHOST.:4587"), 0},
		{"below localhost", host("app.localhost:1"), 0},
		{"another loopback address", host("127.8.9.10"), 0},
		{"IPv6", host("[::1]:4587"), 0},
		{"live tail's prefix", host("stream-127.0.0.1:4587"), 0},
		{"live tail's old prefix", host("streaming-localhost:4587"), 0},
		{"named by --host", host("Logs.Internal:80"), 0},
		{"below a name of --host", host("x.logs.internal"), 421},
		{"rebound", host("rebind.example:4587"), 421},
		{"like localhost", host("localhost.example"), 421},
		{"ends as localhost", host("mylocalhost"), 421},
		{"like an address", host("127.0.0.1.example"), 421},
		{"an address as a name", host("127.0.0.1.nip.io:4587"), 421},
		{"prefixed name", host("stream-example.com"), 421},
		{"of the network", host("192.168.1.5:4587"), 421},
		{"0.0.0.0", host("0.0.0.0:4587"), 421},
		{"none", host(""), 421},
		{"no host", host("a b"), 421},

		{"typed by a person", header("Sec-Fetch-Site", "none"), 0},
		{"page of our own", header("Sec-Fetch-Site", "same-origin", "Origin", "http://127.0.0.1:4587"), 0},
		{"other site", header("Sec-Fetch-Site", "cross-site"), 403},
		{"other port", header("Sec-Fetch-Site", "same-site"), 403},
		{"other origin", header("Origin", "https://evil.example"), 403},
		{"origin of another port", header("Origin", "http://127.0.0.1:3000"), 403},
		{"opaque origin", header("Origin", "null"), 403},
		{"empty origin", header("Origin", ""), 403},
		{"origin by https", header("Origin", "https://127.0.0.1:4587"), 403},
		{"two origins", header("Origin", "http://127.0.0.1:4587", "Origin", "https://evil.example"), 403},
		{"unknown site", header("Sec-Fetch-Site", "other"), 403},
		{"preflight", func(r *http.Request) {
			r.Method = http.MethodOptions
			header("Origin", "https://evil.example", "Access-Control-Request-Method", "POST")(r)
		}, 403},
	} {
		for _, a := range everyProtocol() {
			t.Run(test.name+"/"+a.name, func(t *testing.T) {
				x := newTester(t, func(o *endpoint.Options) { o.Hosts = []string{"logs.internal"} })
				w := answered(x, a.request(test.change))
				if test.status == 0 {
					if w.Code >= 300 || !strings.Contains(w.Body.String(), a.answer) {
						t.Errorf("answered %d %s", w.Code, w.Body)
					}
					return
				}
				if w.Code != test.status || !strings.Contains(w.Body.String(), "logsieve serve does not answer") {
					t.Errorf("answered %d %s, want %d", w.Code, w.Body, test.status)
				}
				if w.Header().Get("Access-Control-Allow-Origin") != "" {
					t.Error("a page may read the answer")
				}
				// The same as a good request: nothing was there before.
				if w := answered(x, a.request(nil)); w.Code >= 300 {
					t.Errorf("afterwards: answered %d %s", w.Code, w.Body)
				}
			})
		}
	}
}

// TestMediaTypes: what a page can send without being asked, a form, plain text
// or what has no type, is not taken where another type is due.
func TestMediaTypes(t *testing.T) {
	for _, a := range everyProtocol() {
		if a.body == "" || strings.HasPrefix(a.name, "AWS Query") {
			continue
		}
		for _, media := range []string{"text/plain", "text/plain;charset=UTF-8", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""} {
			x := newTester(t, nil)
			w := answered(x, a.request(func(r *http.Request) { r.Header.Set("Content-Type", media) }))
			if w.Code < 400 {
				t.Errorf("%s as %q: answered %d %s", a.name, media, w.Code, w.Body)
			}
		}
	}
	x := newTester(t, nil)
	// The AWS CLI sends XML without a type, and signed, which a page cannot.
	for _, a := range everyProtocol() {
		if a.name == "REST-XML" {
			if w := answered(x, a.request(func(r *http.Request) {
				r.Header.Del("Content-Type")
				r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=KEY/20260102/us-east-1/cloudfront/aws4_request, SignedHeaders=host, Signature=00")
			})); w.Code >= 300 {
				t.Errorf("signed, without a type: answered %d %s", w.Code, w.Body)
			}
		}
	}
	x = newTester(t, nil)
	for name, media := range map[string]string{"REST-XML": "text/xml; charset=utf-8", "REST-JSON": "application/json; charset=utf-8"} {
		for _, a := range everyProtocol() {
			if a.name != name {
				continue
			}
			if w := answered(x, a.request(func(r *http.Request) { r.Header.Set("Content-Type", media) })); w.Code >= 300 {
				t.Errorf("%s as %q: answered %d %s", a.name, media, w.Code, w.Body)
			}
		}
	}
}
