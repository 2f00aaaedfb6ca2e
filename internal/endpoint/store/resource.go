package store

import "encoding/json"

// The buckets of resources that are kept as they are.
const (
	accountPoliciesBucket      = "accountPolicies"
	definitionsBucket          = "queryDefinitions"
	groupDocumentsBucket       = "groupDocuments"
	detectorsBucket            = "anomalyDetectors"
	deliverySourcesBucket      = "deliverySources"
	deliveryDestinationsBucket = "deliveryDestinations"
	deliveriesBucket           = "deliveries"
)

var resourceBuckets = [...]string{
	accountPoliciesBucket, definitionsBucket, groupDocumentsBucket, detectorsBucket,
	deliverySourcesBucket, deliveryDestinationsBucket, deliveriesBucket,
}

// AccountPolicies are the policies of the account, by type and name.
func (r *Region) AccountPolicies() Table[AccountPolicy] {
	return Table[AccountPolicy]{r.below(accountPoliciesBucket)}
}

// QueryDefinitions are the saved queries, by id.
func (r *Region) QueryDefinitions() Table[QueryDefinition] {
	return Table[QueryDefinition]{r.below(definitionsBucket)}
}

// GroupDocuments are the documents of log groups, by group and kind.
func (r *Region) GroupDocuments() Table[GroupDocument] {
	return Table[GroupDocument]{r.below(groupDocumentsBucket)}
}

// AnomalyDetectors are the anomaly detectors, by ARN.
func (r *Region) AnomalyDetectors() Table[AnomalyDetector] {
	return Table[AnomalyDetector]{r.below(detectorsBucket)}
}

// DeliverySources are the sources of vended logs, by name.
func (r *Region) DeliverySources() Table[DeliverySource] {
	return Table[DeliverySource]{r.below(deliverySourcesBucket)}
}

// DeliveryDestinations are the destinations of vended logs, by name.
func (r *Region) DeliveryDestinations() Table[DeliveryDestination] {
	return Table[DeliveryDestination]{r.below(deliveryDestinationsBucket)}
}

// VendedDeliveries are the deliveries of vended logs, by id.
func (r *Region) VendedDeliveries() Table[VendedDelivery] {
	return Table[VendedDelivery]{r.below(deliveriesBucket)}
}

// AccountPolicy is a policy of the account.
type AccountPolicy struct {
	Name              string `json:"name"`
	Type              string `json:"type"`
	Document          string `json:"document"`
	Scope             string `json:"scope"`
	SelectionCriteria string `json:"selectionCriteria,omitempty"`
	UpdateTime        int64  `json:"updateTime"`
}

// QueryDefinition is a saved query.
type QueryDefinition struct {
	Name          string          `json:"name"`
	QueryString   string          `json:"queryString"`
	QueryLanguage string          `json:"queryLanguage"`
	LogGroupNames []string        `json:"logGroupNames,omitempty"`
	Parameters    json.RawMessage `json:"parameters,omitempty"`
	ClientToken   string          `json:"clientToken,omitempty"`
	UpdateTime    int64           `json:"updateTime"`
}

// GroupDocument is a document of a log group, as it was given.
type GroupDocument struct {
	Text         string `json:"text"`
	CreationTime int64  `json:"creationTime"`
	UpdateTime   int64  `json:"updateTime"`
}

// AnomalyDetector is a detector of anomalies in log groups.
type AnomalyDetector struct {
	Name                string   `json:"name,omitempty"`
	LogGroupARNs        []string `json:"logGroupArns"`
	EvaluationFrequency string   `json:"evaluationFrequency,omitempty"`
	FilterPattern       string   `json:"filterPattern,omitempty"`
	KMSKeyID            string   `json:"kmsKeyId,omitempty"`
	VisibilityDays      int64    `json:"visibilityDays"`
	Paused              bool     `json:"paused,omitempty"`
	CreationTime        int64    `json:"creationTime"`
	UpdateTime          int64    `json:"updateTime"`
}

// DeliverySource is a resource that vends logs. One that was deleted stays as
// a mark: the service tells it from one that never was.
type DeliverySource struct {
	ResourceARN   string          `json:"resourceArn,omitempty"`
	LogType       string          `json:"logType,omitempty"`
	Configuration json.RawMessage `json:"configuration,omitempty"`
	Deleted       bool            `json:"deleted,omitempty"`
}

// DeliveryDestination is where vended logs go.
type DeliveryDestination struct {
	Type         string `json:"type,omitempty"`
	OutputFormat string `json:"outputFormat,omitempty"`
	ResourceARN  string `json:"resourceArn,omitempty"`
	Policy       string `json:"policy,omitempty"`
}

// VendedDelivery ties a source of vended logs to a destination.
type VendedDelivery struct {
	SourceName      string     `json:"sourceName"`
	DestinationName string     `json:"destinationName"`
	RecordFields    []string   `json:"recordFields,omitempty"`
	FieldDelimiter  string     `json:"fieldDelimiter,omitempty"`
	S3              S3Delivery `json:"s3"`
}

// S3Delivery is how vended logs are laid out in a bucket.
type S3Delivery struct {
	SuffixPath string `json:"suffixPath,omitempty"`
	HivePath   bool   `json:"hivePath,omitempty"`
}
