package request

// findingCode is a stable code and its kebab name. Codes are never reused.
// RQ0xx are violations of the schemas, RQ1xx the rules across members.
type findingCode struct{ code, name string }

var (
	codeJSON          = findingCode{"RQ001", "malformed-json"}
	codeType          = findingCode{"RQ002", "wrong-type"}
	codeRequired      = findingCode{"RQ003", "missing-member"}
	codeTooLong       = findingCode{"RQ004", "length-above-maximum"}
	codeTooShort      = findingCode{"RQ005", "length-below-minimum"}
	codeTooLarge      = findingCode{"RQ006", "value-above-maximum"}
	codeTooSmall      = findingCode{"RQ007", "value-below-minimum"}
	codePattern       = findingCode{"RQ008", "pattern-not-matched"}
	codeEnum          = findingCode{"RQ009", "unknown-value"}
	codeUnion         = findingCode{"RQ010", "union-not-exactly-one"}
	codeUnknown       = findingCode{"RQ011", "unknown-member"}
	codeDuplicate     = findingCode{"RQ012", "duplicate-member"}
	codeFraction      = findingCode{"RQ013", "number-not-integer"}
	codeDeprecated    = findingCode{"RQ014", "deprecated-member"}
	codeFilterPattern = findingCode{"RQ015", "invalid-filter-pattern"}
	codeErrorResponse = findingCode{"RQ016", "undeclared-error"}
	codeParameters    = findingCode{"RQ017", "client-refuses-parameters"}
)
