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
		modelKind(codeJSON, "The request is one JSON object."),
		modelKind(codeType, "A value has the type that the API model gives its member."),
		modelKind(codeRequired, "Members that the API model requires are there, and are not null."),
		modelKind(codeTooLong, "A text, list or map holds no more than its maximum."),
		modelKind(codeTooShort, "A text, list or map holds no less than its minimum."),
		modelKind(codeTooLarge, "A number is not above its maximum."),
		modelKind(codeTooSmall, "A number is not below its minimum."),
		modelKind(codePattern, "A text matches the regular expression of its member."),
		modelKind(codeEnum, "A text is one of the values that the API model lists."),
		modelKind(codeUnion, "A union holds exactly one of its members."),
		modelKind(codeUnknown, "A member is known to the operation; the service ignores others, clients and CloudFormation refuse them."),
		modelKind(codeDuplicate, "A member is written once; of several the last counts."),
		modelKind(codeFraction, "A whole number is written without a fraction."),
		modelKind(codeDeprecated, "A member is not deprecated."),
		modelKind(codeFilterPattern, "A filter pattern parses."),
		modelKind(codeParameters, "The arguments pass the client's own checks."),
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
