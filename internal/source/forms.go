package source

import "strings"

// IsForm reports whether a text asks for a value instead of being one: words such
// as Enter a name, <bucket>, your-log-group, CHANGEME, xxx.
func IsForm(s string) bool {
	const prose = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,:;'()/-_"
	trimmed := strings.TrimSpace(s)
	if strings.HasPrefix(trimmed, "<") && strings.HasSuffix(trimmed, ">") {
		return true
	}
	lower := strings.ToLower(trimmed)
	word := strings.NewReplacer("-", "", "_", "", " ", "").Replace(lower)
	switch word {
	case "changeme", "replaceme", "changethis", "replacethis", "fillme", "fillin", "fixme", "todo", "tbd", "placeholder", "tobedefined":
		return true
	}
	switch {
	case len(word) > 2 && strings.Trim(word, "x") == "": // XXX, xxx-xxx
		return true
	case strings.HasPrefix(lower, "your-"), strings.HasPrefix(lower, "your_"), strings.HasPrefix(lower, "my-own-"):
		return true
	case strings.Contains(word, "changeme"), strings.Contains(word, "replaceme"):
		return true
	}
	first, _, several := strings.Cut(lower, " ")
	switch first {
	case "enter", "insert", "provide", "specify", "choose", "your":
		return several && strings.Trim(s, prose) == ""
	}
	return false
}

// WithoutForms is a value in which empty texts and those that ask for a value
// are not known: the default of a variable that somebody is to fill in.
func (v *Value) WithoutForms() *Value {
	switch v.Kind {
	case String:
		if v.Text.Known() && (v.Text.Decoded == "" || IsForm(v.Text.Decoded)) {
			return &Value{Kind: Unknown, Span: v.Span, What: v.Text.Decoded}
		}
	case List:
		return v.each((*Value).WithoutForms)
	case Map:
		out := *v
		out.Members = make([]*Member, len(v.Members))
		for i, m := range v.Members {
			out.Members[i] = &Member{Name: m.Name, Key: m.Key, Value: m.Value.WithoutForms()}
		}
		return &out
	}
	return v
}

// elided reports whether a text leaves out a part with dots, as prose does:
// { $.a = ... }. In a list of fields they are no such dots.
func elided(s string) bool {
	return strings.Contains(s, "…") || strings.TrimSpace(s) == "..." || strings.HasPrefix(s, "{") && strings.Contains(s, "...")
}
