// Package metric turns log events into CloudWatch datapoints as a metric filter
// would: it compiles PutMetricFilter requests (Compile), evaluates log events
// one by one (Evaluator), and aggregates what the filters publish per period
// and dimension set (Result). The rules are X1 to X11 of docs/semantics.md.
//
// Sums are float64 with Neumaier's compensation: the error does not grow with
// the number of samples, as long as the samples' magnitudes span less than
// twice the 53 bits of a float64. CloudWatch itself calculates with doubles.
package metric
