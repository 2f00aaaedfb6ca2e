package policy

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed schema/*.schema.json
var schemas embed.FS

// SchemaNames are what Schema knows: a policy file, the JSON of a run, and that
// of an export.
func SchemaNames() []string { return []string{"policy", "report", "export"} }

// Schema returns a JSON Schema (draft 2020-12).
func Schema(name string) ([]byte, error) {
	text, err := schemas.ReadFile("schema/" + name + ".schema.json")
	if err != nil {
		return nil, fmt.Errorf("there is no schema %q; one of %s", name, strings.Join(SchemaNames(), ", "))
	}
	return text, nil
}
