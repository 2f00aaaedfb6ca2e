package request

import (
	"regexp"
	"strings"
	"testing"
)

func TestPatternRemedy(t *testing.T) {
	const name, stream, tag = `^(?:[\.\-_/#A-Za-z0-9]+)$`, `^(?:[^:*]*)$`, `^(?:^([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$)$`
	for _, c := range []struct{ pattern, text, want string }{
		{name, "my app", "The pattern does not allow a space here, character 3: remove or replace it."},
		{name, "é!", `The pattern does not allow "é" here, character 1: remove or replace it.`},
		{name, "a\n", `The pattern does not allow "\n" here, character 2: remove or replace it.`},
		{name, "a\x00", `The pattern does not allow "\x00" here, character 2: remove or replace it.`},
		{name, "app:*", "Remove the :* at its end."},
		{name, "arn:aws:logs:us-east-1:111122223333:log-group:app:*", "This is an ARN, but a name is needed here: write app."},
		{name, "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f", "This is an ARN, but a name is needed here: write /aws/lambda/f."},
		{name, "arn:aws:logs:us-east-1:111122223333:log-group:app:log-stream:s", "This is an ARN, but a name is needed here."},
		{name, "arn:aws:logs:us-east-1:111122223333:log-group:my app", "This is an ARN, but a name is needed here."},
		{stream, "arn:aws:iam::111122223333:role/a:b", "This is an ARN, but a name is needed here."},
		{name, "arn:aws:s3:::bucket", "This is an ARN, but a name is needed here."},
		{name, "", "Write at least one character: the text is empty."},
		{stream, "2026/01/02[$LATEST]a*b", `The pattern does not allow "*" here, character 21: remove or replace it.`},
		{tag, "a,b", `The pattern does not allow "," here, character 2: remove or replace it.`},
		{`^(?:[\w#+=/:,.@-]*)$`, "arn:aws:logs:us-east-1:111122223333:log-group:app:*", "Remove the :* at its end."},
		{`^(?:\d{12})$`, "1234", "It ends too early: complete what the pattern requires."},
		{`^(?:\d{12})$`, "1234567890123", `The pattern does not allow "3" here, character 13: remove or replace it.`},
		{`^(?:arn:aws:.+)$`, "stream", "Write an ARN, which starts with arn:."},
		{`^(?:(ab|cd)*)$`, "abcx", `The pattern does not allow "x" here, character 4: remove or replace it.`},
		{`^(?:(a*)*)$`, strings.Repeat("a", 50) + "b", `The pattern does not allow "b" here, character 51: remove or replace it.`},
		{`(`, "x", "Use only what the pattern allows, from the first character to the last."},
		{name, "a " + strings.Repeat("x", maxMisfitBytes), "Use only what the pattern allows, from the first character to the last."},
	} {
		if got := patternRemedy(c.pattern, c.text); got != c.want {
			t.Errorf("%s against %.60q:\n got %s\nwant %s", c.pattern, c.text, got, c.want)
		}
	}
}

// TestMisfitIsAsThePatternSays holds the machine to the regular expressions:
// it tells a misfit exactly when the pattern does not match.
func TestMisfitIsAsThePatternSays(t *testing.T) {
	for _, text := range []string{"app", "my app", "", "arn:aws:logs:us-east-1:111122223333:log-group:app:*", "a:b", "12", "123456789012", "é", "^abc|^abcd"} {
		for _, pattern := range []string{
			`^(?:[\.\-_/#A-Za-z0-9]+)$`, `^(?:[^:*]*)$`, `^(?:[\w#+=/:,.@-]*)$`, `^(?:\d{12})$`, `^(?:\S{36,128})$`,
			`^(?:(\^?[\.\-_\/#A-Za-z0-9]{3,})(\|\^?[\.\-_\/#A-Za-z0-9]{3,}){0,4})$`,
		} {
			_, misfit := firstMisfit(pattern, text)
			if matches := regexp.MustCompile(pattern).MatchString(text); matches == misfit {
				t.Errorf("%s against %q: matches %v, misfit %v", pattern, text, matches, misfit)
			}
		}
	}
}
