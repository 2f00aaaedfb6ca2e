package conformance

import _ "embed"

//go:embed case.schema.json
var schema []byte

// Schema returns the JSON Schema (draft 2020-12) of the case format.
func Schema() []byte { return append([]byte(nil), schema...) }
