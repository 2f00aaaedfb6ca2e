//go:build devtools

// Playground writes the playground as one page that needs nothing else: the
// engine, compressed, is in it.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	log.SetFlags(0)
	to := flag.String("o", "bin/playground.html", "the `file` to write")
	flag.Parse()
	if err := build(*to); err != nil {
		log.Fatal("playground: ", err)
	}
}

func build(to string) error {
	dir, err := os.MkdirTemp("", "playground")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	engine := filepath.Join(dir, "engine.wasm")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", engine, "github.com/logsieve/logsieve/internal/wasm/js")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	program, err := os.ReadFile(engine)
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(program); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return err
	}
	glue, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return err
	}
	here, err := exec.Command("go", "list", "-tags", "devtools", "-f", "{{.Dir}}", "github.com/logsieve/logsieve/internal/playground").Output()
	if err != nil {
		return err
	}
	parts := map[string]string{"engine": base64.StdEncoding.EncodeToString(packed.Bytes()), "wasm_exec.js": string(glue)}
	for _, name := range []string{"style.css", "worker.js", "app.js", "page.html"} {
		text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(here)), name))
		if err != nil {
			return err
		}
		parts[name] = string(text)
	}
	var fill []string
	for name, text := range parts {
		// Only the end of the element could end it.
		if name != "page.html" && strings.Contains(strings.ToLower(text), "</script") {
			return fmt.Errorf("%s holds the end of a script", name)
		}
		fill = append(fill, "{{"+name+"}}", text)
	}
	page := strings.NewReplacer(fill...).Replace(parts["page.html"])
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(to, []byte(page), 0o644); err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes; the engine has %d, %d with gzip\n", to, len(page), len(program), packed.Len())
	return nil
}
