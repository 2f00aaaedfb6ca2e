package terraform

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// Bounds of what the parser reads by calling itself, or takes long for.
const (
	maxNesting = 5000  // brackets in brackets
	maxRun     = 20000 // signs in a row, and choices in choices
	maxDigits  = 10000 // of one number
)

// scanner finds the tokens of a file or of a template.
type scanner func(src []byte, name string, start hcl.Pos) (hclsyntax.Tokens, hcl.Diagnostics)

// cannotParse says why a file, or a template by itself, could exhaust the stack
// of the parser, "" if it could not. What stands in comments and in texts does
// not nest: the parser's own scanner tells. Most files have too little to nest
// for it to be asked.
func cannotParse(data []byte, scan scanner) (tokens hclsyntax.Tokens, why string) {
	if !mayNest(data) {
		return nil, ""
	}
	tokens, _ = scan(data, "", hcl.InitialPos)
	type bracket struct {
		choices int  // that are open around it
		brace   bool // a line ends what stands in it
	}
	var open []bracket
	run, choices := 0, 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOParen, hclsyntax.TokenOBrack, hclsyntax.TokenOBrace, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			open = append(open, bracket{choices, t.Type == hclsyntax.TokenOBrace})
		case hclsyntax.TokenCParen, hclsyntax.TokenCBrack, hclsyntax.TokenCBrace, hclsyntax.TokenTemplateSeqEnd:
			if n := len(open); n > 0 {
				choices, open = open[n-1].choices, open[:n-1]
			}
		case hclsyntax.TokenNewline:
			if n := len(open); n == 0 {
				choices = 0
			} else if open[n-1].brace {
				choices = open[n-1].choices
			}
		case hclsyntax.TokenQuestion:
			choices++
		case hclsyntax.TokenNumberLit:
			if len(t.Bytes) > maxDigits {
				return tokens, "A number in the file has too many digits to be read."
			}
		}
		if t.Type == hclsyntax.TokenBang || t.Type == hclsyntax.TokenMinus {
			run++
		} else {
			run = 0
		}
		if len(open) > maxNesting || run > maxRun || choices > maxRun {
			return tokens, "The file nests too deep to be read."
		}
	}
	return tokens, ""
}

// mayNest reports whether a file has enough of what nests, be it in comments.
func mayNest(data []byte) bool {
	brackets := 0
	for _, c := range []string{"(", "[", "{"} {
		brackets += bytes.Count(data, []byte(c))
	}
	signs := bytes.Count(data, []byte("!")) + bytes.Count(data, []byte("-"))
	return brackets > maxNesting || signs > maxRun || bytes.Count(data, []byte("?")) > maxRun || longNumber(data)
}

// longNumber reports whether so many digits stand in a row.
func longNumber(data []byte) bool {
	for at := maxDigits; at < len(data); at += maxDigits {
		// A longer row covers one of these places, and reaches far from it.
		if c := data[at]; c < '0' || c > '9' {
			continue
		}
		return true
	}
	return false
}

// readable adds to the problems of a file why it cannot be parsed. tokens are
// those of the file if they had to be looked at, nil otherwise.
func readable(f *source.Reader) (tokens hclsyntax.Tokens, ok bool) {
	tokens, why := cannotParse(f.Data, hclsyntax.LexConfig)
	if why != "" {
		f.Problems = append(f.Problems, &document.Problem{Reason: why, Remedy: "Split it into several files."})
	}
	return tokens, why == ""
}
