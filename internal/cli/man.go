package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

type manCmd struct{}

// Help implements kong.HelpProvider.
func (manCmd) Help() string {
	return `Prints the man page: logsieve man | man -l -`
}

// Run prints a man page that is made of the command line itself, so that it
// cannot go stale.
func (manCmd) Run(e *env, k *kong.Kong) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, ".TH LOGSIEVE 1 \"\" \"logsieve %s\" \"User Commands\"\n", roff(version()))
	fmt.Fprintf(b, ".SH NAME\nlogsieve \\- %s\n", roff("test Amazon CloudWatch Logs filter patterns offline"))
	b.WriteString(".SH SYNOPSIS\n.B logsieve\n.I COMMAND\n[\\fIARGUMENT\\fR...]\n.SH COMMANDS\n")
	for _, leaf := range k.Model.Leaves(true) {
		fmt.Fprintf(b, ".SS %s\n", roff(strings.TrimPrefix(leaf.FullPath(), k.Model.Name+" ")))
		fmt.Fprintf(b, ".B %s\n.PP\n%s\n", roff(leaf.Summary()), roff(leaf.Help))
		if leaf.Detail != "" {
			for paragraph := range strings.SplitSeq(leaf.Detail, "\n\n") {
				fmt.Fprintf(b, ".PP\n%s\n", roff(paragraph))
			}
		}
		writeExamples(b, strings.TrimPrefix(leaf.Path(), k.Model.Name+" "))
		for _, arg := range leaf.Positional {
			fmt.Fprintf(b, ".TP\n\\fI%s\\fR\n%s\n", roff(strings.ToUpper(arg.Name)), roff(arg.Help))
		}
		for _, group := range leaf.AllFlags(true) {
			for _, f := range group {
				if f.Name == "help" {
					continue
				}
				short := f.Short
				if leaf.Name == "match" && f.Name == "no-filename" {
					short = 'h' // see matchOptions
				}
				writeFlag(b, f, short)
			}
		}
	}
	fmt.Fprintf(b, ".SH \"EXIT STATUS\"\n%s\n", roff(strings.TrimPrefix(exitHelp, "Exit codes: ")))
	_, err := io.WriteString(e.Out, b.String())
	return err
}

// example is a command line, and what it is for.
type example struct{ about, command string }

// examples are those of the man page, by command.
func examples() map[string][]example {
	return map[string][]example{
		"test-metric-filter": {{"Which of two messages a pattern matches, as the AWS CLI says it", `logsieve test-metric-filter --filter-pattern ERROR --log-event-messages 'ERROR 1' 'all is well'`}},
		"match": {
			{"Log events of a file that match", `logsieve match '{ $.level = "ERROR" }' app.log`},
			{"Why they do not", `logsieve match --why -v '{ $.level = "Error" }' app.log`},
			{"The pattern of a metric filter in a template", `logsieve match -c template.yaml#Resources.Errors app.log`},
		},
		"playground": {{"A page to try patterns in, for who has no terminal", `logsieve playground -o playground.html`}},
		"lint": {
			{"Everything below the working folder", `logsieve lint`},
			{"Repair what is safe to repair, after a look at it", `logsieve lint --diff template.yaml; logsieve lint --fix template.yaml`},
			{"For code scanning, with annotations", `logsieve lint -o github -o sarif:logsieve.sarif`},
		},
		"rules":   {{"The rules of lint, and what each is about", `logsieve rules`}},
		"rule":    {{"Why a rule speaks, and what to do", `logsieve rule unclosed-pattern`}},
		"fmt":     {{"The canonical form of a pattern", `logsieve fmt '{($.a=1)&&($.b IS null)}'`}},
		"explain": {{"What a pattern means", `logsieve explain '[ip, user, request, status = 5*, ...]'`}},
		"compare": {{"Whether a new pattern loses log events", `logsieve compare '?ERROR ?Error' '%[Ee]rror|ERROR%'`}},
		"metrics": {
			{"Datapoints of a minute, from log events with times", `logsieve metrics --pattern '{ $.ms > 1000 }' --value '$.ms' --time-field '$.time' app.log`},
			{"Whether an alarm would have rung", `logsieve metrics --filter template.yaml#Resources.Errors --alarm 'Sum >= 1' --time-field '$.time' app.log`},
		},
		"test":               {{"All tests below the working folder, and what they leave out", `logsieve test --coverage`}},
		"conformance run":    {{"The cases about terms, against this program", `logsieve conformance run --filter '^terms/'`}},
		"conformance list":   {{"What the cases about regular expressions are", `logsieve conformance list --filter '^regex/'`}},
		"conformance copy":   {{"The suite for another implementation", `logsieve conformance copy suite`}},
		"conformance record": {{"What the service answers, as a suite", `logsieve conformance record --target endpoint=aws -o answers.json`}},
		"conformance matrix": {{"Reports side by side", `logsieve conformance run --filter '^terms/' -o json:ours.json && logsieve conformance matrix ours.json`}},
		"validate":           {{"A request, as the service judges it", `logsieve validate PutMetricFilter request.json`}},
		"serve":              {{"A program against an endpoint on this machine", `logsieve serve --state memory -- sh -c 'echo "$AWS_ENDPOINT_URL"'`}},
		"policy":             {{"Whether the metric filters of a folder cover CIS 3.0, without alarms", `logsieve policy --pack cis-aws-foundations-3.0 --filters-only`}},
		"alarms":             {{"Which alarms ring, as a page", `logsieve alarms -o html:alarms.html`}},
		"diff":               {{"What two folders mean, and lose", `logsieve diff old new`}},
		"init":               {{"A configuration to start from", `logsieve init`}},
		"man":                {{"This page", `logsieve man`}},
		"completion":         {{"For the shell at hand", `eval "$(logsieve completion bash)"`}},
		"version":            {{"For a bug report", `logsieve version`}},
	}
}

func writeExamples(b *strings.Builder, command string) {
	for i, one := range examples()[command] {
		if i == 0 {
			b.WriteString(".PP\nExamples:\n")
		}
		fmt.Fprintf(b, ".TP\n%s:\n.nf\n%s\n.fi\n", roff(one.about), roff(one.command))
	}
}

func writeFlag(b *strings.Builder, f *kong.Flag, short rune) {
	name := "--" + f.Name
	if f.Tag.Negatable != "" {
		name = "--[no-]" + f.Name
	}
	if short != 0 {
		name = "-" + string(short) + ", " + name
	}
	if !f.IsBool() {
		name += "=" + f.FormatPlaceHolder()
	}
	fmt.Fprintf(b, ".TP\n\\fB%s\\fR\n%s\n", roff(name), roff(f.Help))
}

// roff escapes a text for a man page: backslashes, hyphens that are to be
// copied, and lines that would start a request.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(strings.TrimSpace(text))
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
