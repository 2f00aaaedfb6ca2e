//go:build devtools

// Build writes the playground as one page that needs nothing else: the engine,
// compressed, is in it. A file whose name ends in .gz is compressed once more.
package main

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/base64"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed style.css worker.js app.js page.html
var sources embed.FS

func main() {
	log.SetFlags(0)
	to := flag.String("o", "bin/playground.html", "the `file` to write")
	flag.Parse()
	if err := write(*to); err != nil {
		log.Fatal("playground: ", err)
	}
}

// write writes the page to a file.
func write(to string) error {
	page, err := build()
	if err != nil {
		return err
	}
	if strings.HasSuffix(to, ".gz") {
		if page, err = packed(page); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(to, page, 0o644); err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes\n", to, len(page))
	return nil
}

// packed is data compressed as small as gzip can.
func packed(data []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	err = z.Close()
	return b.Bytes(), err
}

// build makes the page.
func build() ([]byte, error) {
	dir, err := os.MkdirTemp("", "playground")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	engine := filepath.Join(dir, "engine.wasm")
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", engine, "github.com/logsieve/logsieve/internal/wasm/js")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	program, err := os.ReadFile(engine)
	if err != nil {
		return nil, err
	}
	small, err := packed(program)
	if err != nil {
		return nil, err
	}
	fmt.Printf("the engine has %d bytes, %d with gzip\n", len(program), len(small))
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	glue, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return nil, err
	}
	parts := map[string]string{"engine": base64.StdEncoding.EncodeToString(small), "wasm_exec.js": string(glue)}
	for _, name := range []string{"style.css", "worker.js", "app.js", "page.html"} {
		text, err := sources.ReadFile(name)
		if err != nil {
			return nil, err
		}
		parts[name] = string(text)
	}
	var fill []string
	for name, text := range parts {
		// Only the end of the element could end it.
		if name != "page.html" && strings.Contains(strings.ToLower(text), "</script") {
			return nil, fmt.Errorf("%s holds the end of a script", name)
		}
		fill = append(fill, "{{"+name+"}}", text)
	}
	return []byte(strings.NewReplacer(fill...).Replace(parts["page.html"])), nil
}
