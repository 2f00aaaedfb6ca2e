package lint

import "github.com/logsieve/logsieve/internal/finding"

// selfRules are about lint itself: what it could not read, and what it was
// told to ignore. The runner reports them, as they need all other findings.
func selfRules() []*Rule {
	return []*Rule{
		selfRule(finding.Unreadable(), Rule{
			Summary: "A file must be readable in its own format.",
			Why: "What cannot be read cannot be judged, be it a whole file or a part of one. " +
				"The rest of the file and the other files are judged all the same.",
		}),
		selfRule(finding.UnusedIgnore(), Rule{
			Summary: "An ignore must silence a finding.",
			Why: "An ignore that silences nothing is left over from a mistake that has been fixed, or is in the wrong place. " +
				"It would hide the next mistake. Ignores of rules that did not run are not reported, nor are those of rules " +
				"that compare files when only some files are looked at.",
		}),
		selfRule(finding.NoReason(), Rule{
			Summary: "An ignore must name rules and give a reason.",
			Why: "Whoever reads an ignore later needs to know whether its reason still holds. " +
				"An ignore without rules or without a reason has no effect: write # logsieve: ignore[rule-name] -- reason.",
		}),
		selfRule(finding.UnknownIgnore(), Rule{
			Summary: "An ignore must name existing rules.",
			Why:     "A misspelled rule is not ignored, and nobody would notice. `logsieve rules` lists the codes and names.",
		}),
	}
}

func selfRule(k finding.Kind, r Rule) *Rule {
	r.Code, r.Name, r.Severity = k.Code, k.Name, k.Severity
	r.Language, r.Since = PatternExample, firstVersion
	return &r
}
