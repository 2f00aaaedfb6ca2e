package languages

import (
	"strings"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/awsprovider"
	"github.com/logsieve/logsieve/internal/source/cloudformation"
)

// ArgumentPath is how a resource type writes a member of the request it stands
// for, the names of blocks and objects before it: metric_transformation, value
// for metricTransformations, metricValue. It is nil for a type or member that
// is none of ours.
func ArgumentPath(kind string, names ...string) []string {
	shape, ok := source.ResourceType{}, false
	switch {
	case strings.HasPrefix(kind, "AWS::"):
		shape, ok = cloudformation.Type(kind)
	case strings.HasPrefix(kind, "aws:"):
		shape, ok = awsprovider.PulumiType(kind)
	default:
		shape, ok = awsprovider.Type(kind)
	}
	if !ok {
		return nil
	}
	for _, s := range append([]source.ResourceType{shape}, shape.More...) {
		if path := argumentPath(s.Arguments, names); path != nil {
			return path
		}
	}
	return nil
}

func argumentPath(members []source.Argument, names []string) []string {
	for _, m := range members {
		if len(names) == 0 || m.To != names[0] {
			continue
		}
		if len(names) == 1 {
			return []string{m.From}
		}
		if below := argumentPath(m.Arguments, names[1:]); below != nil {
			return append([]string{m.From}, below...)
		}
	}
	return nil
}
