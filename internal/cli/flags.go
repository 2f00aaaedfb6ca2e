package cli

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/kong"

	"github.com/logsieve/logsieve/engine"
)

// textFlag is a flag whose value may start with a minus, as filter patterns
// do. It knows whether it was given, because an empty pattern is a pattern.
type textFlag struct {
	text     string
	given    bool
	repeated bool
}

// Decode implements kong.MapperValue.
func (f *textFlag) Decode(ctx *kong.DecodeContext) error {
	token := ctx.Scan.Peek()
	if token.IsEOL() || isLongFlag(token) {
		return fmt.Errorf("needs a value")
	}
	f.repeated = f.given
	f.text, f.given = ctx.Scan.Pop().String(), true
	return nil
}

// listFlag takes every argument up to the next long flag, as list parameters
// of the AWS CLI do, also those that start with a minus; behind "--" it takes
// all that is left. It may be repeated.
type listFlag struct {
	values []string
	given  bool
}

// Decode implements kong.MapperValue.
func (f *listFlag) Decode(ctx *kong.DecodeContext) error {
	f.given = true
	if token := ctx.Scan.Peek(); token.Type == kong.FlagValueToken { // --flag=value
		f.values = append(f.values, ctx.Scan.Pop().String())
	}
	rest := false
	for {
		token := ctx.Scan.Peek()
		if token.IsEOL() || !rest && isLongFlag(token) {
			return nil
		}
		ctx.Scan.Pop()
		if !rest && token.Type == kong.UntypedToken && token.String() == "--" {
			rest = true
			continue
		}
		f.values = append(f.values, token.String())
	}
}

var longFlag = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^--[a-z][a-z-]*(=|$)`) })

// isLongFlag reports whether an argument reads like a long flag, known or
// mistyped. A log event or pattern of that shape needs "--flag=value".
func isLongFlag(token kong.Token) bool {
	return token.Type == kong.UntypedToken && longFlag().MatchString(token.String())
}

// minusHint helps those whose filter pattern was taken for flags.
func minusHint(err error, command string) string {
	if !slices.Contains([]string{"match", "explain", "compare", "fmt"}, command) {
		return "" // no argument is a pattern
	}
	if _, flag, ok := strings.Cut(err.Error(), "unknown flag -"); ok && !strings.HasPrefix(flag, "-") {
		return "\nlogsieve: put -- before a filter pattern that starts with -"
	}
	return ""
}

// maxJobs is how many workers --jobs takes at most: each takes memory.
const maxJobs = 64

func checkJobs(command string, jobs int) error {
	if jobs < 0 || jobs > maxJobs {
		return exit(ExitUsage, fmt.Errorf("%s: --jobs must be at most %d, and 0 is the default", command, maxJobs))
	}
	return nil
}

func checkMaxLine(command string, bytes int) error {
	if bytes < 1 || bytes > engine.MaxLineBytes {
		return exit(ExitUsage, fmt.Errorf("%s: --max-line must be at least 1 and at most %d", command, engine.MaxLineBytes))
	}
	return nil
}

// optionalFlag is a flag that may be given without a value, which then needs
// a = in front.
type optionalFlag struct {
	text   string
	given  bool
	valued bool // with =, whatever is behind it
}

// Decode implements kong.MapperValue.
func (f *optionalFlag) Decode(ctx *kong.DecodeContext) error {
	f.given = true
	if token := ctx.Scan.Peek(); token.Type == kong.FlagValueToken {
		f.text, f.valued = ctx.Scan.Pop().String(), true
	}
	return nil
}

// IsBool implements kong.BoolMapperValue: no value has to follow.
func (f *optionalFlag) IsBool() bool { return true }
