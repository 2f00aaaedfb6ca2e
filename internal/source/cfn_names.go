package source

import (
	"strings"

	"github.com/logsieve/logsieve/internal/suggest"
)

// keepMisspelt keeps the properties that look like misspelt ones: they are
// what the resource is refused for, and no request has them. Other properties
// that a shape does not have may be newer than it, or ask for other requests.
func (s tfShape) keepMisspelt(properties, input *Value) {
	members := s.members
	for _, more := range s.more {
		members = append(members[:len(members):len(members)], more.members...)
	}
	keepMisspelt(members, properties, input)
}

func keepMisspelt(members []tfMember, properties, input *Value) {
	if properties.Kind != Map || input.Kind != Map {
		return
	}
	for _, p := range properties.Members {
		known := false
		for _, m := range members {
			if m.from != p.Name {
				continue
			}
			known = true
			if m.as == asBlocks || m.as == asBlock {
				keepMisspeltIn(m.members, p.Value, input.Get(m.to))
			}
		}
		if !known && suggest.Closest(p.Name, namesOf(members)) != "" {
			name := strings.ToLower(p.Name[:1]) + p.Name[1:]
			if input.Get(name) == nil {
				input.Members = append(input.Members, &Member{Name: name, Key: p.Key, Value: p.Value})
			}
		}
	}
}

func namesOf(members []tfMember) []string {
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = m.from
	}
	return names
}

// keepMisspeltIn does so in the objects of a list, or in one object.
func keepMisspeltIn(members []tfMember, properties, input *Value) {
	switch {
	case input == nil:
	case properties.Kind == List && input.Kind == List && len(properties.Items) == len(input.Items):
		for i, item := range properties.Items {
			keepMisspelt(members, item, input.Items[i])
		}
	default:
		keepMisspelt(members, properties, input)
	}
}
