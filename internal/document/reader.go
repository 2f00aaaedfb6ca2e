// Package document reads YAML and JSON to nodes that know the place of every
// byte, and texts that know the way back to the file, through escapes, folded
// lines and parts that are not known. It knows nothing of what documents say.
// Files of our own, such as configurations and policies, are read strictly.
package document

import (
	"bytes"
	"errors"
	"fmt"
	"path"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// Reader reads the documents of one file. What it returns may refer to the
// memory of a Scratch; texts do not.
type Reader struct {
	Data     []byte
	Problems []*Problem // what could not be read, in the order of the file
	Comments []Comment  // in the order of the file; formats without comments have none

	slab     *nodeSlab // nil for new memory
	rendered *bool     // nil until HasStatements has looked
	byName   bool      // as Rendered tells
	mistakes map[Span]bool
	rest     *Problem // the mistakes that are not told one by one
	asText   string   // Data as a string, of which nothing that is kept may be a part
}

// Use makes the reader use memory again that others have used before.
func (f *Reader) Use(s *Scratch) {
	if s != nil {
		f.slab = &s.slab
		f.slab.reset()
	}
}

// Span is a half-open range of byte offsets in a file.
type Span = grammar.Span

// Problem is a part of a file that could not be read. The rest of the file
// was.
type Problem struct {
	Span   Span
	Reason string // what is wrong, one sentence
	Remedy string // what to do, one sentence
}

// Comment is a comment of the file, without its marker and outer blanks.
type Comment struct {
	Span Span
	Text string
}

// Documents are the roots of a file of JSON, of lines of JSON, or of YAML.
func (f *Reader) Documents(base string) []*Node {
	ext := path.Ext(base)
	switch {
	case ext == ".ndjson" || ext == ".jsonl":
		if roots, rest := f.jsonStream(f.afterMark()); len(roots) > 0 && rest == len(f.Data) {
			return roots
		}
		return f.jsonLines()
	case !StartsWith(f.Data, '{') && !StartsWith(f.Data, '['):
		return f.readYAML()
	}
	start := f.afterMark()
	root, err := f.readJSON(start, len(f.Data))
	if err == nil {
		return []*Node{root}
	}
	roots, rest := f.jsonStream(start)
	if len(roots) > 1 && rest == len(f.Data) {
		return roots
	}
	if line := bytes.TrimSpace(f.Data[start:]); len(line) > 0 && isJSON(firstLine(line)) {
		return f.jsonLines()
	}
	if len(roots) > 0 && rest < len(f.Data) && bytes.IndexByte([]byte("{["), f.Data[rest]) >= 0 {
		_, err := f.readJSON(rest, len(f.Data))
		f.JsonProblem(err, rest)
		return roots
	}
	// What starts with a bracket may be YAML all the same. Where it has to be
	// JSON, what is wrong is told, and what YAML takes is read.
	y := &Reader{Data: f.Data, slab: f.slab, asText: f.asText}
	roots = y.readYAML()
	if ext == ".yaml" || ext == ".yml" || ext != ".json" && len(y.Problems) == 0 {
		f.Comments = append(f.Comments, y.Comments...)
		f.Problems = append(f.Problems, y.Problems...)
		return roots
	}
	f.JsonProblem(err, start)
	if len(y.Problems) > 0 {
		return nil
	}
	return roots
}

// afterMark is where the text starts: after a byte order mark.
func (f *Reader) afterMark() int {
	return len(f.Data) - len(bytes.TrimPrefix(f.Data, []byte("\uFEFF")))
}

// jsonStream reads documents that follow one another with nothing but blanks
// between, as a program writes them that is called several times: up to rest, where
// none starts that is whole.
func (f *Reader) jsonStream(start int) (roots []*Node, rest int) {
	made := &jsonNodes{nodeSlab: f.memory(len(f.Data) - start), file: f}
	for rest = start + len(f.Data[start:]) - len(bytes.TrimLeft(f.Data[start:], " \t\r\n")); rest < len(f.Data); {
		outer := made.mark()
		if c := f.Data[rest]; c != '{' && c != '[' {
			return roots, rest
		}
		end, err := jsontext.Next(f.Data, rest, made)
		if err != nil {
			made.pending, made.open = made.pending[:outer], nil
			return roots, rest
		}
		roots = append(roots, made.root)
		rest = end
	}
	return roots, rest
}

// jsonLines reads one document a line.
func (f *Reader) jsonLines() []*Node {
	var roots []*Node
	start := f.afterMark()
	for start < len(f.Data) {
		line := firstLine(f.Data[start:])
		if len(bytes.TrimSpace(line)) > 0 {
			if root, err := f.readJSON(start, start+len(line)); err == nil {
				roots = append(roots, root)
			} else {
				f.JsonProblem(err, start)
			}
		}
		start += len(line) + 1
	}
	return roots
}

func firstLine(data []byte) []byte {
	line, _, _ := bytes.Cut(data, []byte{'\n'})
	return line
}

func isJSON(data []byte) bool {
	_, err := request.Decode(data)
	return err == nil
}

func (f *Reader) JsonProblem(err error, start int) {
	p := &Problem{Reason: "The file is not JSON: " + err.Error() + ".", Remedy: "Correct the JSON at this place."}
	if broken, ok := errors.AsType[*request.JSONError](err); ok {
		at := min(start+broken.Offset, len(f.Data))
		p.Span = Span{Start: at, End: at}
		p.Reason = "The file is not JSON: " + broken.Reason + "."
	}
	f.Mistake(p)
}

// maxMistakes is how many mistakes of a file are told one by one.
const maxMistakes = 20

// Mistake adds what is wrong at a place to the problems, once for each place. Of
// many mistakes the rest is told as one.
func (f *Reader) Mistake(p *Problem) {
	if f.mistakes[p.Span] {
		return
	}
	if f.mistakes == nil {
		f.mistakes = map[Span]bool{}
	}
	f.mistakes[p.Span] = true
	more := len(f.mistakes) - maxMistakes
	if more == 1 {
		f.rest = p
	}
	if more <= 1 {
		f.Problems = append(f.Problems, p)
	} else {
		f.rest.Reason = fmt.Sprintf("There are syntax errors here and in %d more places.", more-1)
	}
}

// Mistaken reports whether a mistake stands in a part of the file, or touches it.
func (f *Reader) Mistaken(part Span) bool {
	for at := range f.mistakes {
		if part.Start <= at.End && at.Start <= part.End {
			return true
		}
	}
	return false
}

// StartsWith reports whether the first character that is no blank is c.
func StartsWith(data []byte, c byte) bool {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\uFEFF")), " \t\r\n")
	return len(data) > 0 && data[0] == c
}

// DataText is the file's data as one string, to take parts of.
func (f *Reader) DataText() string {
	if f.asText == "" {
		f.asText = string(f.Data)
	}
	return f.asText
}

// memory is what the nodes of a text of a length are made in.
func (f *Reader) memory(length int) *nodeSlab {
	if f.slab != nil {
		return f.slab
	}
	return newNodeSlab(length)
}

// IsUTF16 reports whether a file starts with the byte order mark of UTF-16.
func IsUTF16(data []byte) bool {
	return bytes.HasPrefix(data, []byte("\xfe\xff")) || bytes.HasPrefix(data, []byte("\xff\xfe"))
}
