// Package grammar turns the text of an Amazon CloudWatch Logs filter pattern
// into a syntax tree whose every node knows its place in the text, and back.
//
// A filter pattern is written in one of three languages, chosen by its first
// character (rules L2 to L6): JSON patterns start with '{', space-delimited
// patterns with '[', and everything else is a terms pattern, among them one
// regular expression between '%' signs. The rules that docstrings name (L1,
// T4, J13, ...) are those of docs/semantics.md.
package grammar
