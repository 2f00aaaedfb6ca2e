package grammar

// Documented limits of filter patterns.
const (
	// MaxPatternLength is the longest pattern the service takes, in
	// characters (L1).
	MaxPatternLength = 1024
	// MaxRegexes is how many regular expressions one pattern may hold (J18, S11).
	MaxRegexes = 2
	// MaxWildcardsPerSelector is how many wildcards one property selector
	// may hold (J5).
	MaxWildcardsPerSelector = 1
	// MaxWildcardSelectors is how many selectors with a wildcard one pattern
	// may hold (J5).
	MaxWildcardSelectors = 3
	// MaxCriteriaLength is the longest text of field selection criteria, in
	// characters (X10).
	MaxCriteriaLength = 2000
)

// maxParsedLength bounds, in bytes, the work spent on a text that is too long
// to be a pattern anyway: beyond it only the length is reported.
const maxParsedLength = 16 * MaxPatternLength
