package languages

import (
	"bytes"
	"slices"
	"sync"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/terraform"
)

// probes are those of the formats that their content tells: of those that may
// be JSON, and of those that are YAML alone.
var probes = sync.OnceValue(func() (list struct{ json, yaml []source.Probe }) {
	for _, format := range source.Formats() {
		switch {
		case !format.ByContent:
		case format.Called("x.json"):
			list.json = append(list.json, format.Probes...)
		default:
			list.yaml = append(list.yaml, format.Probes...)
		}
	}
	list.json, list.yaml = source.MergeProbes(list.json), source.MergeProbes(list.yaml)
	return list
})

// mayHold is a cheap test that no YAML or JSON file with a request of ours
// fails.
func mayHold(data []byte, json bool) bool {
	in := func(p source.Probe) bool { return p.In(data) }
	return slices.Contains(source.Live.FirstKeys, source.FirstKey(data)) ||
		slices.ContainsFunc(probes().json, in) || !json && slices.ContainsFunc(probes().yaml, in) || hidesLetters(data)
}

// mayShow is a cheap test that no Markdown with an example of ours fails.
func mayShow(data []byte) bool {
	if !bytes.Contains(data, []byte("```")) && !bytes.Contains(data, []byte("~~~")) {
		return false
	}
	return mayHold(data, false) || terraform.MayHold(data) || source.Shell.MayHold(data) || source.Program.MayHold(data)
}

// hidesLetters reports whether an escape stands for a printable character of
// ASCII, or joins two lines.
func hidesLetters(data []byte) bool {
	for {
		i := bytes.IndexByte(data, '\\')
		if i < 0 || i+1 >= len(data) {
			return false
		}
		data = data[i+1:]
		digits := 0
		switch data[0] {
		case '\r', '\n':
			return true
		case 'x':
			digits = 2
		case 'u':
			digits = 4
		case 'U':
			digits = 8
		}
		if digits > 0 && len(data) > digits {
			high := data[1 : digits-1]
			if len(bytes.Trim(high, "0")) == 0 && '2' <= data[digits-1] && data[digits-1] <= '7' {
				return true
			}
		}
		data = data[1:]
	}
}
