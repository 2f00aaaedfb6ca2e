package request

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// BenchmarkStartup is what linking this package costs a program that validates
// nothing: the package initialisation of jsonschema/v5, which compiles the
// metaschemas of five drafts whether or not a schema is ever read. Our own
// schemas cost nothing until an operation is validated.
func BenchmarkStartup(b *testing.B) {
	for name, source := range map[string]string{
		"with":    "package main\n\nimport _ \"github.com/logsieve/logsieve/engine/request\"\n\nfunc main() {}\n",
		"without": "package main\n\nimport _ \"github.com/logsieve/logsieve/engine\"\n\nfunc main() {}\n",
	} {
		dir := b.TempDir()
		file, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "program")
		if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
			b.Fatal(err)
		}
		if out, err := exec.Command("go", "build", "-o", program, file).CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := exec.Command(program).Run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
