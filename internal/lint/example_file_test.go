package lint

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// patternFile is a file that is one pattern, of a request that only a list of
// patterns makes.
func patternFile(pattern string) *source.File {
	return memberFile("filterPattern", pattern)
}

func memberFile(member, pattern string) *source.File {
	text := document.NewText(document.Raw)
	text.Append(pattern, source.Span{End: len(pattern)})
	f := &source.File{Format: source.Patterns}
	f.Name, f.Data = "example.txt", []byte(pattern)
	f.Resources = []*source.Resource{{
		Address: "example", Body: source.Span{End: len(pattern)}, Operation: putSubscriptionFilter,
		Input: &source.Value{Kind: source.Map, Members: []*source.Member{{Name: member, Value: &source.Value{Kind: source.String, Span: source.Span{End: len(pattern)}, Text: text}}}},
	}}
	return f
}

// requestFile reads requests, one on a line, as {"operation": …, "input": …}.
// ${…} in a text is a hole, and a value {"unknown": "ref"} is unknown.
func requestFile(t testing.TB, name, lines string) *source.File {
	t.Helper()
	f := &source.File{Format: source.CLI}
	f.Name, f.Data = name, []byte(lines)
	offset := 0
	for line := range strings.Lines(lines) {
		raw := []byte(line)
		root, err := request.Decode(raw)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		name := root.Get("operation").Str()
		op, err := request.LookupOperation("", name, request.Latest)
		if name == estate.PutMetricAlarm.Name {
			op, err = estate.PutMetricAlarm, nil // of a service that no request here is judged for
		}
		if err != nil {
			t.Fatal(err)
		}
		c := converter{raw, offset}
		r := &source.Resource{Operation: op, Input: c.value(root.Get("input")), At: c.span(root.Get("operation").Span()), Body: source.Span{Start: offset, End: offset + len(line)}}
		r.Address = fmt.Sprintf("request %d", len(f.Resources)+1)
		if a := root.Get("address").Str(); a != "" {
			r.Address = a
		}
		f.Resources = append(f.Resources, r)
		offset += len(line)
	}
	return f
}

type converter struct {
	raw    []byte
	offset int
}

func (c converter) span(s request.Span) source.Span {
	return source.Span{Start: c.offset + s.Start, End: c.offset + s.End}
}

func (c converter) value(v *request.Value) *source.Value {
	out := &source.Value{Span: c.span(v.Span())}
	switch v.Kind() {
	case request.Null:
		out.Kind = source.Null
	case request.Bool:
		out.Kind = source.Bool
		out.Bool, _ = v.Flag()
	case request.Number:
		out.Kind, out.Literal = source.Number, v.Literal()
	case request.String:
		out.Kind, out.Text = source.String, c.text(v)
	case request.Array:
		out.Kind = source.List
		for _, item := range v.Items() {
			out.Items = append(out.Items, c.value(item))
		}
	case request.Object:
		if len(v.Members()) == 1 && v.Members()[0].Name == "unknown" {
			out.Ref, out.What = v.Get("unknown").Str(), "!Ref"
			return out
		}
		out.Kind = source.Map
		for _, m := range v.Members() {
			out.Members = append(out.Members, &source.Member{Name: m.Name, Key: c.span(m.NameSpan), Value: c.value(m.Value)})
		}
	}
	return out
}

func (c converter) text(v *request.Value) *source.Text {
	text := document.NewText(document.JSONString)
	decoded := v.Str()
	for i := 0; i < len(decoded); {
		if n := strings.IndexByte(decoded[i:], '}') + 1; n > 0 && strings.HasPrefix(decoded[i:], "${") && !strings.HasPrefix(decoded[i:], "${Token") {
			end := i + n
			text.AppendHole(decoded[i:end], "", c.span(v.TextSpan(c.raw, i, end)))
			i = end
			continue
		}
		_, size := utf8.DecodeRuneInString(decoded[i:])
		text.Append(decoded[i:i+size], c.span(v.TextSpan(c.raw, i, i+size)))
		i += size
	}
	return text
}

// example is an example of a rule as a file.
func example(t testing.TB, r *Rule, text string) *source.File {
	switch r.Language {
	case CriteriaExample:
		return memberFile("fieldSelectionCriteria", text)
	case RequestExample:
		return requestFile(t, "example.json", text)
	case TemplateExample:
		return languages.Read(source.Input{Name: "template.yaml", Data: []byte(text)}, languages.Options{})
	}
	return patternFile(text)
}

// applied is the file after all fixes of the findings.
func applied(f *source.File, findings []Finding, safe bool) string {
	out := string(f.Data)
	for i := len(findings) - 1; i >= 0; i-- {
		for _, fix := range findings[i].Fixes[:min(1, len(findings[i].Fixes))] {
			if safe && !fix.Safe {
				continue
			}
			for j := len(fix.Edits) - 1; j >= 0; j-- {
				e := fix.Edits[j]
				out = out[:e.Span.Start] + e.NewText + out[e.Span.End:]
			}
		}
	}
	return out
}

func quoteJSON(text string) string { return string(appendString(nil, text)) }
