//go:build devtools && unix

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write golden files")

// TestGenerate holds that logs are the same everywhere, or figures of two
// machines could not be compared.
func TestGenerate(t *testing.T) {
	var got strings.Builder
	for _, k := range kinds() {
		var out bytes.Buffer
		if err := generate(&out, k, 1<<20); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "%s %x\n", k.name, sha256.Sum256(out.Bytes()))
		lines := bytes.SplitSeq(bytes.TrimSuffix(out.Bytes(), []byte("\n")), []byte("\n"))
		for line := range lines {
			if k.name != "cloudtrail.jsonl" {
				continue
			}
			if len(line) < 1000 || len(line) > 2600 {
				t.Errorf("an event of %d bytes", len(line))
			}
			var again bytes.Buffer
			if err := json.Compact(&again, line); err != nil || again.String() != string(line) {
				t.Fatalf("not compact: %v: %s", err, line)
			}
		}
	}
	golden(t, "testdata/digests.golden", got.String())
}

func TestTable(t *testing.T) {
	var out strings.Builder
	err := writeTable(&out, []row{
		{"1", "terms", "rg", 100 * time.Millisecond, 95 * time.Millisecond, 0.9},
		{"2", "JSON", "jq", 200 * time.Millisecond, 2 * time.Second, 15},
		{"1", "terms", "rg | rg -v", 3 * time.Millisecond, 6 * time.Millisecond, 0},
	})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/table.golden", out.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-update writes it):\n%s", name, diff)
	}
}
