package lint

import (
	"fmt"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/position"
)

// elsewhere says where a part of the pattern is written, and what the pattern
// is, if that is another file than the one that the finding is in: "" if not.
func (s *site) elsewhere(at grammar.Span) string {
	file, offset, ok := s.text.Origin(s.base + at.Start)
	if !ok || file == nil || file.Name == s.file.Name {
		return ""
	}
	place := position.NewLines(file.Data).Of(offset)
	return fmt.Sprintf(" It is at %s:%d:%d in the pattern %s.", file.Name, place.Line, place.Column, document.OneLine(s.body))
}
