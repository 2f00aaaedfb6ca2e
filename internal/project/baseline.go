package project

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/logsieve/logsieve/internal/finding"
	"github.com/logsieve/logsieve/internal/jsontext"
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
func NewBaseline(dir string, found []finding.Finding) *Baseline {
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
	b.sort()
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
		return nil, fmt.Errorf("the baseline has version %d, but logsieve knows %d; regenerate it with --write-baseline", b.Version, baselineVersion)
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
	for i, entry := range b.Findings {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n    ")
		line, err := jsontext.Marshal(entry)
		if err != nil {
			return nil, err
		}
		out.Write(line)
	}
	if len(b.Findings) > 0 {
		out.WriteString("\n  ")
	}
	out.WriteString("]\n}\n")
	return out.Bytes(), nil
}

// Scope is what a run judged.
type Scope struct {
	Dir   string                       // of the baseline
	Files []string                     // that were looked at, by the names of findings
	Ran   func(code, file string) bool // whether a rule looked at a file and all it compares it with
}

// judged tells for entries of a baseline whether the run would have found them.
func (s Scope) judged() func(BaselineEntry) bool {
	names := map[string]string{}
	for _, name := range s.Files {
		names[baselinePath(s.Dir, name)] = name
	}
	return func(e BaselineEntry) bool {
		name, ok := names[e.File]
		return ok && s.Ran(e.Code, name)
	}
}

// Carry takes over what an older baseline knows and the run of the new one did
// not look at, so that it may be written after a run over some of the files or
// rules. Entries of files that are gone stay behind.
func (b *Baseline) Carry(old *Baseline, s Scope, exists func(file string) bool) {
	judged := s.judged()
	at := map[baselineKey]int{}
	for i, e := range b.Findings {
		at[baselineKey{e.File, e.Resource, e.Code}] = i
	}
	for _, e := range old.Findings {
		if judged(e) || !exists(filepath.Join(s.Dir, filepath.FromSlash(e.File))) {
			continue
		}
		if i, ok := at[baselineKey{e.File, e.Resource, e.Code}]; ok {
			b.Findings[i].Count = max(b.Findings[i].Count, e.Count)
		} else {
			b.Findings = append(b.Findings, e)
		}
	}
	b.sort()
}

func (b *Baseline) sort() {
	slices.SortFunc(b.Findings, func(a, b BaselineEntry) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Code, b.Code))
	})
}

// Apply drops known findings, the first of each kind as often as the baseline
// counts them. known is how many it dropped, stale how many the baseline
// counts beyond that of what the run judged.
func (b *Baseline) Apply(found []finding.Finding, s Scope) (kept []finding.Finding, known, stale int) {
	left := map[baselineKey]int{}
	for _, e := range b.Findings {
		left[baselineKey{e.File, e.Resource, e.Code}] += e.Count
	}
	for _, f := range found {
		k := baselineKey{baselinePath(s.Dir, f.File), f.Resource, f.Code}
		if left[k] > 0 {
			left[k]--
			known++
			continue
		}
		kept = append(kept, f)
	}
	judged := s.judged()
	for k, n := range left {
		if n > 0 && judged(BaselineEntry{File: k.file, Code: k.code}) {
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
