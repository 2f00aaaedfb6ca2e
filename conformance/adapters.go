package conformance

import (
	"embed"
	"io/fs"
)

//go:embed adapters
var adapters embed.FS

// Adapters are programs for Exec in other languages, to be filled in: files
// such as adapters/adapter.py.
func Adapters() fs.FS { return adapters }
