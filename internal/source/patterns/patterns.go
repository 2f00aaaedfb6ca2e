// Package patterns reads lists of filter patterns.
package patterns

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// Read reads a list of patterns, one a line. Blank lines and lines
// that start with # are no patterns: no pattern can start with a #, for it is
// no character of a term (T7). Nothing else of a line is cut, since blanks
// around a pattern have a meaning (L2).
func Read(f *source.Reader) {
	f.Format = source.Patterns
	start := 0
	if bytes.HasPrefix(f.Data, []byte("\uFEFF")) {
		start = len("\uFEFF")
	}
	for number := 1; start < len(f.Data); number++ {
		end := len(f.Data)
		next := end
		if i := bytes.IndexByte(f.Data[start:], '\n'); i >= 0 {
			end, next = start+i, start+i+1
		}
		at := document.Span{Start: start, End: start + len(bytes.TrimSuffix(f.Data[start:end], []byte("\r")))}
		start = next
		line := string(f.Data[at.Start:at.End])
		switch {
		case strings.TrimSpace(line) == "":
		case line[0] == '#':
			f.Comments = append(f.Comments, document.Comment{Span: at, Text: strings.TrimSpace(line[1:])})
		default:
			t := document.NewText(document.Raw)
			t.Append(line, at)
			f.Resources = append(f.Resources, &source.Resource{
				Address: fmt.Sprintf("line %d", number), Type: "pattern", At: at, Body: at,
				Operation: request.Operation{Service: request.Logs, Name: "TestMetricFilter"},
				Input: &source.Value{Kind: source.Map, Span: at, Members: []*source.Member{
					{Name: "filterPattern", Key: at, Value: &source.Value{Kind: source.String, Span: at, Text: t}},
				}},
			})
		}
	}
}
