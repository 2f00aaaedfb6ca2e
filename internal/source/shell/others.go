package shell

import (
	"slices"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// reader is a program that reads log groups with a filter pattern, beside the AWS CLI.
type reader struct {
	program  string
	commands []string // one of which follows its name
	options  []string // that take the pattern
}

// readers are those that people put into scripts:
// https://github.com/jorgebastida/awslogs, https://github.com/TylerBrock/saw,
// https://github.com/lucagrulla/cw, and sam logs of
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-logs.html.
func readers() []reader {
	return []reader{
		{"awslogs", []string{"get"}, []string{"-f", "--filter-pattern"}},
		{"saw", []string{"watch", "get"}, []string{"--filter"}},
		{"cw", []string{"tail"}, []string{"-g", "--grep"}},
		{"sam", []string{"logs"}, []string{"--filter"}},
	}
}

// otherCommand is the request that another program makes, nil when it is none of
// those that are known or has no pattern.
func otherCommand(f *source.Reader, words []shellWord) *source.Resource {
	for i := range len(words) - 1 {
		for _, r := range readers() {
			if !words[i].is(r.program) || !slices.ContainsFunc(r.commands, words[i+1].is) {
				continue
			}
			key, pattern := r.pattern(f, words[i+2:])
			if pattern == nil {
				return nil
			}
			at := document.Span{Start: words[i].at.Start, End: words[i+1].at.End}
			body := document.Span{Start: words[0].at.Start, End: words[len(words)-1].at.End}
			name := r.program + " " + words[i+1].text.Decoded
			return &source.Resource{
				Address: name, Type: name, At: at, Body: body,
				Operation: request.Operation{Service: request.Logs, Name: "FilterLogEvents"},
				Input: &source.Value{Kind: source.Map, Span: body, Members: []*source.Member{
					{Name: "logGroupName", Key: at, Value: &source.Value{Kind: source.Unknown, Span: at, What: name}},
					{Name: "filterPattern", Key: key, Value: pattern},
				}},
			}
		}
	}
	return nil
}

// pattern is the value of the option that takes the pattern, and where the option is.
func (r reader) pattern(f *source.Reader, words []shellWord) (key document.Span, value *source.Value) {
	for i, w := range words {
		if slices.ContainsFunc(r.options, w.is) && i+1 < len(words) {
			return w.at, words[i+1].value()
		}
		if name, value, ok := w.option(f.Data); ok && value != nil && slices.Contains(r.options, "--"+name) {
			return document.Span{Start: w.at.Start, End: w.at.Start + len("--"+name)}, value.value()
		}
	}
	return key, nil
}
