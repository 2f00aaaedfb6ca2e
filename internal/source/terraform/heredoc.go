package terraform

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/logsieve/logsieve/internal/document"
)

// maxHeredoc bounds the lines of a heredoc times its bytes: the parser copies
// what it has of one for each of its lines.
const maxHeredoc = 1 << 30

// shortened is a file's text for the parser, with the lines of heredocs that are
// too long joined, and where these stand. Every other byte stays in its place.
func shortened(data []byte, name string) (short []byte, long []document.Span) {
	if !bytes.Contains(data, []byte("<<")) || bytes.Count(data, []byte("\n"))*len(data) <= maxHeredoc {
		return data, nil
	}
	tokens, _ := hclsyntax.LexConfig(data, name, hcl.InitialPos)
	short = data
	for i, t := range tokens {
		if t.Type != hclsyntax.TokenOHeredoc {
			continue
		}
		// The lines of a heredoc in it are counted with those around.
		var lines []int // where they end
		end := len(data)
		depth := 0
		for _, t := range tokens[i:] {
			switch t.Type {
			case hclsyntax.TokenOHeredoc:
				depth++
			case hclsyntax.TokenCHeredoc:
				depth--
			case hclsyntax.TokenStringLit:
				if bytes.HasSuffix(t.Bytes, []byte("\n")) {
					lines = append(lines, t.Range.End.Byte-1)
				}
			}
			if depth == 0 {
				end = t.Range.End.Byte
				break
			}
		}
		start := t.Range.Start.Byte
		if n := len(long); n > 0 && start < long[n-1].End || len(lines)*(end-start) <= maxHeredoc {
			continue
		}
		long = append(long, document.Span{Start: start, End: end})
		if len(long) == 1 {
			short = bytes.Clone(data)
		}
		for _, at := range lines[:len(lines)-1] { // its end stands on a line of its own
			short[at] = ' '
		}
	}
	return short, long
}
