package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/internal/chain"
)

func checkPermission(p *resourcePass) {
	destination := p.input("destinationArn")
	if p.resource.Operation != putSubscriptionFilter || destination == nil || p.estate.FunctionOf(p.located(), destination) == nil {
		return
	}
	permissions, verdict := chain.Permissions(p.estate, p.located(), destination)
	if verdict != chain.Broken {
		return
	}
	message, help := "No permission lets CloudWatch Logs invoke the function", permissions[0].Help
	var others []string
	for _, l := range permissions {
		if l.Name != "" {
			others = append(others, fmt.Sprintf("%s at %s %s", l.Name, l.Located.Place(), strings.TrimPrefix(l.Reason, "it ")))
		}
	}
	if len(others) > 0 {
		message += " for this log group: " + strings.Join(others, "; ")
	}
	p.reportAt(destination.Span, message+".", help)
	if !p.file.FormatOf(p.resource).Deployed {
		p.found[len(p.found)-1].Service = chain.NotInvocable
	}
}
