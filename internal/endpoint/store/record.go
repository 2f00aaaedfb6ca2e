package store

import (
	"encoding/json"

	"github.com/logsieve/logsieve/engine/metric"
)

// Times are in milliseconds since the epoch, as everywhere in the API.

// Group is a log group.
type Group struct {
	Name               string `json:"name"`
	CreationTime       int64  `json:"creationTime"`
	RetentionInDays    int    `json:"retentionInDays,omitempty"` // 0 keeps log events for ever
	KMSKeyID           string `json:"kmsKeyId,omitempty"`
	Class              string `json:"class,omitempty"` // as given; empty means STANDARD
	DeletionProtection bool   `json:"deletionProtection,omitempty"`

	BearerTokenAuthentication bool `json:"bearerTokenAuthentication,omitempty"`

	Tags          map[string]string `json:"tags,omitempty"`
	StoredBytes   int64             `json:"storedBytes,omitempty"`
	MetricFilters int               `json:"metricFilters,omitempty"`
}

// Stream is a log stream.
type Stream struct {
	CreationTime  int64  `json:"creationTime"`
	FirstEvent    *int64 `json:"firstEvent,omitempty"`
	LastEvent     *int64 `json:"lastEvent,omitempty"`
	LastIngestion int64  `json:"lastIngestion,omitempty"`
}

// MetricFilter is a metric filter of a log group.
type MetricFilter struct {
	Request      metric.PutMetricFilterRequest `json:"request"`
	CreationTime int64                         `json:"creationTime"`
}

// SubscriptionFilter is a subscription filter of a log group.
type SubscriptionFilter struct {
	FilterName             string   `json:"filterName"`
	FilterPattern          string   `json:"filterPattern"`
	DestinationARN         string   `json:"destinationArn"`
	RoleARN                string   `json:"roleArn,omitempty"`
	Distribution           string   `json:"distribution,omitempty"`
	ApplyOnTransformedLogs bool     `json:"applyOnTransformedLogs,omitempty"`
	FieldSelectionCriteria string   `json:"fieldSelectionCriteria,omitempty"`
	EmitSystemFields       []string `json:"emitSystemFields,omitempty"`
	CreationTime           int64    `json:"creationTime"`
}

// Destination is a destination of subscriptions.
type Destination struct {
	TargetARN    string `json:"targetArn"`
	RoleARN      string `json:"roleArn"`
	AccessPolicy string `json:"accessPolicy,omitempty"`
	CreationTime int64  `json:"creationTime"`
}

// Policy is a resource policy, of the account when it has a name.
type Policy struct {
	Name        string `json:"name,omitempty"`
	ResourceARN string `json:"resourceArn,omitempty"`
	Document    string `json:"document"`
	Revision    string `json:"revision,omitempty"`
	UpdateTime  int64  `json:"updateTime"`
}

// ExportTask is an export of log events.
type ExportTask struct {
	TaskID              string `json:"taskId"`
	TaskName            string `json:"taskName,omitempty"`
	LogGroupName        string `json:"logGroupName"`
	LogStreamNamePrefix string `json:"logStreamNamePrefix,omitempty"`
	From                int64  `json:"from"`
	To                  int64  `json:"to"`
	Destination         string `json:"destination"`
	DestinationPrefix   string `json:"destinationPrefix,omitempty"`
	Status              string `json:"status"`
	StatusMessage       string `json:"statusMessage,omitempty"`
	CreationTime        int64  `json:"creationTime"`
	CompletionTime      int64  `json:"completionTime,omitempty"`
}

// The states of an export task.
const (
	TaskPending   = "PENDING"
	TaskRunning   = "RUNNING"
	TaskCompleted = "COMPLETED"
	TaskCancelled = "CANCELLED"
	TaskFailed    = "FAILED"
)

// Delivery is one message of a subscription on its way.
type Delivery struct {
	Region         string          `json:"region,omitempty"` // empty for the endpoint's own
	LogGroup       string          `json:"logGroup"`
	FilterName     string          `json:"filterName"`
	DestinationARN string          `json:"destinationArn"`
	PartitionKey   string          `json:"partitionKey,omitempty"` // of a record in Kinesis
	Time           int64           `json:"time,omitempty"`         // since when it waits; 0 is not known
	Message        json.RawMessage `json:"message"`                // what is packed into the envelope
}

// RealtimeLogConfig is a real-time log configuration of CloudFront, with the
// names and the order of its XML.
type RealtimeLogConfig struct {
	ARN          string
	Name         string
	SamplingRate json.Number
	EndPoints    []EndPoint `xml:"EndPoints>member"`
	Fields       []string   `xml:"Fields>Field"`
}

// EndPoint is where a real-time log goes.
type EndPoint struct {
	StreamType          string
	KinesisStreamConfig KinesisStreamConfig
}

// KinesisStreamConfig names a stream and the role that writes to it.
type KinesisStreamConfig struct{ RoleARN, StreamARN string }

// IngestionDestination is an ingestion destination of AppFabric.
type IngestionDestination struct {
	ARN                      string           `json:"arn"`
	IngestionARN             string           `json:"ingestionArn"`
	ProcessingConfiguration  json.RawMessage  `json:"processingConfiguration"`
	DestinationConfiguration json.RawMessage  `json:"destinationConfiguration"`
	ClientToken              string           `json:"clientToken,omitempty"`
	CreatedAt                int64            `json:"createdAt"`
	UpdatedAt                int64            `json:"updatedAt"`
	Asked                    IngestionRequest `json:"asked"` // what created it
}

// IngestionRequest is what a request to create an ingestion destination says
// beside its clientToken.
type IngestionRequest struct {
	ProcessingConfiguration  json.RawMessage   `json:"processingConfiguration"`
	DestinationConfiguration json.RawMessage   `json:"destinationConfiguration"`
	Tags                     map[string]string `json:"tags,omitempty"`
}
