package languages

import (
	"bytes"
	"slices"
	"sync"

	"github.com/logsieve/logsieve/internal/source"
)

// probes are those of the formats that their content tells.
var probes = sync.OnceValue(func() []source.Probe {
	var all []source.Probe
	for _, format := range source.Formats() {
		if format.ByContent {
			all = append(all, format.Probes...)
		}
	}
	return source.MergeProbes(all)
})

// mayHold is a cheap test that no YAML or JSON file with a request of ours
// fails.
func mayHold(data []byte) bool {
	return slices.Contains(source.Live.FirstKeys, source.FirstKey(data)) || slices.ContainsFunc(probes(), func(p source.Probe) bool { return p.In(data) }) || hidesLetters(data)
}

// mayShow is a cheap test that no Markdown with an example of ours fails.
func mayShow(data []byte) bool {
	if !bytes.Contains(data, []byte("```")) && !bytes.Contains(data, []byte("~~~")) {
		return false
	}
	return mayHold(data) || source.Terraform.MayHold(data) || source.Shell.MayHold(data)
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
