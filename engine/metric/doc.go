// Package metric turns log events into CloudWatch datapoints as a metric filter
// would: it compiles PutMetricFilter requests (Compile), evaluates log events
// one by one (Evaluator), and aggregates what the filters publish per period
// and dimension set (Result). The rules are X1 to X11 of docs/semantics.md.
//
// Sums are exact and rounded once, to a float64, as CloudWatch has it: they do
// not depend on the order of log events, nor on how these are split over
// evaluators that are merged.
package metric
