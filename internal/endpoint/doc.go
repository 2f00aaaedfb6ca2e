// Package endpoint is an HTTP endpoint that AWS clients take for Amazon
// CloudWatch Logs (AWS JSON 1.1), for CloudFront's real-time log
// configurations (REST-XML) and for AppFabric's ingestion destinations
// (REST-JSON).
//
// Every operation of the API models is validated as the service does it.
// TestMetricFilter always works; operations on resources work on the state of
// package store, and are answered NotImplementedException without one.
package endpoint
