package alarmreport

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/internal/chain"
	"github.com/logsieve/logsieve/internal/page"
)

//go:embed alarms.html.tmpl
var body string

type (
	pageData struct {
		Incomplete     string
		Title, Version string
		Files          int
		Counts         []count
		Alarms         []alarm
	}
	count struct {
		Verdict chain.Verdict
		Count   int
	}
	alarm struct {
		*chain.Alarm
		Anchor      string
		Blame       string // the link that the verdict comes from
		Help        string
		Events      []event
		More        string // of the witness, that is not shown
		States      string
		Replayed    string
		Outcome     string
		Unpublished []string
		Plot        template.HTML
		NotReplayed string
	}
	event struct{ Time, Message, Times string }
)

// WriteHTML writes a page for people on call: of each alarm the verdict, what to
// write instead, the chain, and log events that make it ring. incomplete says
// why alarms are missing, "" when none is.
func WriteHTML(w io.Writer, list []*chain.Alarm, files int, version, incomplete string) error {
	data := pageData{Title: "Will these alarms ring?", Version: version, Files: files, Incomplete: incomplete}
	for _, v := range []chain.Verdict{chain.Broken, chain.Undecided, chain.Proven} {
		one := count{Verdict: v}
		for _, a := range list {
			if a.Whole == v {
				one.Count++
			}
		}
		if one.Count > 0 {
			data.Counts = append(data.Counts, one)
		}
	}
	for i, a := range list {
		one, err := shown(i, a)
		if err != nil {
			return err
		}
		data.Alarms = append(data.Alarms, one)
	}
	return page.Write(w, body, data)
}

func shown(i int, a *chain.Alarm) (alarm, error) {
	one := alarm{Alarm: a, Anchor: page.Anchor(strconv.Itoa(i+1) + "-" + a.Name)}
	if c := a.Cause; c != nil {
		one.Blame, one.Help = strings.TrimSpace(c.Kind+" "+c.Name), c.Help
	}
	if w := a.Witness; w != nil {
		for _, e := range w.Events[:min(len(w.Events), maxShown)] {
			one.Events = append(one.Events, event{clock(e.Timestamp), e.Message, strings.TrimSpace(times(e.Count))})
		}
		if more := len(w.Events) - maxShown; more > 0 {
			one.More = fmt.Sprintf("and the same in %d more periods", more)
		}
		one.States = states(w.Transitions)
	}
	r := a.Replay
	switch {
	case r == nil:
		return one, nil
	case r.Reason != "":
		one.NotReplayed = r.Reason
		return one, nil
	}
	one.Replayed, one.Outcome = replayed(r), outcome(r)
	for _, u := range r.Unpublished {
		one.Unpublished = append(one.Unpublished, u.String())
	}
	if len(r.Datapoints)+len(r.Transitions) == 0 {
		return one, nil
	}
	var err error
	one.Plot, err = drawing(Picture(a))
	return one, err
}
