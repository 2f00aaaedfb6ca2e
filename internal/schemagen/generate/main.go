//go:build devtools

// Command generate writes the JSON Schemas of engine/request. It is run by go
// generate in that folder.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/logsieve/logsieve/internal/schemagen"
)

func main() {
	if err := run("models", "schemas"); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// run replaces the whole folder, so that a schema whose operation is gone
// goes too.
func run(models, schemas string) error {
	files, err := schemagen.Generate(os.DirFS(models))
	if err != nil {
		return err
	}
	if err := os.RemoveAll(schemas); err != nil {
		return err
	}
	for name, text := range files {
		file := filepath.Join(schemas, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
