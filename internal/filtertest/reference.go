package filtertest

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/suggest"
)

// maxNames is how many addresses a problem lists.
const maxNames = 8

// Pattern is the filter pattern that FILE#ADDRESS names. Its error says for
// people what is wrong with the reference or what the file does not tell.
func (l *Loader) Pattern(reference string) (pattern string, err error) {
	err = l.refer(reference, func(p *parser, n *yaml.Node, r *source.Resource) {
		pattern = p.need(n, reference, r.Input.Get("filterPattern"), "filterPattern")
	})
	return pattern, err
}

// Request is the metric filter that FILE#ADDRESS names; its error is as that of
// Pattern.
func (l *Loader) Request(reference string) (req *metric.PutMetricFilterRequest, err error) {
	err = l.refer(reference, func(p *parser, n *yaml.Node, r *source.Resource) { req = p.request(n, r, reference) })
	return req, err
}

// Told is a filter of a configuration.
type Told struct {
	Reference string // FILE#ADDRESS
	Request   *metric.PutMetricFilterRequest
}

// Requests are the filters of a configuration. untold says of the others what
// they depend on that the configuration does not tell.
func (l *Loader) Requests(name string) (told []Told, untold []error, err error) {
	config, err := l.config(name)
	if err != nil {
		return nil, nil, errors.New(reason(name, err))
	}
	for _, r := range config.Resources {
		if !hasPattern(r) {
			continue
		}
		p := &parser{loader: l}
		reference := name + "#" + r.Address
		if req := p.request(&yaml.Node{Kind: yaml.ScalarNode, Value: reference}, r, reference); req != nil {
			told = append(told, Told{reference, req})
		} else {
			untold = append(untold, errors.New(p.Errors[0].Message))
		}
	}
	return told, untold, nil
}

// refer finds what a reference names, from the working folder on.
func (l *Loader) refer(reference string, use func(*parser, *yaml.Node, *source.Resource)) error {
	p := &parser{loader: l}
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: reference}
	if r, _ := p.resource(n, reference, "filter", hasPattern); r != nil {
		use(p, n, r)
	}
	if len(p.Errors) == 0 {
		return nil
	}
	first := p.Errors[0]
	return errors.New(strings.Join(append([]string{first.Message}, first.Detail...), "\n    "))
}

// resource finds what FILE#ADDRESS names, among the resources that wanted
// picks; what says what those are. It returns nil after a problem.
func (p *parser) resource(n *yaml.Node, reference, what string, wanted func(*source.Resource) bool) (r *source.Resource, key string) {
	file, address, _ := strings.Cut(reference, "#")
	if file == "" || address == "" {
		p.Fail(n, "%q is not a reference: write FILE#ADDRESS, such as infra/alarms.tf#aws_cloudwatch_log_metric_filter.root_login", reference)
		return nil, ""
	}
	name := p.relative(file)
	config, err := p.loader.config(name)
	if err != nil {
		p.Fail(n, "%s", reason(name, err))
		return nil, ""
	}
	var addresses []string
	for _, candidate := range config.Resources {
		if !wanted(candidate) {
			continue
		}
		if candidate.Address == address {
			if r != nil {
				p.Fail(n, "%s has several resources %s", name, address)
				return nil, ""
			}
			r = candidate
		}
		addresses = append(addresses, candidate.Address)
	}
	if r != nil {
		return r, name + "#" + address
	}
	problem := p.Fail(n, "%s has no %s %s%s", name, what, address, choices(address, addresses, what))
	for _, broken := range config.Problems {
		line := config.Position(broken.Span.Start).Line
		problem.Detail = append(problem.Detail, fmt.Sprintf("%s:%d: %s", name, line, broken.Reason))
	}
	return nil, ""
}

// choices is the end of a sentence about an unknown name.
func choices(name string, names []string, what string) string {
	if near := suggest.Closest(name, names); near != "" {
		return "; did you mean " + near + "?"
	}
	switch {
	case len(names) == 0:
		return fmt.Sprintf("; there is no %s in it", what)
	case len(names) > maxNames:
		return fmt.Sprintf("; it has %s and %d more", strings.Join(names[:maxNames], ", "), len(names)-maxNames)
	}
	return "; it has " + strings.Join(names, ", ")
}

// known is the text of a member; ok is false when the member is there and the
// file does not tell what it is. A number that stands for a text is a text.
func known(v *source.Value) (text string, ok bool) {
	if v == nil || v.Kind == source.Null {
		return "", true
	}
	if v.Kind == source.Number {
		return v.Literal, true
	}
	return v.Str()
}

// unknown says what the file does not tell.
func unknown(v *source.Value) string {
	if v.Kind == source.String && len(v.Text.Holes) > 0 {
		return v.Text.Holes[0].What
	}
	if v.What != "" {
		return v.What
	}
	return "an expression"
}
