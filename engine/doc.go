// Package engine gives filter patterns their meaning: it compiles a parsed
// pattern to a Filter, decides which log events match, extracts the values of
// those that do, and answers TestMetricFilter requests as Amazon CloudWatch
// Logs would.
//
// The rules that docstrings name (T4, J13, S2, ...) are those of
// docs/semantics.md, which also says how well each is known.
package engine
