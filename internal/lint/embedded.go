package lint

import (
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// fillDocuments puts something in the place of what is not known of the
// documents inside a request, so that the rest of each is judged. A document
// that cannot be read that way stays unknown: a hole in it is more than a part
// of a text.
func (v *validation) fillDocuments() {
	for _, name := range request.DocumentMembers(v.resource.Operation) {
		member := v.resource.Input.Get(name)
		if member == nil || member.Kind != source.String || member.Text.Known() || strings.Contains(member.Text.Decoded, cdkToken) {
			continue
		}
		filled := member.Text.Fill(hole)
		if _, err := request.Decode([]byte(filled.Decoded)); err == nil {
			v.filled[member] = filled
			v.coerced[member] = string(appendString(nil, filled.Decoded))
		}
	}
}

// inText is where a finding inside a text is shown; ok is false when something
// that is not known stands there.
func (v *validation) inText(f request.Finding, holder *source.Value) (at source.Span, ok bool) {
	text := holder.Text
	if filled := v.filled[holder]; filled != nil {
		text = filled
	}
	if f.Inner.End > len(text.Decoded) || strings.Contains(text.Decoded[f.Inner.Start:f.Inner.End], hole) && !aboutVendor(f) {
		return source.Span{}, false
	}
	return text.Span(f.Inner.Start, f.Inner.End), true
}

// aboutVendor reports whether a finding is about the service that an ARN
// names: of the ARN itself no more needs to be known.
func aboutVendor(f request.Finding) bool {
	return strings.HasPrefix(f.Service, "destinationArn for vendor ")
}
