package main

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/replay"
)

// maxBroken is how many files are named that could not be read; all count.
const maxBroken = 10_000

// meta is what is found beside what filters match.
type meta struct {
	Files, Bytes int64
	// Broken are the files and log events that could not be read, the first
	// maxBroken by name; More counts the others.
	Broken []broken         `json:",omitempty"`
	More   int64            `json:",omitempty"`
	Lines  map[string]int64 `json:",omitempty"` // line feeds of the parts of files
}

// broken is what could not be read, and why.
type broken struct {
	Place  string `json:"place"`
	Reason string `json:"reason"`
}

// found is what was found so far, apart from what the replay holds.
type found struct{ meta }

func (m *meta) merge(other *meta) {
	m.Files += other.Files
	m.Bytes += other.Bytes
	m.More += other.More
	m.Broken = append(m.Broken, other.Broken...)
	slices.SortFunc(m.Broken, func(a, b broken) int { return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Reason, b.Reason)) })
	if more := len(m.Broken) - maxBroken; more > 0 {
		m.More += int64(more)
		m.Broken = m.Broken[:maxBroken]
	}
	for name, n := range other.Lines {
		if m.Lines == nil {
			m.Lines = map[string]int64{}
		}
		m.Lines[name] = n
	}
}

// append appends the state that add reads.
func (f *found) append(b []byte, read *replay.Replay) ([]byte, error) {
	text, err := json.Marshal(f.meta)
	if err != nil {
		return b, err
	}
	b = binary.AppendUvarint(b, uint64(len(text)))
	return read.AppendBinary(append(b, text...))
}

// add adds a state.
func (f *found) add(state []byte, read, empty *replay.Replay) error {
	length, size := binary.Uvarint(state)
	if size <= 0 || length > uint64(len(state)-size) {
		return errors.New("not the state of a bundle")
	}
	var m meta
	if err := json.Unmarshal(state[size:size+int(length)], &m); err != nil {
		return fmt.Errorf("not the state of a bundle: %w", err)
	}
	other := empty.Fork()
	if err := other.MergeBinary(state[size+int(length):]); err != nil {
		return err
	}
	f.merge(&m)
	return read.Merge(ordered(read, other))
}

// place puts the name of a file and a line in it in the place of those of a part.
func (m *meta) place(file string, line int64) (string, int64) {
	name, _, ok := strings.Cut(file, partMark)
	if !ok || line == 0 {
		return name, line
	}
	for part, lines := range m.Lines {
		if part < file && (part == name || strings.HasPrefix(part, name+partMark)) {
			line += lines
		}
	}
	return name, line
}
