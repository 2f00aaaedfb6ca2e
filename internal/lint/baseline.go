package lint

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
)

// BaselineName is where a baseline is kept when nothing else is said.
const BaselineName = ".logsieve-baseline.json"

// Baseline is a count of known findings. A finding is known by its rule, file
// and resource, not by its line, so that edits elsewhere bring none back.
type Baseline struct {
	Version  int             `json:"version"`
	Findings []BaselineEntry `json:"findings"`
}

// BaselineEntry is how many findings of a rule a resource has. File is
// relative to the baseline's folder.
type BaselineEntry struct {
	File     string `json:"file"`
	Resource string `json:"resource"`
	Code     string `json:"code"`
	Rule     string `json:"rule"` // for those who read the file
	Count    int    `json:"count"`
}

const baselineVersion = 1

type baselineKey struct{ file, resource, code string }

// NewBaseline counts findings. dir is the folder of the baseline.
func NewBaseline(dir string, found []Finding) *Baseline {
	counts := map[baselineKey]*BaselineEntry{}
	for _, f := range found {
		k := baselineKey{baselinePath(dir, f.File), f.Resource, f.Code}
		if counts[k] == nil {
			counts[k] = &BaselineEntry{File: k.file, Resource: k.resource, Code: k.code, Rule: f.Rule}
		}
		counts[k].Count++
	}
	b := &Baseline{Version: baselineVersion, Findings: []BaselineEntry{}}
	for _, e := range counts {
		b.Findings = append(b.Findings, *e)
	}
	slices.SortFunc(b.Findings, func(a, b BaselineEntry) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Code, b.Code))
	})
	return b
}

// ParseBaseline reads a baseline.
func ParseBaseline(data []byte) (*Baseline, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	b := &Baseline{}
	if err := d.Decode(b); err != nil {
		return nil, fmt.Errorf("no baseline: %w", err)
	}
	if b.Version != baselineVersion {
		return nil, fmt.Errorf("the baseline has version %d, and %d is known; write it again", b.Version, baselineVersion)
	}
	for _, e := range b.Findings {
		if e.File == "" || e.Code == "" || e.Count < 1 {
			return nil, errors.New("no baseline: an entry needs file, code and a count above 0")
		}
	}
	return b, nil
}

// Text is the baseline as it is written, one entry a line, so that merges
// seldom conflict.
func (b *Baseline) Text() ([]byte, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\n  \"version\": %d,\n  \"findings\": [", b.Version)
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	for i, entry := range b.Findings {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n    ")
		if err := e.Encode(entry); err != nil {
			return nil, err
		}
		out.Truncate(out.Len() - 1) // the encoder's end of line
	}
	if len(b.Findings) > 0 {
		out.WriteString("\n  ")
	}
	out.WriteString("]\n}\n")
	return out.Bytes(), nil
}

// Apply drops known findings, the first of each kind as often as the baseline
// counts them. known is how many it dropped, stale how many the baseline
// counts beyond that in the files that were looked at.
func (b *Baseline) Apply(dir string, found []Finding, lookedAt []string) (kept []Finding, known, stale int) {
	left := map[baselineKey]int{}
	for _, e := range b.Findings {
		left[baselineKey{e.File, e.Resource, e.Code}] += e.Count
	}
	for _, f := range found {
		k := baselineKey{baselinePath(dir, f.File), f.Resource, f.Code}
		if left[k] > 0 {
			left[k]--
			known++
			continue
		}
		kept = append(kept, f)
	}
	files := map[string]bool{}
	for _, name := range lookedAt {
		files[baselinePath(dir, name)] = true
	}
	for k, n := range left {
		if files[k.file] {
			stale += n
		}
	}
	return kept, known, stale
}

// baselinePath is a file's name as seen from the baseline's folder.
func baselinePath(dir, file string) string {
	absDir, err1 := filepath.Abs(dir)
	absFile, err2 := filepath.Abs(filepath.FromSlash(file))
	if err1 == nil && err2 == nil {
		if rel, err := filepath.Rel(absDir, absFile); err == nil {
			return filepath.ToSlash(rel)
		}
	}
	return file
}
