package source

import "strings"

// ArgumentPath is how a resource type writes a member of the request it stands
// for, the names of blocks and objects before it: metric_transformation, value
// for metricTransformations, metricValue. It is nil for a type or member that
// is none of ours.
func ArgumentPath(kind string, names ...string) []string {
	shape, ok := tfShape{}, false
	switch {
	case strings.HasPrefix(kind, "AWS::"):
		shape, ok = cloudFormationShape(kind)
	case strings.HasPrefix(kind, "aws:"):
		shape, ok = pulumiShape(kind)
	default:
		shape, ok = terraformShape(kind)
	}
	if !ok {
		return nil
	}
	for _, s := range append([]tfShape{shape}, shape.more...) {
		if path := argumentPath(s.members, names); path != nil {
			return path
		}
	}
	return nil
}

func argumentPath(members []tfMember, names []string) []string {
	for _, m := range members {
		if len(names) == 0 || m.to != names[0] {
			continue
		}
		if len(names) == 1 {
			return []string{m.from}
		}
		if below := argumentPath(m.members, names[1:]); below != nil {
			return append([]string{m.from}, below...)
		}
	}
	return nil
}
