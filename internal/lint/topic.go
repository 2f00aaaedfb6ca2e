package lint

import (
	"fmt"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// checkTopics reports each topic once, where an alarm names it first.
func checkTopics(p *groupsPass) {
	told := map[string]bool{}
	for _, a := range p.estate.Alarms {
		actions := a.Resource.Input.Get("AlarmActions")
		if actions == nil || actions.Kind != source.List || a.Resource.Called {
			continue
		}
		for _, action := range actions.Items {
			h, ok := p.estate.Hearing(a.Located, action)
			key := a.Folder() + " " + h.Topic
			if !ok || told[key] {
				continue
			}
			told[key] = true
			why, help := h.Unheard()
			if why == "" {
				continue
			}
			severity := request.Info
			if h.Deployed {
				severity = request.Warning
			}
			p.at(a.Located).reportAs(severity, action.Span, fmt.Sprintf("%s: a message to it is lost.", capital(why)), help)
		}
	}
}
