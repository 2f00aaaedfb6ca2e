package request

import (
	"strconv"
	"testing"

	"github.com/logsieve/logsieve/internal/quota"
)

// TestQuotasOfTheModel holds the numbers that the API model states, too, to it.
func TestQuotasOfTheModel(t *testing.T) {
	for _, c := range []struct {
		operation, member string
		want              int
	}{
		{"PutLogEvents", "logEvents", quota.BatchEvents},
		{"GetLogEvents", "limit", quota.PageEvents},
		{"FilterLogEvents", "limit", quota.PageEvents},
	} {
		contract, err := loadContract(schemaPath(Operation{Service: Logs, Name: c.operation}, Request, Latest))
		if err != nil {
			t.Fatal(err)
		}
		if have := contract.root.member(c.member).shape.max; have != strconv.Itoa(c.want) {
			t.Errorf("%s of %s: the model has %s, the table %d", c.member, c.operation, have, c.want)
		}
	}
}
