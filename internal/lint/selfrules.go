package lint

import "github.com/logsieve/logsieve/internal/finding"

// selfRules are about lint itself: what it could not read, and what it was
// told to ignore. The runner reports them, as they need all other findings.
func selfRules() []*Rule {
	return []*Rule{
		selfRule(finding.Unreadable(), Rule{
			Summary: "A file is written in its language.",
			Why: "What cannot be read cannot be judged: a file that does not parse, or a part of it. " +
				"The rest of the file, and the other files, are judged all the same.",
		}),
		selfRule(finding.UnusedIgnore(), Rule{
			Summary: "An ignore silences a finding.",
			Why: "An ignore that silences nothing is left over from a mistake that has been mended, or stands in the wrong place. " +
				"It would hide the next mistake. Ignores of rules that did not run are left alone, and so are those of rules " +
				"that compare files when only some files are looked at.",
		}),
		selfRule(finding.NoReason(), Rule{
			Summary: "An ignore names rules and says why.",
			Why: "Whoever reads an ignore later has to know whether its reason still holds. " +
				"An ignore without rules or without a reason has no effect: write # logsieve: ignore[rule-name] -- reason.",
		}),
		selfRule(finding.UnknownIgnore(), Rule{
			Summary: "An ignore names rules that exist.",
			Why:     "A misspelt rule is not ignored, and nobody would notice. `logsieve rules` lists the codes and names.",
		}),
	}
}

func selfRule(k finding.Kind, r Rule) *Rule {
	r.Code, r.Name, r.Severity = k.Code, k.Name, k.Severity
	r.Language, r.Since = PatternExample, firstVersion
	return &r
}
