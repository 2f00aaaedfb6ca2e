package source

import (
	"bytes"
	"slices"
)

// Probe is a text that a file must hold for there to be something to read.
type Probe struct {
	Text   string   // best one that starts with a rare letter: it is found faster
	Before []string // of which one must stand right before it; none for anything
	Then   []string // of which one must follow at once; none for anything
	Word   bool     // no letter may follow
}

// In reports whether a file holds the text.
func (p Probe) In(data []byte) bool {
	text := []byte(p.Text)
	before := data[:0]
	stands := func(end string) bool { return len(before) >= len(end) && string(before[len(before)-len(end):]) == end }
	for {
		i := bytes.Index(data, text)
		if i < 0 {
			return false
		}
		before, data = data[:i], data[i+len(text):]
		if len(p.Before) > 0 && !slices.ContainsFunc(p.Before, stands) {
			continue
		}
		follows := func(then string) bool { return len(data) >= len(then) && string(data[:len(then)]) == then }
		switch {
		case p.Word && len(data) > 0 && 'a' <= data[0]|0x20 && data[0]|0x20 <= 'z':
		case len(p.Then) == 0, slices.ContainsFunc(p.Then, follows):
			return true
		}
	}
}

// FirstKey is the first key of a file of JSON or YAML that starts with an object,
// or a list of them; for any other file it is something else.
func FirstKey(data []byte) string {
	data = bytes.TrimLeft(data, "\ufeff \t\r\n[{-\"'")
	end := bytes.IndexFunc(data, func(r rune) bool { return r < 'A' || 'Z' < r && r < 'a' || 'z' < r })
	return string(data[:max(end, 0)])
}

// MayHold reports whether a file holds one of the format's probes, or starts with
// one of its keys.
func (f *Format) MayHold(data []byte) bool {
	return len(f.FirstKeys) > 0 && slices.Contains(f.FirstKeys, FirstKey(data)) || slices.ContainsFunc(f.Probes, func(p Probe) bool { return p.In(data) })
}

// MergeProbes returns probes that look for each text once, and for what the
// others want behind it.
func MergeProbes(probes []Probe) []Probe {
	var merged []Probe
	for _, p := range probes {
		i := slices.IndexFunc(merged, func(m Probe) bool { return m.Text == p.Text && m.Word == p.Word && slices.Equal(m.Before, p.Before) })
		switch {
		case i < 0:
			p.Then = slices.Clone(p.Then)
			merged = append(merged, p)
		case len(p.Then) == 0 || len(merged[i].Then) == 0:
			merged[i].Then = nil
		default:
			merged[i].Then = append(merged[i].Then, p.Then...)
		}
	}
	for i := range merged {
		slices.Sort(merged[i].Then)
		merged[i].Then = slices.Compact(merged[i].Then)
	}
	return merged
}
