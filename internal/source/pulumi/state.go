package pulumi

import (
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/awsprovider"
)

// IsState reports whether a document is what pulumi preview --json or
// pulumi stack export prints.
func IsState(f *source.Reader, root *document.Node) bool {
	return len(states(root)) > 0
}

// states are the states of resources that a document holds.
func states(root *document.Node) []*document.Node {
	var out []*document.Node
	if steps := root.Get("steps"); steps != nil {
		for _, s := range steps.Items {
			if state := s.Get("newState"); state.Get("urn") != nil && state.Get("inputs") != nil {
				out = append(out, state)
			}
		}
	}
	if resources := root.Get("deployment").Get("resources"); resources != nil {
		for _, state := range resources.Items {
			if state.Get("urn") != nil && state.Get("inputs") != nil {
				out = append(out, state)
			}
		}
	}
	return out
}

// Marks that Pulumi writes in place of a value that is not known, and of a
// secret.
const (
	unknownMark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
	secretMark  = "4dabf18193072939515e22adb298388d"
)

func ReadState(f *source.Reader, root *document.Node) {
	f.Format = source.Pulumi
	l := source.NewLiteral(f)
	for _, state := range states(root) {
		kind := f.Str(state.Get("type"))
		shape, ok := awsprovider.PulumiType(kind)
		if !ok {
			continue
		}
		input := l.Value(state.Get("inputs"))
		if input.Kind != source.Map {
			continue
		}
		hide(input)
		urn := state.Get("urn")
		address := f.Str(urn)
		if i := strings.LastIndex(address, "::"); i >= 0 {
			address = address[i+2:]
		}
		for _, r := range requests(shape, input, urn.Whole) {
			r.Address, r.Type, r.At, r.Body = address, kind, urn.Whole, state.Whole
			f.Resources = append(f.Resources, r)
		}
	}
}

// hide makes unknown values and secrets Unknown. The texts of a state
// are not edited.
func hide(v *source.Value) {
	switch {
	case v.Kind == source.String && strings.Contains(v.Text.Decoded, unknownMark):
		*v = source.Value{Kind: source.Unknown, Span: v.Span, What: "(known after update)"}
	case v.Kind == source.String:
		v.Text.Style = document.Mixed
	case v.Get(secretMark) != nil:
		*v = source.Value{Kind: source.Unknown, Span: v.Span, What: source.HiddenValue}
	}
	for _, item := range v.Items {
		hide(item)
	}
	for _, m := range v.Members {
		hide(m.Value)
	}
}
