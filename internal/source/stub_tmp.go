package source

// Stand-in for the readers, to be dropped with them.

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
)

// Options are what a reader may ask for beside the file.
type Options struct {
	Siblings func() []Input // the other files of the folder
}

// Read reads lists of patterns only.
func Read(in Input, _ Options) *File {
	f := &File{Input: in}
	if !strings.HasSuffix(in.Name, ".patterns") {
		return f
	}
	f.Format = Patterns
	start := 0
	for number, line := range bytes.SplitAfter(in.Data, []byte("\n")) {
		text := strings.TrimRight(string(line), "\r\n")
		at := Span{Start: start, End: start + len(text)}
		start += len(line)
		switch {
		case strings.TrimSpace(text) == "":
		case text[0] == '#':
			f.Comments = append(f.Comments, Comment{at, strings.TrimSpace(text[1:])})
		case strings.HasPrefix(text, "\x00"):
			f.Problems = append(f.Problems, &Problem{at, "The line is binary.", "Name a text file."})
		default:
			t := NewText(Raw)
			t.Append(text, at)
			f.Resources = append(f.Resources, &Resource{
				Address: fmt.Sprintf("line %d", number+1), Type: "pattern", At: at, Body: at,
				Operation: request.Operation{Service: request.Logs, Name: "TestMetricFilter"},
				Input: &Value{Kind: Map, Span: at, Members: []*Member{
					{Name: "filterPattern", Key: at, Value: &Value{Kind: String, Span: at, Text: t}},
				}},
			})
		}
	}
	return f
}
