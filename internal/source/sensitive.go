package source

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// HiddenValue is what a value that must not be shown is called.
const HiddenValue = "(sensitive value)"

// Hidden is in the place of a value that must not be shown.
func Hidden(at Span) *Value { return &Value{Kind: Unknown, Span: at, What: HiddenValue} }

// HideNamed is the value that stands under a name: what the name says to be a
// secret is not known. A map is one only if that is all that the name says, as
// in secrets: what stands under secret_changes may be filters.
func HideNamed(name string, v *Value) *Value {
	if v.Kind == Unknown || v.Kind == Null || !SensitiveName(name) {
		return v
	}
	if v.isStructure() && !isSecret(name) {
		return v
	}
	return Hidden(v.Span)
}

// isStructure reports whether a value holds values with names.
func (v *Value) isStructure() bool {
	return v.Kind == Map || slices.ContainsFunc(v.Items, (*Value).isStructure)
}

// HideMembers hides what stands in a value under the name of a secret.
func (v *Value) HideMembers() {
	for _, item := range v.Items {
		item.HideMembers()
	}
	for _, m := range v.Members {
		m.Value.HideMembers()
		m.Value = HideNamed(m.Name, m.Value)
	}
}

// SensitivePath reports whether the names of maps, one in the other, and of a
// value in the last one say that it is a secret.
func SensitivePath(names ...string) bool {
	for i, name := range names {
		if isSecret(name) || i == len(names)-1 && SensitiveName(name) {
			return true
		}
	}
	return false
}

// SensitiveName reports whether the name of a value says that it is a secret.
// Such a value is not known: it would be shown.
func SensitiveName(name string) bool {
	text := " " + words(name) + " "
	return slices.ContainsFunc(secrets(), func(secret string) bool { return strings.Contains(text, " "+secret+" ") })
}

// isSecret reports whether a name ends in that of a secret.
func isSecret(name string) bool {
	text := " " + words(name)
	return slices.ContainsFunc(secrets(), func(secret string) bool { return strings.HasSuffix(text, " "+secret) })
}

func secrets() []string {
	return []string{
		"password", "passwords", "passwd", "passphrase", "secret", "secrets", "token", "tokens", "credential", "credentials",
		"apikey", "apikeys", "api key", "api keys", "private key", "private keys", "access key", "access keys",
	}
}

// words are those of a name, in lower case with spaces between them.
func words(name string) string {
	var words []string
	start := 0
	for i, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			words = append(words, name[start:i])
			_, size := utf8.DecodeRuneInString(name[i:]) // 1 of what is not UTF-8
			start = i + size
		case unicode.IsUpper(r) && i > start && !unicode.IsUpper(rune(name[i-1])):
			words = append(words, name[start:i])
			start = i
		}
	}
	return strings.ToLower(strings.Join(append(words, name[start:]), " "))
}
