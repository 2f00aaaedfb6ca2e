package cli

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

// usageError is what is said of arguments that cannot be parsed. The parser's
// own words are about its types and tokens; what it found out stays.
func usageError(err error, k *kong.Kong) error {
	if _, ok := errors.AsType[syscall.Errno](err); ok { // the help could not be written
		return exit(ExitInternal, fileError(err))
	}
	node := k.Model.Node
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context.Selected() != nil {
		node = parse.Context.Selected()
	}
	text, command := usageText(err.Error(), node), k.Model.Name
	if name := node.Path(); name != "" {
		text, command = name+": "+text, command+" "+name
	}
	return exit(ExitUsage, fmt.Errorf("%s (see %s --help)%s", text, command, minusHint(err, node.Path())))
}

// usageRewrites are the texts of the parser that are put in other words. They
// are compiled where there is an error: every command would wait for them.
var usageRewrites = []struct{ text, with string }{
	{`^(--[a-z0-9-]+): (?:needs a value|expected .* value but got "EOL" \(<EOL>\))$`, `$1 needs a value`},
	{`^(--[a-z0-9-]+): expected (?s:.*); perhaps try --[a-z0-9-]+="((?s:.*))"\?$`, `$1: $2 reads like a flag; write $1=$2`},
	{`^(--[a-z0-9-]+): expected a valid 64 bit int but got ("(?s:.*)")$`, `$1: not a whole number, or too large: $2`},
	{`^(--[a-z0-9-]+): expected a float but got ("(?s:.*)") \(string\)$`, `$1: not a number: $2`},
	{`^(--[a-z0-9-]+): expected duration but got ("(?s:.*)"): (?s:.*)$`, `$1: invalid duration $2: use a duration such as 500ms, 30s or 5m`},
	{`^expected "((?s:.*?))(?: \.\.\.)?"$`, `$1 is missing`},
	{`(?s), did you mean (.*)\?$`, `; did you mean $1?`},
	{`^unexpected argument $`, `unexpected argument ""`},
}

func usageText(text string, node *kong.Node) string {
	if strings.HasPrefix(text, "expected one of ") {
		var names []string
		for _, child := range node.Children {
			if !child.Hidden {
				names = append(names, child.Name)
			}
		}
		return "a command is needed, one of " + strings.Join(names, ", ")
	}
	oneOf := regexp.MustCompile(`(?s)^(.*) must be one of (.*) but got (".*")$`)
	if m := oneOf.FindStringSubmatch(text); m != nil {
		values := slices.DeleteFunc(strings.Split(m[2], ","), func(v string) bool { return v == `""` })
		return fmt.Sprintf("%s must be one of %s, not %s", m[1], strings.ReplaceAll(strings.Join(values, ", "), `"`, ""), m[3])
	}
	// What is close to everything is close to nothing, as each letter is to
	// each other one.
	candidates := regexp.MustCompile(`(?s)^(.*), did you mean one of (.*)\?$`)
	shortFlag := regexp.MustCompile(`^unknown flag -[^-]`)
	if m := candidates.FindStringSubmatch(text); m != nil && (shortFlag.MatchString(m[1]) || strings.Count(m[2], ", ") > 2) {
		text = m[1]
	}
	for _, r := range usageRewrites {
		text = regexp.MustCompile(r.text).ReplaceAllString(text, r.with)
	}
	return text
}

// isFileArgument reports whether an argument's name stands for files or folders.
func isFileArgument(name string) bool {
	return slices.Contains([]string{"path", "file", "log", "dir"}, strings.TrimSuffix(name, "s"))
}

// isFileFlag reports it of a flag's placeholder.
func isFileFlag(placeholder string) bool {
	return strings.HasPrefix(placeholder, "FILE") || strings.HasPrefix(placeholder, "DIR")
}

// emptyNames refuses "" for a file: it comes from a variable that is not set,
// and the working folder or the default is not what was meant.
func emptyNames(k *kong.Context) error {
	for _, p := range k.Path {
		var value *kong.Value
		what := ""
		switch {
		case p.Flag != nil && isFileFlag(p.Flag.PlaceHolder):
			value, what = p.Flag.Value, "--"+p.Flag.Name
		case p.Positional != nil && isFileArgument(p.Positional.Name):
			value, what = p.Positional, "<"+p.Positional.Name+">"
		default:
			continue
		}
		empty := false
		switch names := value.Target.Interface().(type) {
		case string:
			empty = names == ""
		case []string:
			empty = slices.Contains(names, "")
		case optionalFlag:
			empty = names.valued && names.text == ""
		}
		if empty {
			return exit(ExitUsage, fmt.Errorf("%s: %s must not be empty", k.Selected().Path(), what))
		}
	}
	return nil
}

// aliases are what people try first: --version and -V, and help with or without a
// command.
func aliases(args []string) []string {
	switch {
	case len(args) == 0:
	case args[0] == "--version", args[0] == "-V":
		return append([]string{"version"}, args[1:]...)
	case args[0] == "help":
		return append(slices.Clone(args[1:]), "--help")
	}
	return args
}
