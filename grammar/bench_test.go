package grammar_test

import (
	"testing"

	"github.com/logsieve/logsieve/grammar"
)

func BenchmarkParse(b *testing.B) {
	for name, pattern := range map[string]string{
		"terms":     "?ERROR ?WARN",
		"json":      `{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != "AwsServiceEvent") && (($.eventName = "ConsoleLogin") || ($.eventName = "AssumeRole*") || ($.eventName = GetSessionToken) || ($.x > 100)) }`,
		"delimited": `[ip, id, user, timestamp, request = "*.html*", status_code = 4* && status_code != 403, bytes > 1000]`,
		"broken":    `{ $.a == 1 && $.b IS NUL || ($.c > "5" }`,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(pattern)))
			for b.Loop() {
				_, _ = grammar.Parse(pattern)
			}
		})
	}
}
