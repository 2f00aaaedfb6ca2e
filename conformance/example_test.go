package conformance_test

import (
	"context"
	"os"

	"github.com/logsieve/logsieve/conformance"
)

// A suite is data; this one expects one thing that is not so.
func Example() {
	suite, err := conformance.ParseSuite([]byte(`{"suite": "terms", "cases": [
		{"id": "terms/substring",
		 "request": {"filterPattern": "ERROR", "logEventMessages": ["ERRORS", "error"]},
		 "matched": [1], "rules": ["T2"], "evidence": "recorded"},
		{"id": "terms/case",
		 "request": {"filterPattern": "error", "logEventMessages": ["ERROR"]},
		 "error": {"code": "InvalidParameterException"}, "rules": ["T2"], "evidence": "chosen"}
	]}`))
	if err != nil {
		panic(err)
	}
	runner := conformance.Runner{Target: conformance.Engine()}
	report, err := runner.Run(context.Background(), []*conformance.Suite{suite})
	if err != nil {
		panic(err)
	}
	if err := report.WriteText(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// FAIL terms/case (chosen; T2)
	//   filterPattern: error
	//   expected error InvalidParameterException: (message not known)
	//   answered {"matches":[]}
	//
	//   evidence  passed  failed  skipped
	//   recorded       1       0        0
	//     chosen       0       1        0
	//      total       1       1        0
}
