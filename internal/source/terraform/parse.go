package terraform

import (
	"bytes"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// parseHCL returns the blocks of a .tf file. When it has errors its blocks are
// parsed one by one, so that a string that is not closed spoils only its own.
func parseHCL(f *source.Reader, src *tfSource) []*hclsyntax.Block {
	data, long := shortened(f.Data, f.Name)
	src.long = long
	parsed, diags := hclsyntax.ParseConfig(data, f.Name, hcl.InitialPos)
	if !diags.HasErrors() {
		if body, ok := parsed.Body.(*hclsyntax.Body); ok {
			return body.Blocks
		}
		return nil
	}
	var out []*hclsyntax.Block
	starts := blockStarts(data)
	for i, start := range starts {
		end := len(data)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		pos := hcl.Pos{Line: 1, Column: 1, Byte: start}
		parsed, diags := hclsyntax.ParseConfig(data[start:end], f.Name, pos)
		addDiagnostics(f, src, diags)
		if body, ok := parsed.Body.(*hclsyntax.Body); ok {
			out = append(out, body.Blocks...)
		}
	}
	return out
}

// blockStarts are the lines on which a block seems to start: a name at the
// very left, a { at the end.
func blockStarts(data []byte) []int {
	starts := []int{0}
	const most = 5000
	for at := 0; at < len(data) && len(starts) < most; {
		line := data[at:]
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		if at > 0 && 'a' <= line[0] && line[0] <= 'z' && bytes.HasSuffix(bytes.TrimSpace(line), []byte("{")) {
			starts = append(starts, at)
		}
		at += len(line)
	}
	return starts
}

// addDiagnostics adds the parser's errors. What follows from the one before is
// left out: the same error again, or another at its place.
func addDiagnostics(f *source.Reader, src *tfSource, diags hcl.Diagnostics) {
	before := ""
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		p := &document.Problem{Reason: firstSentence(d.Detail, d.Summary), Remedy: "Correct the syntax; terraform validate shows the same error."}
		if d.Subject != nil {
			p.Span = src.at(*d.Subject)
		}
		if d.Summary != before {
			f.Mistake(p)
		}
		before = d.Summary
	}
}

// firstSentence is the first sentence of the detail, else the summary.
func firstSentence(detail, summary string) string {
	detail, _, _ = strings.Cut(detail, "\n")
	if i := strings.Index(detail, ". "); i >= 0 {
		detail = detail[:i+1]
	}
	if detail == "" {
		return summary + "."
	}
	return detail
}
