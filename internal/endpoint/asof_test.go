package endpoint_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/logsieve/logsieve/internal/endpoint"
	"github.com/logsieve/logsieve/internal/quota"
)

// TestAsOf puts subscription filters until one is refused, and breaks a
// constraint, at an endpoint as of the summer of 2026 and at one of today.
func TestAsOf(t *testing.T) {
	for _, c := range []struct {
		asOf    time.Time
		filters int
		value   string
	}{
		{time.Date(2026, time.June, 30, 0, 0, 0, 0, time.UTC), 2, "Value 'a b' at"},
		{time.Time{}, quota.SubscriptionFilters, "Value at"},
		{time.Date(2026, time.September, 30, 0, 0, 0, 0, time.UTC), quota.SubscriptionFilters, "Value at"},
	} {
		x := newTester(t, func(o *endpoint.Options) { o.AsOf = c.asOf })
		if w := operation(x, "CreateLogGroup", `{"logGroupName": "a b"}`); !strings.Contains(w.Body.String(), c.value) {
			t.Errorf("as of %s: %s, want %s", c.asOf, w.Body, c.value)
		}
		operation(x, "CreateLogGroup", `{"logGroupName": "g"}`)
		taken := 0
		for ; taken <= quota.SubscriptionFilters; taken++ {
			w := operation(x, "PutSubscriptionFilter", fmt.Sprintf(
				`{"logGroupName": "g", "filterName": "f%d", "filterPattern": "", "destinationArn": "arn:aws:lambda:us-east-1:123456789012:function:f"}`, taken))
			if w.Code != 200 {
				if !strings.Contains(w.Body.String(), "LimitExceededException") {
					t.Errorf("as of %s: %s", c.asOf, w.Body)
				}
				break
			}
		}
		if taken != c.filters {
			t.Errorf("as of %s: %d filters are taken, want %d", c.asOf, taken, c.filters)
		}
	}
}
