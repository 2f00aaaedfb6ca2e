// Package endpoint is an HTTP endpoint that AWS clients take for Amazon
// CloudWatch Logs (AWS JSON 1.1), for CloudFront's real-time log
// configurations (REST-XML), for AppFabric's ingestion destinations (REST-JSON),
// and, as far as tools ask, for STS (AWS Query) and CloudWatch (AWS Query, AWS
// JSON 1.0, RPC v2 with CBOR), from which they read what metric filters have
// published.
//
// Every operation of the API models is validated as the service does it.
// TestMetricFilter always works; operations on resources work on the state of
// package store, and are answered NotImplementedException without one. The region
// of a request is that of its signature; each has resources of its own.
package endpoint
