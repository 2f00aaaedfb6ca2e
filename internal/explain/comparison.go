package explain

import "github.com/logsieve/logsieve/engine/analyze"

// Comparison is how two filter patterns relate, as data, with a log event for
// each difference. Its JSON is stable. Reason is there when something is
// unknown.
type Comparison struct {
	Relation analyze.Relation `json:"relation"`
	Both     *string          `json:"both"`
	OnlyA    *string          `json:"onlyA"`
	OnlyB    *string          `json:"onlyB"`
	Reason   string           `json:"reason,omitempty"`
}

// NewComparison is what was proved.
func NewComparison(c analyze.Comparison) Comparison {
	one := Comparison{Relation: c.Relation}
	for _, region := range []struct {
		result analyze.Result
		event  **string
	}{{c.Both, &one.Both}, {c.OnlyA, &one.OnlyA}, {c.OnlyB, &one.OnlyB}} {
		switch {
		case region.result.Answer == analyze.Yes:
			*region.event = &region.result.Event
		case region.result.Answer == analyze.Unknown && one.Reason == "":
			one.Reason = region.result.Reason
		}
	}
	return one
}
