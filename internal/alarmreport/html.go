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
		Subscriptions  []subscription
	}
	count struct {
		Verdict chain.Verdict
		Count   int
	}
	shownChain struct {
		*chain.Chain
		Anchor string
		Help   string
	}
	subscription struct {
		shownChain
		Event, Replayed, Example, NotReplayed string
	}
	alarm struct {
		shownChain
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

// WriteHTML writes a page for people on call: of each chain the verdict, what to
// write instead, the links, and log events that make the alarm ring or that
// arrive. incomplete says why chains are missing, "" when none is.
func WriteHTML(w io.Writer, alarms []*chain.Alarm, subscriptions []*chain.Subscription, files int, version, incomplete string) error {
	data := pageData{Title: "Will these alarms ring?", Version: version, Files: files, Incomplete: incomplete}
	if len(alarms) == 0 && len(subscriptions) > 0 {
		data.Title = "Do these subscription filters deliver?"
	}
	verdicts := map[chain.Verdict]int{}
	for _, a := range alarms {
		one, err := shown(len(data.Alarms), a)
		if err != nil {
			return err
		}
		verdicts[a.Whole]++
		data.Alarms = append(data.Alarms, one)
	}
	for i, s := range subscriptions {
		verdicts[s.Whole]++
		one := subscription{shownChain: chainShown(len(alarms)+i, &s.Chain), Event: s.Event}
		if a := s.Arrivals; a != nil && a.Reason != "" {
			one.NotReplayed = a.Reason
		} else if a != nil {
			one.Replayed, one.Example = arrived(a), example(a)
		}
		data.Subscriptions = append(data.Subscriptions, one)
	}
	for _, v := range []chain.Verdict{chain.Broken, chain.Undecided, chain.Proven} {
		if verdicts[v] > 0 {
			data.Counts = append(data.Counts, count{v, verdicts[v]})
		}
	}
	return page.Write(w, body, data)
}

func chainShown(i int, c *chain.Chain) shownChain {
	one := shownChain{Chain: c, Anchor: page.Anchor(strconv.Itoa(i+1) + "-" + c.Name)}
	if c.Cause != nil {
		one.Help = c.Cause.Help
	}
	return one
}

func shown(i int, a *chain.Alarm) (alarm, error) {
	one := alarm{shownChain: chainShown(i, &a.Chain)}
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
