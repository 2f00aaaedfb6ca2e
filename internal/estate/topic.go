package estate

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/logsieve/logsieve/internal/source"
)

// Hearing is who hears of a message to a topic of SNS.
type Hearing struct {
	Topic         string // its name, or as the files call it
	Subscriptions []Located
	// Unconfirmed is how many of them nobody has confirmed: they get nothing.
	Unconfirmed int
	// Sure is set when the topic has no other subscriptions, and Absent when it
	// surely is not there itself.
	Sure, Absent bool
	// Deployed is set when an account tells it, and not only what files declare.
	Deployed bool
}

// Hearing says who hears of an action of an alarm; ok is false when it is no topic
// of which the files tell something.
func (e *Estate) Hearing(l Located, action *source.Value) (h Hearing, ok bool) {
	if topic := e.Referred(l, action); topic != nil {
		if topic.Resource.Operation != source.CreateTopic {
			return Hearing{}, false
		}
		return e.declaredHearing(*topic), true
	}
	arn, known := action.Str()
	if parts := strings.SplitN(arn, ":", 6); !known || len(parts) < 6 || parts[2] != "sns" {
		return Hearing{}, false
	}
	return e.deployedHearing(arn)
}

// topics are the topics of SNS, and who has subscribed to them.
type topics struct {
	declared map[*source.Resource]Located
	deployed map[string]bool // by ARN
	// subscriptions are those of an ARN, and of a topic of the files. vague are the
	// folders with some of which the topic is not known.
	byARN map[string][]Located
	of    map[*source.Resource][]Located
	vague map[string]bool
	// named is how often something that is no alarm names a topic.
	named func() map[*source.Resource]int
}

// indexTopics finds the topics of all subscriptions.
func (e *Estate) indexTopics(all, subscriptions []Located) {
	t := topics{
		declared: map[*source.Resource]Located{}, deployed: map[string]bool{}, byARN: map[string][]Located{},
		of: map[*source.Resource][]Located{}, vague: map[string]bool{}, named: sync.OnceValue(e.mentions),
	}
	byName := map[string][]Located{}
	for _, l := range all {
		if arn, ok := l.Resource.Input.Get("TopicArn").Str(); ok {
			t.deployed[arn] = true
			continue
		}
		t.declared[l.Resource] = l
		if name, ok := l.Resource.Input.Get("Name").Str(); ok {
			byName[name] = append(byName[name], l)
		}
		if v := l.Resource.Input.Get("Subscription"); v != nil && !v.Empty() {
			t.of[l.Resource] = append(t.of[l.Resource], l)
		}
	}
	for _, s := range subscriptions {
		v := s.Resource.Input.Get("TopicArn")
		arn, known := v.Str()
		to := e.Referred(s, v)
		switch {
		case to != nil:
			t.of[to.Resource] = append(t.of[to.Resource], s)
		case !known:
			t.vague[s.Folder()] = true
		default:
			t.byARN[arn] = append(t.byARN[arn], s)
			for _, l := range byName[lastPart(arn)] {
				t.of[l.Resource] = append(t.of[l.Resource], s)
			}
		}
	}
	e.topics = t
}

func lastPart(arn string) string { return arn[strings.LastIndexByte(arn, ':')+1:] }

// deployedHearing is what an account tells of a topic.
func (e *Estate) deployedHearing(arn string) (h Hearing, ok bool) {
	account, region := source.Place(arn)
	at := Located{Resource: &source.Resource{Account: account, Region: region}}
	h = Hearing{
		Topic: lastPart(arn), Deployed: true, Subscriptions: e.topics.byARN[arn],
		Sure:   e.Listed(source.Subscribe, at) == All,
		Absent: e.Listed(source.CreateTopic, at) == All && !e.topics.deployed[arn],
	}
	for _, s := range h.Subscriptions {
		if state, ok := s.Resource.Observed.Get("SubscriptionArn").Str(); ok && !strings.HasPrefix(state, "arn:") {
			h.Unconfirmed++ // PendingConfirmation, Deleted
		}
	}
	return h, h.Sure || h.Absent || len(h.Subscriptions) > 0
}

// declaredHearing is what files declare of a topic.
func (e *Estate) declaredHearing(topic Located) Hearing {
	h := Hearing{Topic: topic.Resource.Address, Subscriptions: e.topics.of[topic.Resource]}
	named, counted := e.topics.named()[topic.Resource]
	h.Sure = counted && named == 0 && !e.topics.vague[topic.Folder()] && !topic.MayBeAbsent()
	return h
}

// mentions counts how often something that is no alarm names a topic in what is
// deployed with it: that may subscribe to it, or give it to somebody who does.
// Topics of which that cannot be said are left out.
func (e *Estate) mentions() map[*source.Resource]int {
	type word struct{ folder, text string }
	wanted := map[word]*source.Resource{}
	found := map[*source.Resource]int{}
	for r, l := range e.topics.declared {
		w := word{l.Folder(), r.Address[strings.LastIndexByte(r.Address, '.')+1:]}
		switch {
		case l.File.Format == source.Terraform:
			w.text = r.Address
			found[r] = 0
		case l.File.Format.ByCloudFormation:
			found[r] = -1 // where it is declared
		default:
			continue
		}
		wanted[w] = r
	}
	read := map[string]bool{}
	for _, f := range e.Files {
		read[f.Name] = true
	}
	unread := map[string]bool{} // folders of which not all is read
	for _, f := range e.Files {
		folder := Located{File: f, Resource: &source.Resource{}}.Folder()
		if len(f.Problems) > 0 || slices.ContainsFunc(f.Beside, func(b source.Beside) bool { return b.Topics && !read[b.Name] }) {
			unread[folder] = true
		}
		eachWord(f.Data, func(text string) {
			if r := wanted[word{folder, text}]; r != nil {
				found[r]++
			}
		})
	}
	for _, a := range e.Alarms {
		for _, member := range []string{"AlarmActions", "OKActions", "InsufficientDataActions"} {
			if list := a.Resource.Input.Get(member); list != nil {
				for _, v := range list.Items {
					if to := e.Referred(a.Located, v); to != nil {
						if _, ok := found[to.Resource]; ok {
							found[to.Resource]--
						}
					}
				}
			}
		}
	}
	for r := range found {
		if unread[e.topics.declared[r].Folder()] {
			delete(found, r)
		}
	}
	return found
}

// eachWord visits the words of a text; the address of a topic of Terraform is one.
func eachWord(text []byte, visit func(string)) {
	const topic = "aws_sns_topic"
	for i := 0; i < len(text); {
		n := 0
		for i+n < len(text) && inWord(text[i+n]) {
			n++
		}
		if n > 0 {
			visit(string(text[i : i+n]))
		}
		if string(text[i:i+n]) == topic && i+n < len(text) && text[i+n] == '.' {
			m := n + 1
			for i+m < len(text) && inWord(text[i+m]) {
				m++
			}
			visit(string(text[i : i+m]))
		}
		i += n + 1
	}
}

func inWord(b byte) bool {
	return b == '_' || b == '-' || '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z'
}

// Unheard is why nobody hears of a message to the topic, and what to do, "" when
// somebody does or may.
func (h Hearing) Unheard() (why, help string) {
	switch {
	case h.Absent:
		return fmt.Sprintf("the account has no topic %s", h.Topic), "Name a topic that exists."
	case !h.Sure:
		return "", ""
	case len(h.Subscriptions) == 0:
		return fmt.Sprintf("nobody has subscribed to the topic %s", h.Topic), "Subscribe to it."
	case h.Unconfirmed == len(h.Subscriptions):
		return fmt.Sprintf("nobody has confirmed a subscription to the topic %s", h.Topic), "Confirm it with the link in the email, or subscribe somebody else."
	}
	return "", ""
}
