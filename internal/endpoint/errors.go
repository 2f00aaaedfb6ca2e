package endpoint

import (
	"net/http"

	"github.com/logsieve/logsieve/engine"
)

// The service's texts, as recorded, unless marked as ours.
const (
	groupMissing        = "The specified log group does not exist."
	groupExists         = "The specified log group already exists"
	streamMissing       = "The specified log stream does not exist."
	streamExists        = "The specified log stream already exists"
	subscriptionMissing = "The specified subscription filter does not exist."
	taskMissing         = "The specified export task does not exist."
	limitExceeded       = "Resource limit exceeded."
	badToken            = "The specified nextToken is invalid."
	foreignLambda       = "Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to create cross account lambda triggers."
	bucketMissing       = "The given bucket does not exist. Please make sure the bucket is valid."

	metricFilterMissing = "The specified metric filter does not exist." // ours, after the others
	destinationMissing  = "The specified destination does not exist."   // ours, after the others
	resourceMissing     = "The specified resource does not exist."      // ours, after the others
	taskFinished        = "The specified export task has already finished"
	groupProtected      = "The specified log group is protected from deletion."
	revisionMismatch    = "The expected revision id does not match the current one."
)

func failure(code, message string) error {
	return &engine.APIError{Code: code, Message: message, Status: http.StatusBadRequest}
}

func notFound(message string) error   { return failure("ResourceNotFoundException", message) }
func existing(message string) error   { return failure("ResourceAlreadyExistsException", message) }
func invalid(message string) error    { return failure(engine.InvalidParameterException, message) }
func tooMany() error                  { return failure("LimitExceededException", limitExceeded) }
func wrongState(message string) error { return failure("InvalidOperationException", message) }
