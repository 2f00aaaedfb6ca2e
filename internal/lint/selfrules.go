package lint

import "github.com/logsieve/logsieve/engine/request"

// The codes of selfRules.
const (
	codeUnreadable    = "LS001"
	codeUnusedIgnore  = "LS002"
	codeNoReason      = "LS003"
	codeUnknownIgnore = "LS004"
)

// selfRules are about lint itself: what it could not read, and what it was
// told to ignore. The runner reports them, as they need all other findings.
func selfRules() []*Rule {
	return []*Rule{
		{
			Code: codeUnreadable, Name: "unreadable", Severity: request.Error, Language: PatternExample, Since: firstVersion,
			Summary: "A file is written in its language.",
			Why: "What cannot be read cannot be judged: a file that does not parse, or a part of it. " +
				"The rest of the file, and the other files, are judged all the same.",
		},
		{
			Code: codeUnusedIgnore, Name: "unused-ignore", Severity: request.Warning, Language: PatternExample, Since: firstVersion,
			Summary: "An ignore silences a finding.",
			Why: "An ignore that silences nothing is left over from a mistake that has been mended, or stands in the wrong place. " +
				"It would hide the next mistake. Ignores of rules that did not run are left alone, and so are those of rules " +
				"that compare files when only some files are looked at.",
		},
		{
			Code: codeNoReason, Name: "ignore-without-reason", Severity: request.Warning, Language: PatternExample, Since: firstVersion,
			Summary: "An ignore names rules and says why.",
			Why: "Whoever reads an ignore later has to know whether its reason still holds. " +
				"An ignore without rules or without a reason has no effect: write # logsieve: ignore[rule-name] -- reason.",
		},
		{
			Code: codeUnknownIgnore, Name: "unknown-ignore", Severity: request.Warning, Language: PatternExample, Since: firstVersion,
			Summary: "An ignore names rules that exist.",
			Why:     "A misspelt rule is not ignored, and nobody would notice. `logsieve rules` lists the codes and names.",
		},
	}
}

// selfRule is the rule of selfRules with a code.
func selfRule(code string) *Rule {
	for _, r := range selfRules() {
		if r.Code == code {
			return r
		}
	}
	return nil
}

// selfFinding is a finding of a rule of selfRules.
func selfFinding(code string) Finding {
	r := selfRule(code)
	return Finding{Code: r.Code, Rule: r.Name, Severity: r.Severity}
}
