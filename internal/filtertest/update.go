package filtertest

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/internal/document"
)

// Update is a test file with its expectations brought up to date.
type Update struct {
	Name string
	Data []byte
	Diff []byte // unified, nil when nothing changes
	// Left are the failures that the update does not settle.
	Left []*Failure
}

// edit replaces bytes of a file.
type edit struct {
	start, end int
	text       string
}

// NewUpdate writes what came in place of what a test file expected. Comments,
// order and everything else stay as they are; an expectation that is written
// in a way that cannot be edited in place is left.
func NewUpdate(f *File, results []*Result) *Update {
	u := &Update{Name: f.Name, Data: f.Data}
	var before yaml.Node
	if yaml.Unmarshal(f.Data, &before) != nil {
		return u
	}
	w := newWriter(f.Data, &before)
	var edits []edit
	for _, r := range results {
		if r.File != f.Name {
			continue
		}
		for _, failure := range r.Failures {
			if failure.node == nil {
				u.Left = append(u.Left, failure)
				continue
			}
			some, ok := w.replace(failure.node, failure.actual)
			if !ok {
				u.Left = append(u.Left, failure)
				continue
			}
			edits = append(edits, some...)
		}
	}
	slices.SortFunc(edits, func(a, b edit) int { return a.start - b.start })
	edits = slices.Compact(edits) // an anchor's value may fail where it is named
	data := apply(f.Data, edits)
	var root yaml.Node
	if data == nil || yaml.Unmarshal(data, &root) != nil {
		for _, r := range results {
			if r.File == f.Name {
				u.Left = append(u.Left, r.Failures...)
			}
		}
		return u
	}
	u.Data = data
	u.Diff = diff.Diff(f.Name, f.Data, f.Name, data)
	if i := bytes.IndexByte(u.Diff, '\n'); i >= 0 {
		u.Diff = u.Diff[i+1:] // the line before --- is for git alone
	}
	return u
}

// apply makes the edits, nil when two of them are in each other's way.
func apply(data []byte, edits []edit) []byte {
	out := make([]byte, 0, len(data))
	at := 0
	for _, e := range edits {
		if e.start < at {
			return nil
		}
		out = append(append(out, data[at:e.start]...), e.text...)
		at = e.end
	}
	return append(out, data[at:]...)
}

// replace are the edits that make of a node another. Where both have the same
// shape only what differs is replaced, so that comments in between stay.
func (w *writer) replace(old, actual *yaml.Node) ([]edit, bool) {
	if old.Kind == actual.Kind && len(old.Content) == len(actual.Content) && old.Kind != yaml.ScalarNode && len(old.Content) > 0 {
		if edits, ok := w.within(old, actual); ok {
			return edits, true
		}
	}
	if old.Kind == yaml.ScalarNode && actual.Kind == yaml.ScalarNode && !document.IsNull(old) &&
		(old.Value == actual.Value || sameNumber(old, actual)) {
		return nil, true
	}
	at, ok := w.span(old)
	if !ok {
		return nil, false
	}
	start := at.Start
	// A block collection starts on a line of its own, behind the key's.
	indent := w.indent(start)
	if old.Kind != yaml.ScalarNode && old.Style&yaml.FlowStyle == 0 {
		from := start - 1
		for from >= 0 && (w.data[from] == ' ' || w.data[from] == '\n') {
			from--
		}
		if from < 0 || w.data[from] != ':' {
			return nil, false // a comment stands between
		}
		start = from + 1
		indent = w.indent(start)
	}
	flow := w.inFlow(start)
	text := " " + flowText(actual)
	if !flow && actual.Kind != yaml.ScalarNode && actual.Style&yaml.FlowStyle == 0 && len(actual.Content) > 0 {
		text = blockText(actual, indent+2)
	}
	if start > 0 && (w.data[start-1] == ' ' || w.data[start-1] == '[' || w.data[start-1] == '{') {
		if strings.HasPrefix(text, "\n") { // no blank stays behind the colon
			start--
		} else {
			text = text[1:]
		}
	}
	return []edit{{start, at.End, text}}, true
}

// within replaces the values of a mapping with the same keys, or the items of
// a list as long.
func (w *writer) within(old, actual *yaml.Node) ([]edit, bool) {
	var edits []edit
	if old.Kind == yaml.SequenceNode {
		for i := range old.Content {
			some, ok := w.replace(old.Content[i], actual.Content[i])
			if !ok {
				return nil, false
			}
			edits = append(edits, some...)
		}
		return edits, true
	}
	for i := 0; i+1 < len(old.Content); i += 2 {
		at := slices.IndexFunc(pairsOf(actual), func(p pair) bool { return p.key == old.Content[i].Value })
		if at < 0 {
			return nil, false
		}
		value := pairsOf(actual)[at].value
		if isTime(old.Content[i].Value) && sameTime(old.Content[i+1], value) {
			continue
		}
		some, ok := w.replace(old.Content[i+1], value)
		if !ok {
			return nil, false
		}
		edits = append(edits, some...)
	}
	return edits, true
}

// sameNumber leaves a number that is only spelled otherwise.
func sameNumber(a, b *yaml.Node) bool {
	x, err := strconv.ParseFloat(a.Value, 64)
	if err != nil || a.ShortTag() == "!!str" || b.Tag == "!!str" {
		return false
	}
	y, err := strconv.ParseFloat(b.Value, 64)
	return err == nil && x == y
}

func pairsOf(n *yaml.Node) []pair {
	var pairs []pair
	for i := 0; i+1 < len(n.Content); i += 2 {
		pairs = append(pairs, pair{n.Content[i].Value, n.Content[i+1]})
	}
	return pairs
}

func isTime(key string) bool { return key == "timestamp" }

// sameTime leaves a time that is only spelled otherwise.
func sameTime(a, b *yaml.Node) bool {
	p := &parser{}
	x, y := p.time(a, ""), p.time(b, "")
	return x != nil && y != nil && *x == *y
}
