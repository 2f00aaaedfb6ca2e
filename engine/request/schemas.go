package request

import (
	"bytes"
	"embed"
	"fmt"
	"path"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

//go:generate go run -tags devtools ../../internal/schemagen/generate

// schemaFiles are the generated schemas; they are text until an operation is
// validated.
//
//go:embed schemas
var schemaFiles embed.FS

// contract is what is known about one direction of one operation.
type contract struct {
	root      *shape
	exception string   // error code of a violation in a request
	errors    []string // declared by the operation; responses only
}

// contracts holds each contract after its first use. An entry never changes.
var contracts sync.Map // of schema path to func() (*contract, error)

// loadContract compiles a schema on first use.
func loadContract(file string) (*contract, error) {
	if load, ok := contracts.Load(file); ok {
		return load.(func() (*contract, error))()
	}
	load, _ := contracts.LoadOrStore(file, sync.OnceValues(func() (*contract, error) {
		c, err := readContract(file)
		if err != nil {
			return nil, fmt.Errorf("schema %s: %w", file, err)
		}
		return c, nil
	}))
	return load.(func() (*contract, error))()
}

func readContract(file string) (*contract, error) {
	text, err := schemaFiles.ReadFile(path.Join("schemas", file))
	if err != nil {
		return nil, err
	}
	doc, err := Decode(text)
	if err != nil {
		return nil, err
	}
	id := doc.Get("$id").Str()
	compiler := jsonschema.NewCompiler()
	compiler.LoadURL = nil
	if err := compiler.AddResource(id, bytes.NewReader(text)); err != nil {
		return nil, err
	}
	compiled, err := compiler.Compile(id)
	if err != nil {
		return nil, err
	}
	root, err := readShape(doc)
	if err != nil {
		return nil, err
	}
	root.bind(compiled)
	c := &contract{root: root, exception: doc.Get("x-aws").Get("exception").Str()}
	for _, e := range doc.Get("x-aws").Get("errors").Items() {
		c.errors = append(c.errors, e.Str())
	}
	return c, nil
}

// schemaPath is where the schema of an operation stands below schemas.
func schemaPath(op Operation, dir Direction, profile Profile) string {
	if op.Service != Logs {
		profile = Latest
	}
	return op.Service + "/" + string(profile) + "/" + op.String() + "." + dir.String() + ".json"
}

// Schema is the text of the JSON Schema (2020-12) that a document is held
// against; an error says that the profile does not know the operation.
func Schema(op Operation, dir Direction, profile Profile) ([]byte, error) {
	return schemaFiles.ReadFile(path.Join("schemas", schemaPath(op, dir, profile)))
}
