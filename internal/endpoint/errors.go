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
	badFilterToken      = "Pagination token in request is invalid. Only token from previous list call or null is valid."
	foreignLambda       = "Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to create cross account lambda triggers."
	bucketMissing       = "The given bucket does not exist. Please make sure the bucket is valid."

	destinationMissing  = "The specified destination does not exist."
	forceForOrgID       = "Cannot update existing policy on Subscription Destination. The existing policy specifies AWS Principals by Account Id while the provided policy specifies AWS Principals by Org Id. This can cause subscription delivery failures for Subscriptions using this destination that are not configured with a Role. Use the Force flag to accept this risk."
	revisionInvalid     = "Invalid ExpectedRevisionId"
	revisionConflict    = "A conflicting operation is currently in progress against this resource. Please try again."
	noPolicyForResource = "No policy found for ResourceArn"
	sourceMissing       = "Requested Delivery Source does not exist in this account."
	sourceDeleted       = sourceMissing + "." // so it is recorded, after a delete
	deliveryToMissing   = "Requested Delivery Destination does not exist in this account."
	deliveryMissing     = "Requested Delivery does not exist in this account."
	regionOfDestination = "Region from identity does not match the Destination Resource ARN."

	metricFilterMissing = "The specified metric filter does not exist." // ours, after the others
	resourceMissing     = "The specified resource does not exist."      // ours, after the others
	taskFinished        = "The specified export task has already finished"
	groupProtected      = "The specified log group is protected from deletion."
	sourceOfAnother     = "The delivery source is of another resource; delete it first, or use another name."
	formatChanged       = "The outputFormat of a delivery destination cannot be changed; use another name."
	sourceInUse         = "The delivery source has deliveries; delete them first."
	deliveryToInUse     = "The delivery destination has deliveries; delete them first."
	deliveryExists      = "The delivery source is delivered to this delivery destination already."
	definitionMissing   = "The specified query definition does not exist."
	detectorMissing     = "The specified anomaly detector does not exist."
)

func failure(code, message string) error {
	return &engine.APIError{Code: code, Message: message, Status: http.StatusBadRequest}
}

func notFound(message string) error   { return failure("ResourceNotFoundException", message) }
func existing(message string) error   { return failure("ResourceAlreadyExistsException", message) }
func invalid(message string) error    { return failure(engine.InvalidParameterException, message) }
func tooMany() error                  { return failure("LimitExceededException", limitExceeded) }
func wrongState(message string) error { return failure("InvalidOperationException", message) }
func conflict(message string) error   { return failure("ConflictException", message) }
func denied(message string) error     { return failure("AccessDeniedException", message) }
