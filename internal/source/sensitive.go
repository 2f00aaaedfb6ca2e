package source

import (
	"slices"
	"strings"
	"unicode"
)

// SensitiveName reports whether the name of a variable or parameter says that
// its value is a secret. Such a value is not known: it would be shown.
func SensitiveName(name string) bool {
	var words []string
	start := 0
	for i, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			words = append(words, name[start:i])
			start = i + len(string(r))
		case unicode.IsUpper(r) && i > start && !unicode.IsUpper(rune(name[i-1])):
			words = append(words, name[start:i])
			start = i
		}
	}
	words = append(words, name[start:])
	text := " " + strings.ToLower(strings.Join(words, " ")) + " "
	return slices.ContainsFunc([]string{
		"password", "passwd", "passphrase", "secret", "secrets", "token", "tokens", "credential", "credentials",
		"apikey", "api key", "private key", "access key",
	}, func(secret string) bool { return strings.Contains(text, " "+secret+" ") })
}
