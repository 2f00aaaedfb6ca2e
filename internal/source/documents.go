package source

import (
	"bytes"
	"errors"
	"path"

	"github.com/logsieve/logsieve/engine/request"
)

// documents are the roots of a file of JSON, of lines of JSON, or of YAML.
func (f *File) documents(base string) []*node {
	ext := path.Ext(base)
	switch {
	case ext == ".ndjson" || ext == ".jsonl":
		return f.jsonLines()
	case !startsWith(f.Data, '{') && !startsWith(f.Data, '['):
		return f.readYAML()
	}
	start := 0
	if bytes.HasPrefix(f.Data, []byte("\uFEFF")) {
		start = len("\uFEFF")
	}
	root, err := f.readJSON(start, len(f.Data))
	if err == nil {
		return []*node{root}
	}
	if line := bytes.TrimSpace(f.Data[start:]); len(line) > 0 && isJSON(firstLine(line)) {
		return f.jsonLines()
	}
	// What starts with a bracket may be YAML all the same. Where it has to be
	// JSON, what is wrong is told, and what YAML takes is read.
	y := &File{Input: f.Input, slab: f.slab, asText: f.asText}
	roots := y.readYAML()
	if ext == ".yaml" || ext == ".yml" || ext != ".json" && len(y.Problems) == 0 {
		f.Comments = append(f.Comments, y.Comments...)
		f.Problems = append(f.Problems, y.Problems...)
		return roots
	}
	f.jsonProblem(err, start)
	if len(y.Problems) > 0 {
		return nil
	}
	return roots
}

// jsonLines reads one document a line.
func (f *File) jsonLines() []*node {
	var roots []*node
	start := 0
	if bytes.HasPrefix(f.Data, []byte("\uFEFF")) {
		start = len("\uFEFF")
	}
	for start < len(f.Data) {
		line := firstLine(f.Data[start:])
		if len(bytes.TrimSpace(line)) > 0 {
			if root, err := f.readJSON(start, start+len(line)); err == nil {
				roots = append(roots, root)
			} else {
				f.jsonProblem(err, start)
			}
		}
		start += len(line) + 1
	}
	return roots
}

func firstLine(data []byte) []byte {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return data[:i]
	}
	return data
}

func isJSON(data []byte) bool {
	_, err := request.Decode(data)
	return err == nil
}

func (f *File) jsonProblem(err error, start int) {
	p := &Problem{Reason: "The file is no JSON: " + err.Error() + ".", Remedy: "Correct the JSON at this place."}
	var broken *request.JSONError
	if errors.As(err, &broken) {
		at := atMost(start+broken.Offset, len(f.Data))
		p.Span = Span{Start: at, End: at}
		p.Reason = "The file is no JSON: " + broken.Reason + "."
	}
	f.Problems = append(f.Problems, p)
}
