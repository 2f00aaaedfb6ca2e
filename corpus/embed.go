// Package corpus holds the project's data: the conformance cases, filter patterns found in the wild and sample logs.
// It contains no code beyond access to the files; README.md beside it says what they are and where they come from.
package corpus

import "embed"

// Everything below the directories is data; Go files and README.md stay out.
//
//go:embed *.json */*
var files embed.FS

// FS returns the corpus as a read-only file system whose root is this directory: case files in *.json, captured/*.json,
// metrics/*.json and requests/, patterns in patterns/*.jsonl, sample logs in logs/.
func FS() embed.FS { return files }
