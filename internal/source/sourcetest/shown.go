package sourcetest

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/internal/source"
)

// Shown is a value on one line: texts in quotes with what is not known in <>,
// and ? for a value that is not known, with the resource that it refers to.
func Shown(v *source.Value) string {
	var parts []string
	switch v.Kind {
	case source.Unknown:
		if v.Ref != "" {
			return "? of " + v.Ref
		}
		return "?"
	case source.Null:
		return "null"
	case source.Bool:
		return fmt.Sprint(v.Bool)
	case source.String:
		done := 0
		for _, h := range v.Text.Holes {
			parts = append(parts, v.Text.Decoded[done:h.Offset], "<"+h.What+">")
			done = h.Offset
		}
		return fmt.Sprintf("%q", strings.Join(parts, "")+v.Text.Decoded[done:])
	case source.List:
		for _, item := range v.Items {
			parts = append(parts, Shown(item))
		}
		return "[" + strings.Join(parts, " ") + "]"
	case source.Map:
		for _, m := range v.Members {
			parts = append(parts, m.Name+":"+Shown(m.Value))
		}
		return "{" + strings.Join(parts, " ") + "}"
	}
	return v.Literal
}
