package request

import "strings"

// Hole stands, in a text, for a part that is not known; no service takes it.
// What depends on the text is then not said: who fills a text with it leaves
// out findings whose place holds one.
const Hole = "\uE000"

// PatternMembers are the members of an operation's request that hold a filter
// pattern, by the model's name for such a text.
func PatternMembers(op Operation) []string {
	return membersOf(op, func(s *shape) bool { return s.filterPattern })
}

// DocumentMembers are the members of an operation's request that hold a JSON
// document in a text: the model calls it a policy or a document.
func DocumentMembers(op Operation) []string {
	return membersOf(op, func(s *shape) bool {
		return s.kind == stringShape && len(s.enum) == 0 && (strings.HasSuffix(s.name, "Policy") || strings.HasSuffix(s.name, "Document"))
	})
}

// membersOf are the members of a request, in the model's order, whose shapes
// are as asked; none for an operation that is not known.
func membersOf(op Operation, is func(*shape) bool) (names []string) {
	root := ModelOf(op).shape
	if root == nil {
		return nil
	}
	for _, m := range root.members {
		if is(m.shape) {
			names = append(names, m.name)
		}
	}
	return names
}
