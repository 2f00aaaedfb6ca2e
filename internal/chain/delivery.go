package chain

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// Subscription is the chain of a subscription filter: its log group, and what it
// delivers to.
type Subscription struct {
	Chain
	// Event is the message of a log event that arrives. It has been run through the
	// matcher.
	Event string `json:"event,omitempty"`
	// Arrivals is set once log events have been read.
	Arrivals *Arrivals `json:"arrivals,omitempty"`

	reads func() *publisher // made when log events are to be read
}

// Subscriptions are the chains of the subscription filters of an estate, in the
// order of the files.
func Subscriptions(e *estate.Estate, opts Options) []*Subscription {
	if opts.Analyze.Work == nil {
		opts.Analyze.Work = budget.New(context.Background(), budget.Command)
	}
	c := &follower{estate: e, opts: opts}
	filters := slices.DeleteFunc(slices.Clone(e.Filters), func(f *estate.Filter) bool { return f.Metric() || opts.Own && f.Resource.Called })
	whole := func(s *Subscription) Verdict { return s.Whole }
	list := byCall(filters, func(f *estate.Filter) estate.Located { return f.Located }, c.subscription, whole)
	return append(list, byCall(e.AccountPolicies, func(p *estate.AccountPolicy) estate.Located { return p.Located }, c.accountPolicy, whole)...)
}

// accountPolicy follows a policy of the account as a subscription filter of each log
// group that it is for.
func (c *follower) accountPolicy(p *estate.AccountPolicy) *Subscription {
	one := &Subscription{Chain: Chain{Link: *newLink("account policy", p.Name, &p.Located)}}
	link := &one.Link
	switch {
	case p.Invalid != "":
		link.mend(Broken, "Run logsieve lint, which says how to fix it.", "its %s is not valid", p.Invalid)
	case p.Unknown != "":
		link.set(Undecided, "its %s is not known", p.Unknown)
	}
	link.Links = []*Link{c.selected(p)}
	c.deliver(one, &p.Filter)
	one.reads = sync.OnceValue(func() *publisher { return c.reads(&p.Filter, p) })
	return one
}

// selected is the link of the log groups that an account policy is for.
func (c *follower) selected(p *estate.AccountPolicy) *Link {
	const most = 10
	link := newLink("log groups", "all", &p.Located)
	if len(p.Excluded) > 0 {
		link.Name += " but " + strings.Join(p.Excluded[:min(len(p.Excluded), most)], ", ")
		if more := len(p.Excluded) - most; more > 0 {
			link.Name += fmt.Sprintf(" and %d more", more)
		}
	}
	groups := c.estate.Selected(p)
	if len(groups) == 0 && len(c.estate.Groups) > 0 {
		link.set(Undecided, "it is for none of the log groups in the files")
	}
	for i, g := range groups {
		if i == most {
			link.Links = append(link.Links, &Link{Kind: fmt.Sprintf("%d more log groups", len(groups)-i), Verdict: Proven, whole: Proven})
			break
		}
		link.Links = append(link.Links, newLink("log group", g.What, g.Defined))
	}
	return link
}

func (c *follower) subscription(f *estate.Filter) *Subscription {
	one := &Subscription{Chain: Chain{Link: *newLink("subscription filter", f.Name, &f.Located)}}
	one.Links = []*Link{c.group(f.Group, "subscription filters")}
	c.deliver(one, f)
	one.reads = sync.OnceValue(func() *publisher { return c.reads(f, nil) })
	return one
}

// deliver follows what a request delivers to; links to log groups come before.
func (c *follower) deliver(one *Subscription, f *estate.Filter) {
	link := &one.Link
	if f.MayBeAbsent() && !c.opts.AssumeDeployed {
		link.set(Undecided, underCondition)
	}
	link.Links = append(link.Links, c.destination(f))
	link.join()
	if c.spend(link, linkSteps) {
		one.Event = c.delivered(f, link)
	}
	if c.opts.Refused != nil && link.whole != Broken {
		if why := c.opts.Refused(f.Located); why != "" {
			link.mend(Broken, "Run logsieve lint, which says how to fix it.", "the service refuses it: %s", strings.TrimSuffix(why, "."))
		}
	}
	one.Whole = link.whole
	if one.Whole != Proven {
		one.Cause = link.cause()
		one.Event = ""
	}
}

// group is the link of a log group; what is in its place what it would take.
func (c *follower) group(g *estate.Group, what string) *Link {
	link := newLink("log group", g.What, g.Defined)
	if link.Name == "" {
		link.set(Undecided, "its name is not known")
	}
	if class := g.OtherClass(); class != "" {
		link.mend(Broken, "Use the class STANDARD, or filter another log group.", "its class %s takes no %s", class, what)
	}
	return link
}

// delivered is a log event that a subscription filter matches.
func (c *follower) delivered(f *estate.Filter, link *Link) string {
	text, known := f.Resource.Input.Get("filterPattern").Str()
	if !known {
		link.set(Undecided, "its filter pattern is not known")
		return ""
	}
	pattern, err := grammar.Parse(text)
	if err != nil {
		link.mend(Broken, "Run logsieve lint, which says how to fix it.", "its filter pattern is not valid")
		return ""
	}
	if v := f.Resource.Input.Get("fieldSelectionCriteria"); v != nil && v.Kind != source.Null {
		criteria, known := v.Str()
		if !known {
			link.set(Undecided, "its field selection criteria are not known")
			return ""
		}
		selecting, err := metric.Compile(&metric.PutMetricFilterRequest{
			FilterName: "f", FilterPattern: &text, FieldSelectionCriteria: criteria,
			MetricTransformations: []metric.MetricTransformation{{MetricName: "m", MetricNamespace: "n", MetricValue: "1"}},
		})
		if err != nil {
			link.mend(Broken, "Run logsieve lint, which says how to fix it.", "its field selection criteria are not valid")
			return ""
		}
		if _, some := origin(selecting, criteria, nil); !some {
			link.mend(Broken, "Mend the criteria.", "its field selection criteria select no log event")
			return ""
		}
	}
	found := analyze.Satisfiable(pattern, c.opts.Analyze)
	switch found.Answer {
	case analyze.No:
		link.mend(Broken, "Run logsieve explain on it.", "no log event matches its filter pattern")
		return ""
	case analyze.Unknown:
		link.set(Undecided, "whether a log event matches its filter pattern is not known")
		return ""
	}
	event := found.Event
	if event == "" {
		event = "any log event" // an empty message is none
	}
	if compiled, err := engine.Compile(pattern); err != nil || !compiled.Match([]byte(event)) {
		link.set(Undecided, "no log event was found that matches its filter pattern")
		return ""
	}
	return event
}

// destination follows a subscription filter to what it delivers to.
func (c *follower) destination(f *estate.Filter) *Link {
	arn, role := f.Resource.Input.Get("destinationArn"), f.Resource.Input.Get("roleArn")
	if arn == nil || arn.Kind == source.Null {
		link := newLink("destination", "", &f.Located)
		link.set(Undecided, "it is not known")
		return link
	}
	link := at(newLink("destination", shown(arn), &f.Located), arn.Span)
	if c.estate.FormOf(f.Located, arn) == estate.Name {
		link.mend(Broken, "Refer to its ARN.", "this is the name of the %s, and a destination is an ARN", c.estate.KindOf(f.Located, arn))
	} else if estate.Written(arn) == estate.Name {
		link.mend(Broken, "Write an ARN, or refer to that of the resource.", "this is not an ARN")
	}
	refusal := Role(c.estate, f.Located, arn, role)
	if refusal == nil {
		refusal = OrganizationRole(c.estate, f)
	}
	if r := refusal; r != nil {
		role := link
		if r.At != arn.Span {
			role = at(newLink("role", shown(f.Resource.Input.Get("roleArn")), &f.Located), r.At)
			link.Links = append(link.Links, role)
		}
		role.mend(Broken, r.Help, "%s", sentence(r.Problem))
		link.whole = worse(link.whole, role.whole)
		return link
	}
	service := c.estate.ServiceOf(f.Located, arn)
	switch service {
	case "lambda":
		list, verdict := Permissions(c.estate, f.Located, arn)
		link.Links = append(link.Links, c.assumed(list)...)
		if c.opts.AssumeDeployed {
			verdict = best(list)
		}
		link.whole = worse(link.whole, verdict)
	case "kinesis", "firehose":
		link.Links = append(link.Links, c.role(f.Located, arn, role, service))
	case "logs":
		link.Links = append(link.Links, c.accessPolicy(f, arn))
		if role != nil && role.Kind != source.Null {
			assumed, _ := c.trusted(f.Located, role)
			link.Links = append(link.Links, assumed)
		}
		if to := c.estate.Referred(f.Located, arn); to != nil {
			link.Links = append(link.Links, c.target(*to))
		}
	default:
		link.set(Undecided, "what it names is not known")
	}
	if service != "lambda" {
		link.join()
	}
	return link
}

// join is the verdict on a link all of whose next ones are needed.
func (l *Link) join() {
	for _, next := range l.Links {
		l.whole = worse(l.whole, next.whole)
	}
}

// target follows a destination of CloudWatch Logs to its stream.
func (c *follower) target(destination estate.Located) *Link {
	in := destination.Resource.Input
	arn, role := in.Get("targetArn"), in.Get("roleArn")
	if arn == nil || role == nil {
		link := newLink("target", "", &destination)
		link.set(Undecided, "it is not known")
		return link
	}
	link := at(newLink("target", shown(arn), &destination), arn.Span)
	switch service := c.estate.ServiceOf(destination, arn); {
	case c.estate.FormOf(destination, arn) == estate.Name:
		link.mend(Broken, "Refer to its ARN.", "this is the name of the %s, and a target is an ARN", c.estate.KindOf(destination, arn))
	case service == "kinesis" || service == "firehose":
		link.Links = []*Link{c.role(destination, arn, role, service)}
		link.join()
	default:
		link.set(Undecided, "what it names is not known")
	}
	return link
}

// assumed takes permissions under a condition as deployed, when that is asked for.
func (c *follower) assumed(list []*Link) []*Link {
	for _, l := range list {
		if c.opts.AssumeDeployed && l.Verdict == Undecided && l.Reason == underCondition {
			l.Verdict, l.whole, l.Reason, l.Help = Proven, Proven, "", ""
		}
	}
	return list
}

// accessPolicy follows a destination of CloudWatch Logs to who may subscribe.
func (c *follower) accessPolicy(f *estate.Filter, arn *source.Value) *Link {
	policies := c.estate.DestinationPolicies(f)
	if len(policies) > 0 {
		link := newLink("access policy", policies[0].Resource.Address, &policies[0])
		if policies[0].MayBeAbsent() && !c.opts.AssumeDeployed {
			link.set(Undecided, underCondition)
		}
		text := policies[0].Resource.Input.Get("accessPolicy")
		if v, why := admits(text, c.estate.PlaceOf(f.Located).Account); v != Proven {
			if text != nil {
				at(link, text.Span)
			}
			link.set(v, "%s", why)
			if v == Broken {
				link.Help = "Allow the log group's account the action logs:PutSubscriptionFilter."
			}
		}
		return link
	}
	link := missing("access policy", f.Located, arn)
	switch to := c.estate.Referred(f.Located, arn); {
	case to == nil:
		link.mend(Undecided, "Add the files that have it.", "the destination is in no file, and neither is who may subscribe to it")
	case !c.estate.PolicyUnsure(*to):
		link.mend(Broken, "Add a policy that lets the account put subscription filters.", "the destination has no access policy: nobody may subscribe to it")
	default:
		link.mend(Undecided, "Add the files that have it.", "the destination's access policy may be in what is not read")
	}
	return link
}

// Refusal is why the service would not take a delivery: sentences for people,
// and what it answers.
type Refusal struct {
	At            source.Span
	Problem, Help string
	Service       string
}

// Role says why the service refuses a role, or that there is none, beside a
// destination that is known by reference or in part; nil when it does not, or
// that is not known.
func Role(e *estate.Estate, l estate.Located, destination, role *source.Value) *Refusal {
	if destination == nil {
		return nil
	}
	has := role != nil && role.Kind != source.Null
	// An expression may be null in the end; a role's attribute is not.
	surely := has && (role.Kind != source.Unknown || e.KindOf(l, role) == estate.Role && estate.Attribute(role) != "")
	switch vendor := e.ServiceOf(l, destination); {
	case vendor == "lambda" && surely:
		return &Refusal{role.Span, "A Lambda function is called by permission, not in a role.",
			"Remove roleArn, and let logs.amazonaws.com invoke the function.", "destinationArn for vendor lambda cannot be used with roleArn"}
	case vendor == "logs" && !has && l.Resource.Operation == estate.PutAccountPolicy:
		return &Refusal{destination.Span, "A policy of the account needs a role for a destination.", "Add RoleArn.", "destinationArn for vendor logs cannot be used without roleArn"}
	case (vendor == "kinesis" || vendor == "firehose") && !has:
		return &Refusal{destination.Span, "CloudWatch Logs needs a role to write to the stream.", "Add roleArn.",
			fmt.Sprintf("destinationArn for vendor %s cannot be used without roleArn", vendor)}
	}
	return nil
}

// OrganizationRole says why the service refuses a subscription filter without a
// role: the policy of its destination lets organizations subscribe; nil when it
// does not, or that is not known.
func OrganizationRole(e *estate.Estate, f *estate.Filter) *Refusal {
	role := f.Resource.Input.Get("roleArn")
	if role != nil && role.Kind != source.Null {
		return nil
	}
	policies := e.DestinationPolicies(f)
	if len(policies) == 0 || slices.ContainsFunc(policies, func(l estate.Located) bool { return l.MayBeAbsent() || !l.ForOrganizations() }) {
		return nil
	}
	return &Refusal{f.Resource.Input.Get("destinationArn").Span, "The policy of the destination lets organizations subscribe, which takes a role.", "Add roleArn.", request.RoleForOrganization}
}
