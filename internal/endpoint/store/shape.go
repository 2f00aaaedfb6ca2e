package store

import (
	"bytes"
	"encoding/json"
	"sync"

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
	if of := recordsIn()[path[n-1]]; of != nil {
		return of()
	}
	return new(any)
}

// recordsIn makes a record of the type that a bucket holds, by the bucket's name.
var recordsIn = sync.OnceValue(func() map[string]func() any {
	return map[string]func() any{
		streamsBucket:              newRecord[Stream],
		metricFiltersBucket:        newRecord[MetricFilter],
		subscriptionsBucket:        newRecord[SubscriptionFilter],
		destinationsBucket:         newRecord[Destination],
		policiesBucket:             newRecord[Policy],
		exportsBucket:              newRecord[ExportTask],
		accountPoliciesBucket:      newRecord[AccountPolicy],
		definitionsBucket:          newRecord[QueryDefinition],
		groupDocumentsBucket:       newRecord[GroupDocument],
		detectorsBucket:            newRecord[AnomalyDetector],
		deliverySourcesBucket:      newRecord[DeliverySource],
		deliveryDestinationsBucket: newRecord[DeliveryDestination],
		deliveriesBucket:           newRecord[VendedDelivery],
		outboxBucket:               newRecord[Delivery],
		tagsBucket:                 newRecord[map[string]string],
		keysBucket:                 newRecord[string],
		realtimeBucket:             newRecord[RealtimeLogConfig],
		ingestionBucket:            newRecord[IngestionDestination],
	}
})

func newRecord[T any]() any { return new(T) }
