package cloudformation

import (
	"strings"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/suggest"
)

// keepMisspelt keeps the properties that look like misspelt ones: they are
// what the resource is refused for, and no request has them. Other properties
// that a type does not have may be newer than it, or ask for other requests.
func keepMisspelt(t source.ResourceType, properties, input *source.Value) {
	arguments := t.Arguments
	for _, more := range t.More {
		arguments = append(arguments[:len(arguments):len(arguments)], more.Arguments...)
	}
	keepMisspeltOf(arguments, properties, input)
}

func keepMisspeltOf(arguments []source.Argument, properties, input *source.Value) {
	if properties.Kind != source.Map || input.Kind != source.Map {
		return
	}
	for _, p := range properties.Members {
		known := false
		for _, m := range arguments {
			if m.From != p.Name {
				continue
			}
			known = true
			if m.As == source.AsBlocks || m.As == source.AsBlock {
				keepMisspeltIn(m.Arguments, p.Value, input.Get(m.To))
			}
		}
		if !known && suggest.Closest(p.Name, namesOf(arguments)) != "" {
			name := strings.ToLower(p.Name[:1]) + p.Name[1:]
			if input.Get(name) == nil {
				input.Members = append(input.Members, &source.Member{Name: name, Key: p.Key, Value: p.Value})
			}
		}
	}
}

func namesOf(arguments []source.Argument) []string {
	names := make([]string, len(arguments))
	for i, m := range arguments {
		names[i] = m.From
	}
	return names
}

// keepMisspeltIn does so in the objects of a list, or in one object.
func keepMisspeltIn(arguments []source.Argument, properties, input *source.Value) {
	switch {
	case input == nil:
	case properties.Kind == source.List && input.Kind == source.List && len(properties.Items) == len(input.Items):
		for i, item := range properties.Items {
			keepMisspeltOf(arguments, item, input.Items[i])
		}
	default:
		keepMisspeltOf(arguments, properties, input)
	}
}
