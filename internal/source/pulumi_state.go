package source

import "strings"

// isPulumiState reports whether a document is what pulumi preview --json or
// pulumi stack export prints.
func (f *File) isPulumiState(root *node) bool {
	return len(pulumiStates(root)) > 0
}

// pulumiStates are the states of resources that a document holds.
func pulumiStates(root *node) []*node {
	var out []*node
	if steps := root.get("steps"); steps != nil {
		for _, s := range steps.items {
			if state := s.get("newState"); state.get("urn") != nil && state.get("inputs") != nil {
				out = append(out, state)
			}
		}
	}
	if resources := root.get("deployment").get("resources"); resources != nil {
		for _, state := range resources.items {
			if state.get("urn") != nil && state.get("inputs") != nil {
				out = append(out, state)
			}
		}
	}
	return out
}

// Marks that Pulumi writes in place of a value that is not known, and of a
// secret.
const (
	pulumiUnknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
	pulumiSecret  = "4dabf18193072939515e22adb298388d"
)

func (f *File) readPulumiState(root *node) {
	f.Format = Pulumi
	l := &literal{f: f}
	for _, state := range pulumiStates(root) {
		kind := f.str(state.get("type"))
		shape, ok := pulumiShape(kind)
		if !ok {
			continue
		}
		input := l.value(state.get("inputs"))
		if input.Kind != Map {
			continue
		}
		hidePulumi(input)
		urn := state.get("urn")
		address := f.str(urn)
		if i := strings.LastIndex(address, "::"); i >= 0 {
			address = address[i+2:]
		}
		for _, r := range pulumiRequests(shape, input, tfPlace{urn.whole, state.whole}) {
			r.Address, r.Type, r.At, r.Body = address, kind, urn.whole, state.whole
			f.Resources = append(f.Resources, r)
		}
	}
}

// hidePulumi makes unknown values and secrets Unknown. The texts of a state
// are not edited.
func hidePulumi(v *Value) {
	switch {
	case v.Kind == String && strings.Contains(v.Text.Decoded, pulumiUnknown):
		*v = Value{Kind: Unknown, Span: v.Span, What: "(known after update)"}
	case v.Kind == String:
		v.Text.Style = Mixed
	case v.Get(pulumiSecret) != nil:
		*v = Value{Kind: Unknown, Span: v.Span, What: "a secret"}
	}
	for _, item := range v.Items {
		hidePulumi(item)
	}
	for _, m := range v.Members {
		hidePulumi(m.Value)
	}
}
