package store

import (
	"bytes"
	"encoding/json"

	"github.com/logsieve/logsieve/engine/metric"
)

// validRecord reports whether a value is what is kept there: a log event, or
// JSON that its record can be read from.
func validRecord(path []string, key, value []byte) bool {
	if inEvents(path) {
		_, ok := event("", key, value)
		return ok
	}
	record := recordAt(path, key)
	return !bytes.Equal(value, []byte("null")) && json.Unmarshal(value, record) == nil
}

// recordAt is a record of the type that is kept under a key of a bucket.
func recordAt(path []string, key []byte) any {
	n := len(path)
	switch {
	case n >= 2 && path[n-2] == groupsBucket && string(key) == groupRecord:
		return &Group{}
	case n >= 2 && path[n-2] == datapointsBucket && string(key) == seriesRecord:
		return &metric.Metric{}
	case n >= 2 && path[n-2] == datapointsBucket:
		return &metric.Datapoint{}
	case n == 0:
		return new(any)
	}
	switch path[n-1] {
	case streamsBucket:
		return &Stream{}
	case metricFiltersBucket:
		return &MetricFilter{}
	case subscriptionsBucket:
		return &SubscriptionFilter{}
	case destinationsBucket:
		return &Destination{}
	case policiesBucket:
		return &Policy{}
	case exportsBucket:
		return &ExportTask{}
	case accountPoliciesBucket:
		return &AccountPolicy{}
	case definitionsBucket:
		return &QueryDefinition{}
	case groupDocumentsBucket:
		return &GroupDocument{}
	case detectorsBucket:
		return &AnomalyDetector{}
	case deliverySourcesBucket:
		return &DeliverySource{}
	case deliveryDestinationsBucket:
		return &DeliveryDestination{}
	case deliveriesBucket:
		return &VendedDelivery{}
	case outboxBucket:
		return &Delivery{}
	case tagsBucket:
		return &map[string]string{}
	case keysBucket:
		return new(string)
	case realtimeBucket:
		return &RealtimeLogConfig{}
	case ingestionBucket:
		return &IngestionDestination{}
	}
	return new(any)
}
