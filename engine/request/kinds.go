package request

// FindingKind describes one code that Validate may give.
type FindingKind struct {
	Code, Name string
	Rule       string   // rule id such as "L14"; "" for a constraint of the API model
	Severity   Severity // of most of its findings; one finding may differ
	Doc        string   // what the rule says and why, one or two sentences
	Source     string   // where it is documented or was recorded
}

// FindingKinds lists every code of a request's findings, in the order of the
// codes' families: constraints of the models, then rules across members.
func FindingKinds() []FindingKind {
	kinds := []FindingKind{
		modelKind(codeJSON, "A request must be one JSON object."),
		modelKind(codeType, "A value must have the type that the API model gives its member."),
		modelKind(codeRequired, "Members that the API model requires must be present and not null."),
		modelKind(codeTooLong, "A text, list or map must not exceed its maximum size."),
		modelKind(codeTooShort, "A text, list or map must have at least its minimum size."),
		modelKind(codeTooLarge, "A number must not be above its maximum."),
		modelKind(codeTooSmall, "A number must not be below its minimum."),
		modelKind(codePattern, "A text must match the regular expression of its member."),
		modelKind(codeEnum, "A text must be one of the values that the API model lists."),
		modelKind(codeUnion, "A union must have exactly one of its members."),
		modelKind(codeUnknown, "A member must be known to the operation; the service ignores others, and clients and CloudFormation refuse them."),
		modelKind(codeDuplicate, "A member must not appear twice; the last one counts."),
		modelKind(codeFraction, "A whole number must be written without a fraction."),
		modelKind(codeDeprecated, "Deprecated members should not be used."),
		modelKind(codeFilterPattern, "A filter pattern must be valid."),
		modelKind(codeParameters, "The arguments must pass the client's own checks."),
	}
	for _, r := range allRules() {
		kinds = append(kinds, FindingKind{Code: r.code(), Name: r.Name, Rule: r.ID, Severity: r.Severity, Doc: r.Doc, Source: r.Source})
	}
	return kinds
}

func modelKind(c findingCode, doc string) FindingKind {
	severity := Error
	switch c {
	case codeUnknown, codeDuplicate, codeFraction, codeDeprecated:
		severity = Warning
	}
	return FindingKind{Code: c.code, Name: c.name, Severity: severity, Doc: doc, Source: "API model"}
}
