package chain

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/replay"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// TestArrivals replays log events through subscription filters.
func TestArrivals(t *testing.T) {
	const log = "2026-03-01T00:00:30Z ERROR b\n2026-03-01T00:00:10Z ERROR a\nfine\nERROR without a time\n"
	for _, c := range []struct {
		what, file, text string
		changes          []string
		group            string // of the log events
		want             string
	}{
		{what: "proven", file: "main.tf", text: terraformFunction, want: `{"events":4,"matched":3,"delivered":3,"first":1772323210000,"last":1772323230000,"example":"2026-03-01T00:00:10Z ERROR a"}`},
		{what: "its log group", file: "main.tf", text: terraformFunction, group: "/app/orders", want: `{"events":4,"matched":3,"delivered":3,"first":1772323210000,"last":1772323230000,"example":"2026-03-01T00:00:10Z ERROR a"}`},
		{what: "another log group", file: "main.tf", text: terraformFunction, group: "/app/other", want: `{"events":0,"matched":0,"delivered":0}`},
		{what: "broken", file: "main.tf", text: terraformFunction, changes: []string{`"logs.amazonaws.com"`, `"events.amazonaws.com"`}, want: `{"events":4,"matched":3,"delivered":0,"first":1772323210000,"last":1772323230000,"example":"2026-03-01T00:00:10Z ERROR a"}`},
		{what: "undecided", file: "main.tf", text: terraformFunction, changes: []string{`"logs.amazonaws.com"`, "var.principal"}, want: `{"events":4,"matched":3,"first":1772323210000,"last":1772323230000,"example":"2026-03-01T00:00:10Z ERROR a"}`},
		{what: "nothing matches", file: "main.tf", text: terraformFunction, changes: []string{`"ERROR"`, `"FATAL"`}, want: `{"events":4,"matched":0,"delivered":0}`},
		{what: "no time", file: "main.tf", text: terraformFunction, changes: []string{`"ERROR"`, `"without"`}, want: `{"events":4,"matched":1,"delivered":1,"example":"ERROR without a time"}`},
		{what: "a pattern that is not known", file: "main.tf", text: terraformFunction, changes: []string{`"ERROR"`, "var.pattern"}, want: `{"reason":"its filter pattern is not known","events":0,"matched":0}`},
		{what: "of one account", file: "stack.yaml", text: functionStack, changes: []string{"      FilterPattern", "      FieldSelectionCriteria: '@aws.account = \"444455556666\"'\n      FilterPattern"}, want: `{"reason":"it looks at log events by account or Region, which log files do not tell","events":0,"matched":0}`},
		{what: "a policy of the account", file: "stack.yaml", text: accountTemplate, group: "/app/orders", want: `{"events":4,"matched":3,"delivered":3,"first":1772323210000,"last":1772323230000,"example":"2026-03-01T00:00:10Z ERROR a"}`},
		{what: "a policy of the account, excluded", file: "stack.yaml", text: accountTemplate, group: "/aws/lambda/ship", want: `{"events":0,"matched":0,"delivered":0}`},
		{what: "a policy of the account, in no file", file: "stack.yaml", text: accountTemplate, group: "/app/other", want: `{"events":4,"matched":3,"delivered":3,"first":1772323210000,"last":1772323230000,"example":"2026-03-01T00:00:10Z ERROR a"}`},
	} {
		text := strings.NewReplacer(c.changes...).Replace(c.text)
		f := languages.Read(source.Input{Name: c.file, Data: []byte(text)}, languages.Options{})
		list := Subscriptions(estate.New([]*source.File{f}), Options{})
		logs := NewLogs(nil, list)
		clock, err := replay.NewClock(replay.ClockOptions{})
		if err != nil {
			t.Fatal(err)
		}
		events, err := logfile.Open(strings.NewReader(log), logfile.Options{Numbers: true})
		if err != nil {
			t.Fatal(err)
		}
		r := &replay.Replay{Evaluator: logs.Evaluator(c.group), Tally: logs.Tally(c.group, nil), Clock: clock, Workers: 1}
		if err := r.Read(t.Context(), "log", events); err != nil {
			t.Fatal(err)
		}
		events.Close()
		logs.Arrive()
		got, err := json.Marshal(list[0].Arrivals)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, string(got)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.what, diff)
		}
	}
}
