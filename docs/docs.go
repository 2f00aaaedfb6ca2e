// Package docs has the pages that the program shows.
package docs

import (
	_ "embed"
	"strings"
)

//go:embed semantics.md
var semantics string

// Rule is the text of a rule of semantics.md, by its id, such as T6, in
// Markdown; "" when there is none.
func Rule(id string) string {
	for section := range strings.SplitSeq(semantics, "\n### ") {
		name, _, ok := strings.Cut(section, " · ")
		if !ok || !strings.EqualFold(name, id) {
			continue
		}
		section, _, _ = strings.Cut(section, "\n## ")
		section, _, _ = strings.Cut(section, "\n<!-- ") // where the links lead
		return "### " + strings.TrimSpace(section) + "\n"
	}
	return ""
}

// RuleIDs are the ids of the rules of semantics.md, in its order.
func RuleIDs() (ids []string) {
	for section := range strings.SplitSeq(semantics, "\n### ") {
		if name, _, ok := strings.Cut(section, " · "); ok && !strings.ContainsAny(name, " \n") {
			ids = append(ids, name)
		}
	}
	return ids
}
