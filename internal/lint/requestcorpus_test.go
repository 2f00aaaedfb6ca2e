package lint

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"testing"

	"github.com/logsieve/logsieve/corpus"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// TestRequestCorpus holds that lint reports an error for exactly those requests
// of the corpus that the service refuses.
func TestRequestCorpus(t *testing.T) {
	names, err := fs.Glob(corpus.FS(), "requests/*.json")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	count := map[bool]int{}
	for _, name := range names {
		data, err := fs.ReadFile(corpus.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		var suite struct {
			Cases []struct {
				ID, Operation string
				Request       json.RawMessage
				Valid         bool
				Until         string
			}
		}
		if err := json.Unmarshal(data, &suite); err != nil {
			t.Fatal(err)
		}
		for _, c := range suite.Cases {
			var line bytes.Buffer
			if c.Until != "" || json.Compact(&line, c.Request) != nil { // an older answer has its newer twin
				continue
			}
			f := requestFile(t, c.ID, fmt.Sprintf(`{"operation": %q, "input": %s}`, c.Operation, &line))
			if skeleton(f, f.Resources[0]) != nil || f.Resources[0].Input.Kind != source.Map {
				continue // told as such
			}
			errors := 0
			for _, g := range Check([]*source.File{f}, Options{}) {
				if g.Severity == request.Error {
					errors++
				}
			}
			count[c.Valid]++
			if c.Valid != (errors == 0) {
				t.Errorf("%s: valid: %v, %d errors: %s", c.ID, c.Valid, errors, told(f, Options{}))
			}
		}
	}
	if count[true] < 250 || count[false] < 250 {
		t.Errorf("%v requests", count)
	}
}
