package engine

import (
	"fmt"
	"testing"

	"github.com/logsieve/logsieve/internal/jsontext"
)

func BenchmarkMatch(b *testing.B) {
	for _, bb := range []struct {
		name, pattern, message string
		want                   bool
	}{
		{"terms", `AccessDenied -retry`, cloudTrailEvent, false},
		{"terms/match", `AuthorizeSecurityGroupIngress tcp -retry`, cloudTrailEvent, true},
		{"optional", `?AccessDenied ?UnauthorizedOperation ?Forbidden`, cloudTrailEvent, false},
		{"json/first member", `{ $.eventVersion = "2*" }`, cloudTrailEvent, false},
		{"json/selective", `{ $.eventName = "ConsoleLogin" && $.errorMessage = "Failed authentication" }`, cloudTrailEvent, false},
		{"json/selective match", `{ $.eventSource = "ec2.amazonaws.com" && $.eventName = "Authorize*" }`, cloudTrailEvent, true},
		{"json/deep", `{ $.userIdentity.sessionContext.attributes.mfaAuthenticated != "false" && $.userIdentity.type = "AssumedRole" }`, cloudTrailEvent, false},
		{"json/number", `{ $.durationMs > 100 }`, cloudTrailEvent, false},
		{"json/not exists", `{ $.eventVersion NOT EXISTS }`, cloudTrailEvent, false},
		{"json/wildcard", `{ $.requestParameters.ipPermissions.items[*].ipRanges.items[0].cidrIp = "0.0.0.0/0" }`, cloudTrailEvent, false},
		{"json/wildcard over all", `{ $.* = "ConsoleLogin" }`, cloudTrailEvent, false},
		{"json/regex", `{ $.userIdentity.arn = %role/Admin[A-Z]% }`, cloudTrailEvent, false},
		{"regex/literal", `%Delete[A-Z][a-z]+%`, cloudTrailEvent, false},
		{"regex/table", `%[0-9]{5}-[a-f]+%`, cloudTrailEvent, false},
		{"regex/match", `%sg-[0-9a-f]{17}%`, cloudTrailEvent, true},
		{"fields", `[ip, id, user, time, request, status=5*, size, ...]`, accessLine, false},
		{"fields/number", `[ip, id, user, time, request, status>=500, ...]`, accessLine, false},
		{"fields/match", `[ip, id, user, time, request="GET *", status=200, ...]`, accessLine, true},
	} {
		f := mustFilter(b, bb.pattern)
		message := []byte(bb.message)
		if f.Match(message) != bb.want {
			b.Fatalf("%s matches: %v", bb.pattern, !bb.want)
		}
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(message)))
			b.ReportAllocs()
			for b.Loop() {
				f.Match(message)
			}
		})
	}
}

func BenchmarkValidObject(b *testing.B) {
	message := []byte(cloudTrailEvent)
	b.SetBytes(int64(len(message)))
	b.ReportAllocs()
	for b.Loop() {
		if !jsontext.ValidObject(message) {
			b.Fatal("the event is broken")
		}
	}
}

func BenchmarkExtract(b *testing.B) {
	f := mustFilter(b, `[ip, id, user, time, request, status, size, ...]`)
	message := []byte(accessLine)
	b.SetBytes(int64(len(message)))
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := f.Extract(message); !ok {
			b.Fatal("no match")
		}
	}
}

func BenchmarkTestMetricFilter(b *testing.B) {
	pattern := `{ $.eventSource = "ec2.amazonaws.com" && $.eventName = "Authorize*" }`
	req := &TestMetricFilterRequest{FilterPattern: &pattern}
	for range ServiceLimits().MaxMessages {
		req.LogEventMessages = append(req.LogEventMessages, cloudTrailEvent)
	}
	b.SetBytes(int64(len(cloudTrailEvent) * len(req.LogEventMessages)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := TestMetricFilter(req, ServiceLimits()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	for _, pattern := range []string{
		`ERROR -retry`,
		`%sg-[0-9a-f]{17}%`,
		`{ $.eventSource = "ec2.amazonaws.com" && ($.eventName = "Authorize*" || $.eventName = "Revoke*") }`,
		`[ip, id, user, time, request="GET *", status>=500, ...]`,
	} {
		p := mustFilter(b, pattern).Pattern()
		b.Run(fmt.Sprintf("compile/%s", p.Kind()), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Compile(p); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("parse and compile/%s", p.Kind()), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ParseAndCompile(pattern); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
