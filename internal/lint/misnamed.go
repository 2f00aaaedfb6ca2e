package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

func misnamedArgument() *Rule {
	return &Rule{
		Code: "FS114", Name: "no-such-argument", Severity: request.Error, Since: firstVersion,
		Summary: "Arguments of a filter must have the names that its tool knows, in the block they belong to.",
		Why: "Terraform refuses an argument that a resource does not have. The Serverless Framework ignores it: a `filter` " +
			"beside `cloudwatchLog` instead of inside leaves the filter empty, and the function gets every log event. The " +
			"argument is judged under the name that was probably meant.",
		Language: RequestExample,
		resource: func(p *resourcePass) {
			for _, m := range p.resource.Misnamed {
				block, name, inBlock := strings.Cut(m.Meant, ".")
				switch {
				case m.Outside:
					p.reportAt(m.Key, fmt.Sprintf("%s does not belong here.", m.Name), fmt.Sprintf("Move it one level up, as %s.", m.Meant))
				case inBlock:
					p.reportAt(m.Key, fmt.Sprintf("%s does not belong here.", m.Name), fmt.Sprintf("Move it into %s, as %s.", block, name))
				default:
					var fixes []Fix
					if m.Key.Start >= 0 && m.Key.End <= len(p.file.Data) && string(p.file.Data[m.Key.Start:m.Key.End]) == m.Name {
						fixes = []Fix{{Message: "Write " + m.Meant, Edits: []source.Edit{{Span: m.Key, NewText: m.Meant}}}}
					}
					p.reportAt(m.Key, fmt.Sprintf("%s is not an argument here.", m.Name), fmt.Sprintf("Write %s.", m.Meant), fixes...)
				}
			}
		},
	}
}

func blankPattern() *Rule {
	return &Rule{
		Code: "FS115", Name: "blank-pattern", Severity: request.Warning, Since: firstVersion,
		Summary: "In Terraform, a pattern that matches every log event must be \"\".",
		Why: "The API stores a pattern of spaces as the empty pattern, so every Terraform plan shows a change of `filter_pattern` " +
			"from \"\" to \" \".",
		Language: RequestExample,
		resource: func(p *resourcePass) {
			v := p.input("filterPattern")
			if !strings.HasPrefix(p.resource.Type, "aws_cloudwatch_log_subscription_filter") || v == nil || v.Kind != source.String || !v.Text.Known() {
				return
			}
			if text := v.Text.Decoded; text != "" && strings.TrimSpace(text) == "" {
				var fixes []Fix
				if edit, ok := v.Text.Edit(0, len(text), ""); ok {
					fixes = []Fix{{Message: `Write ""`, Edits: []source.Edit{edit}, Safe: true}}
				}
				p.reportAt(v.Span, "The API stores this pattern as \"\", and every plan shows a change.", `Write "".`, fixes...)
			}
		},
	}
}
