// Package shell reads the aws logs commands of scripts and makefiles.
package shell

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// Read reads the aws logs commands of a script or makefile.
func Read(f *source.Reader) {
	f.Format = source.Shell
	if !source.Shell.MayHold(f.Data) {
		return
	}
	s := newShellScanner(f, func(words []shellWord) {
		r := awsCommand(f, words)
		if r == nil {
			r = otherCommand(f, words)
		}
		if r != nil {
			f.Resources = append(f.Resources, r)
		}
	})
	for s.pos < len(s.src) {
		s.script(0)
	}
	// A command in a substitution ends before the one around it.
	slices.SortStableFunc(f.Resources, func(a, b *source.Resource) int { return a.Body.Start - b.Body.Start })
	f.NumberAddresses()
	slices.SortStableFunc(f.Comments, func(a, b document.Comment) int { return a.Span.Start - b.Span.Start })
}

// operationOf is the operation of an aws logs command, false for one that is
// not read.
func operationOf(command string) (request.Operation, bool) {
	if command == "tail" {
		command = "filter-log-events"
	}
	return source.LogsOperation(command)
}

// awsCommand is the request that a command makes, nil when it makes none of
// ours. The program itself may have any name: aws, awslocal, a variable.
func awsCommand(f *source.Reader, words []shellWord) *source.Resource {
	logs, operation := logsCommand(words)
	if operation < 0 {
		return nil
	}
	command := words[operation].text.Decoded
	op, _ := operationOf(command)
	args := slices.Concat(words[logs+1:operation], words[operation+1:]) // options may stand before it, too
	if len(args) > 0 && args[0].is("help") {
		return nil
	}
	at := document.Span{Start: words[logs].at.Start, End: words[operation].at.End}
	body := document.Span{Start: words[0].at.Start, End: words[len(words)-1].at.End}
	r := &source.Resource{
		Address: "aws logs " + command, Type: "aws logs " + command, At: at, Body: body,
		Operation: op,
		Input:     &source.Value{Kind: source.Map, Span: body},
	}
	a := &awsArguments{f: f, model: request.ModelOf(op), input: r.Input, tail: command == "tail"}
	a.read(args)
	if a.skip {
		return nil
	}
	if last := words[len(words)-1]; len(words) > 1 && !isOption(words[len(words)-2]) && last.meantToGoOn(f.Data) {
		f.Mistake(&document.Problem{
			Span:   last.at,
			Reason: "There is a space after the backslash, so the command ends on this line.",
			Remedy: "Remove the space after the backslash.",
		})
		a.open = true
	}
	if a.open {
		for _, member := range a.model.Required() {
			if r.Input.Get(member) == nil {
				r.Input.Members = append(r.Input.Members, &source.Member{Name: member, Key: at, Value: &source.Value{Kind: source.Unknown, Span: at, What: "aws logs " + command}})
			}
		}
	}
	if v, ok := r.Input.Get("filterName").Str(); ok {
		r.Address += " " + v
	}
	return r
}

// meantToGoOn reports whether a word is a backslash and the blanks after it at the
// end of a line, and the next line starts with an option.
func (w shellWord) meantToGoOn(src []byte) bool {
	blank, ok := strings.CutPrefix(string(src[w.at.Start:w.at.End]), "\\")
	line, next, more := strings.Cut(string(src[w.at.End:min(len(src), w.at.End+200)]), "\n")
	return ok && more && strings.Trim(blank+line, " \t\r") == "" && strings.HasPrefix(strings.TrimLeft(next, " \t"), "--")
}

// logsCommand finds the words logs and its operation; options may stand
// between them. The operation is -1 when there is none.
func logsCommand(words []shellWord) (logs, operation int) {
	for logs = 1; logs+1 < len(words); logs++ {
		if !words[logs].is("logs") {
			continue
		}
		operation = logs + 1
		for operation+2 < len(words) && isOption(words[operation]) {
			if strings.Contains(words[operation].text.Decoded, "=") || isClientFlag(words[operation].text.Decoded[2:]) {
				operation++
			} else {
				operation += 2
			}
		}
		if _, ok := operationOf(words[operation].text.Decoded); ok && words[operation].text.Known() {
			return logs, operation
		}
	}
	return -1, -1
}

// is reports whether a word is a text.
func (w shellWord) is(s string) bool { return w.text.Known() && w.text.Decoded == s }

// dashed reports whether a word starts with --, and not with what is not known:
// "${a}-${b}-c".
func (w shellWord) dashed() bool {
	return strings.HasPrefix(w.text.Decoded, "--") && (w.text.Known() || w.text.Holes[0].Offset >= 2)
}

// option splits a word at its =, if it is an option.
func (w shellWord) option(src []byte) (name string, value *shellWord, ok bool) {
	d := w.text.Decoded
	if !w.dashed() || len(d) < 3 {
		return "", nil, false
	}
	i := strings.IndexByte(d, '=')
	if i < 0 {
		return d[2:], nil, w.text.Known()
	}
	for _, h := range w.text.Holes {
		if h.Offset <= i {
			return "", nil, false
		}
	}
	v := shellWord{text: w.text.Cut(i+1, len(d)), at: w.at, splits: w.splits}
	v.at.Start = w.text.Span(i, i+1).End
	v.text.Style = shellStyle(src[v.at.Start:v.at.End])
	return d[2:i], &v, true
}
