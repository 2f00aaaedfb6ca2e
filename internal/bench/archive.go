//go:build devtools && unix

package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// archiveFiles is over how many files the records of an archive are spread.
const archiveFiles = 32

// generateArchive makes a folder of CloudTrail files as they lie in S3, of size
// bytes in all before they are compressed, unless it is there.
func generateArchive(folder string, size int64) error {
	done := filepath.Join(folder, fmt.Sprintf(".%d", size))
	if _, err := os.Stat(done); err == nil {
		return nil
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(1, 2))
	n := 0
	for i := range archiveFiles {
		name := filepath.Join(folder, "AWSLogs/123456789012/CloudTrail/eu-central-1/2026/11", fmt.Sprintf("%02d", 1+i%28), fmt.Sprintf("%02d.json.gz", i))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		f, err := os.Create(name)
		if err != nil {
			return err
		}
		packed := gzip.NewWriter(f)
		out := bufio.NewWriterSize(packed, 1<<20)
		out.WriteString(`{"Records":[`)
		var b []byte
		for written, separator := int64(0), ""; written < size/archiveFiles; n++ {
			b = cloudTrail(r, append(b[:0], separator...), n)
			out.Write(b)
			written += int64(len(b))
			separator = ","
		}
		out.WriteString(`]}`)
		for _, end := range []func() error{out.Flush, packed.Close, f.Close} {
			if err := end(); err != nil {
				return err
			}
		}
	}
	return os.WriteFile(done, nil, 0o644)
}
