package explain

import (
	"slices"

	"github.com/logsieve/logsieve/grammar"
)

// References is what a metric transformation may name (X2, X4).
type References struct {
	// Allowed is set when references are allowed at all; dimensions are not
	// with terms patterns.
	Allowed bool `json:"allowed"`
	// References are those that the pattern itself suggests.
	References []string `json:"references"`
	Meaning    string   `json:"meaning"`
}

// references returns the names that a match yields, and what metricValue and
// dimensions may name.
func references(p grammar.Pattern) (extracted []string, value, dimensions References) {
	extracted = []string{}
	switch p := p.(type) {
	case *grammar.JSONPattern:
		names := selectors(p)
		value = References{true, names, "a number, or a property selector without a wildcard; it need not occur in the pattern"}
		dimensions = References{true, names, "up to three property selectors without a wildcard"}
	case *grammar.DelimitedPattern:
		names := []string{}
		behind := false
		for i, f := range p.Fields {
			behind = behind || f.Ellipsis
			if ref := fieldReference(f, i+1, behind); !f.Ellipsis && ref != "" {
				names = append(names, ref)
			}
		}
		extracted = names
		value = References{true, names, "a number, $name of a field, or $position of a value, counted from 1"}
		dimensions = References{true, names, "up to three of $name and $position"}
	default:
		value = References{false, []string{}, "a number only: nothing is extracted"}
		dimensions = References{false, []string{}, "none: the service refuses dimensions with this kind of pattern"}
	}
	return extracted, value, dimensions
}

// selectors returns the selectors of a pattern that have no wildcard, each
// once.
func selectors(p *grammar.JSONPattern) []string {
	names := []string{}
	for n := range grammar.All(p) {
		if s, ok := n.(*grammar.Selector); ok && s.Wildcards() == 0 && !slices.Contains(names, s.String()) {
			names = append(names, s.String())
		}
	}
	return names
}
