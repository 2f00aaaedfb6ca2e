package lint

import (
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

func unfilledSkeleton() *Rule {
	return &Rule{
		Code: "FS109", Name: "unfilled-skeleton", Severity: request.Warning, Since: firstVersion,
		Summary: "The request must not be an unedited template.",
		Why: "`aws logs … --generate-cli-skeleton` prints a request of empty texts, zeros and both members of unions. The " +
			"service refuses it as it is; nothing else is reported about such a file.",
		Language: RequestExample,
		Before:   `{"operation": "PutRetentionPolicy", "input": {"logGroupName": "", "retentionInDays": 0}}`,
		After:    `{"operation": "PutRetentionPolicy", "input": {"logGroupName": "app", "retentionInDays": 30}}`,
		resource: func(p *resourcePass) {
			if v := skeleton(p.file, p.resource); v != nil {
				p.reportAt(v.Span, "This is an unedited skeleton.", "Give the members values, and remove those that are not needed.")
			}
		},
	}
}

// skeleton is the request, if it is an AWS CLI skeleton as it is generated:
// at least one text, and no text with anything in it.
func skeleton(f *source.File, r *source.Resource) *source.Value {
	if !f.FormatOf(r).AsSent || r.Input == nil {
		return nil
	}
	texts, filled := 0, false
	eachValue(r.Input, func(v *source.Value) {
		switch v.Kind {
		case source.String:
			texts++
			filled = filled || v.Text.Decoded != "" || len(v.Text.Holes) > 0
		case source.Number:
			filled = filled || strings.Trim(v.Literal, "0.") != ""
		case source.Unknown:
			filled = true
		}
	})
	if texts == 0 || filled {
		return nil
	}
	return r.Input
}

// eachValue visits a value and all values in it.
func eachValue(v *source.Value, visit func(*source.Value)) {
	if v == nil {
		return
	}
	visit(v)
	for _, item := range v.Items {
		eachValue(item, visit)
	}
	for _, m := range v.Members {
		eachValue(m.Value, visit)
	}
}

// cdkToken starts the placeholder of a value that CDK did not resolve.
const cdkToken = "${Token["

func unresolvedToken() *Rule {
	return &Rule{
		Code: "FS110", Name: "unresolved-token", Severity: request.Warning, Since: firstVersion,
		Summary: "No text may hold an unresolved CDK token.",
		Why: "`${Token[TOKEN.123]}` stands for a value that is not known while the app runs. If a token is split, or " +
			"formatted before it is used, its placeholder stays in the template and is deployed as text.",
		Language: RequestExample,
		Before:   `{"operation": "DeleteLogGroup", "input": {"logGroupName": "/app/${Token[TOKEN.123]}"}}`,
		After:    `{"operation": "DeleteLogGroup", "input": {"logGroupName": "/app/main"}}`,
		resource: func(p *resourcePass) {
			eachValue(p.resource.Input, func(v *source.Value) {
				if v.Kind != source.String {
					return
				}
				if i := strings.Index(v.Text.Decoded, cdkToken); i >= 0 {
					end := len(v.Text.Decoded)
					if j := strings.IndexByte(v.Text.Decoded[i:], '}'); j >= 0 {
						end = i + j + 1
					}
					p.token(v.Text.Span(i, end))
				}
				for _, h := range v.Text.Holes {
					if strings.HasPrefix(h.What, cdkToken) {
						p.token(h.Span)
					}
				}
			})
		},
	}
}

func (p *resourcePass) token(at source.Span) {
	p.reportAt(at, "A CDK token was not resolved and is literal text here.", "Pass the token on as a whole, or build the text with Fn.join or Fn.sub.")
}
