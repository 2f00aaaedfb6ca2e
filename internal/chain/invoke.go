package chain

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// NotInvocable is what the service answers when it may not call the function.
// Source: recorded for a missing permission, another source ARN, another
// account, and a source ARN without ":*".
const NotInvocable = "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function."

const (
	// maxPermissions bounds the permissions of a function that are looked at.
	maxPermissions = 200
	underCondition = "it is deployed under a condition"
	permitHelp     = "Permit logs.amazonaws.com to invoke the function, with the log group's ARN and :* as source."
)

// Permissions are the links from a function to what lets CloudWatch Logs invoke
// it for the log group of a request that delivers there, and the verdict on
// them: one is enough.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
func Permissions(e *estate.Estate, l estate.Located, destination *source.Value) ([]*Link, Verdict) {
	function := e.FunctionOf(l, destination)
	if made := l.Resource.Type; made == "CloudWatchLogs" || made == "cloudwatchLog" {
		by := l // SAM and the Serverless Framework permit it with the event
		if function != nil {
			if own, _ := e.Permissions(*function); len(own) > 0 && own[0].File == l.File && made == "cloudwatchLog" {
				by = own[0]
			}
		}
		return []*Link{newLink("permission", by.Resource.Address, &by)}, Proven
	}
	unsure := ""
	var given []estate.Located
	if function == nil {
		given = e.OutsidePermissions(l, destination)
		unsure = "the function is in no file, and neither are all its permissions"
	} else {
		var known bool
		given, known = e.Permissions(*function)
		unsure = e.Unread(*function)
		switch {
		case !makesNoPermission(l.Resource.Type):
			unsure = "what makes the subscription filter may make the permission, too"
		case l.File.FormatOf(l.Resource).Deployed && len(l.File.Listings) == 0:
			unsure = "a state has the permissions of its own configuration only"
		case function.Folder() != l.Folder() && !answered(e, l, *function):
			unsure = "the function is deployed by other files, and so may be its permission"
		case unsure == "" && !known:
			unsure = "a permission is of a function that is not known"
		}
	}
	var list []*Link
	for i, p := range likely(e, l, given) {
		if i == maxPermissions {
			unsure = "it has more permissions than are looked at"
			break
		}
		link := newLink("permission", p.Resource.Address, &p)
		if permits(e, l, p, link); link.whole == Proven { // the others are for something else
			return []*Link{link}, Proven
		}
		list = append(list, link)
	}
	if len(list) == 0 {
		link := missing("permission", l, destination)
		if unsure != "" {
			link.mend(Undecided, "Add the files that have it.", "%s", unsure)
		} else {
			link.mend(Broken, permitHelp, "no permission lets CloudWatch Logs invoke the function")
		}
		return []*Link{link}, link.whole
	}
	verdict := best(list)
	if verdict == Broken && unsure != "" {
		link := missing("permission", l, destination)
		link.mend(Undecided, "Add the files that have it.", "%s", unsure)
		return append(list, link), Undecided
	}
	return list, verdict
}

// answered reports whether an account told the permissions of a function of the account
// and Region of a request.
func answered(e *estate.Estate, l, function estate.Located) bool {
	r := function.Resource
	return r.Type == source.FunctionPolicy && r.Account != "" && e.PlaceOf(l) == estate.Origin{Account: r.Account, Region: r.Region}
}

// likely puts first, of many permissions, one whose source is written like the
// log group of a request.
func likely(e *estate.Estate, l estate.Located, list []estate.Located) []estate.Located {
	const few = 10
	if len(list) <= few {
		return list
	}
	group := e.GroupOf(l)
	i := slices.IndexFunc(list, func(p estate.Located) bool {
		arn := p.Resource.Input.Get("SourceArn")
		if arn == nil {
			return true
		}
		if to := e.Referred(p, estate.GroupNamed(arn)); to != nil {
			return e.GroupOf(*to) == group
		}
		return arn.Kind == source.String && group.Name != "" && strings.Contains(arn.Text.Decoded, ":log-group:"+group.Name+":")
	})
	if i < 0 {
		return list
	}
	return append([]estate.Located{list[i]}, slices.Delete(slices.Clone(list), i, i+1)...)
}

// missing is the link of something that is not there, where a value asks for it.
func missing(kind string, l estate.Located, v *source.Value) *Link {
	link := at(newLink(kind, "", &l), v.Span)
	link.Name = ""
	return link
}

// makesNoPermission reports whether who writes a resource of the type has to
// write the permission, too.
func makesNoPermission(kind string) bool {
	return strings.HasSuffix(kind, "AccountPolicy") || strings.HasSuffix(kind, "_log_account_policy") || kind == "accountPolicies" || kind == "AWS::Logs::SubscriptionFilter" || kind == "subscriptionFilters" || strings.HasSuffix(kind, "_log_subscription_filter") || strings.HasSuffix(kind, ":LogSubscriptionFilter")
}

// permits says on a link whether a permission lets the service invoke its
// function for the log group of a request.
func permits(e *estate.Estate, l, permission estate.Located, link *Link) {
	in := permission.Resource.Input
	judge := func(v Verdict, at *source.Value, format string, args ...any) {
		if at != nil && worse(link.Verdict, v) != link.Verdict && v == Broken {
			link.At, link.Line = at.Span, permission.File.Position(at.Span.Start).Line
		}
		link.mend(v, map[Verdict]string{Broken: permitHelp, Undecided: "Write the value where it can be read, or judge what is deployed."}[v], "it "+format, args...)
	}
	switch principal, known := in.Get("Principal").Str(); {
	case known && !logsPrincipal(principal):
		judge(Broken, in.Get("Principal"), "is for %s", principal)
	case !known && !startsAsLogs(in.Get("Principal")):
		judge(Undecided, nil, "is for a principal that is not known")
	}
	if v := in.Get("Action"); v != nil {
		switch action, known := v.Str(); {
		case known && !invokes(action):
			judge(Broken, v, "is for the action %s", action)
		case !known:
			judge(Undecided, nil, "is for an action that is not known")
		}
	}
	own := e.PlaceOf(l)
	if v := in.Get("Principal"); v != nil && own.Region != "" {
		parts := strings.Split(shown(v), ".")
		if text, known := v.Str(); known && len(parts) > 3 && parts[0] == "logs" && parts[2] == "amazonaws" && parts[1] != own.Region {
			judge(Broken, v, "is for %s", text)
		}
	}
	if text, known := in.Get("SourceArn").Str(); known && own.Account == "" {
		if account, _ := source.Place(text); !wildcard(account, "") {
			own.Account = account
		}
	}
	if v := in.Get("SourceAccount"); v != nil && !v.Empty() {
		switch account, known := v.Str(); {
		case known && own.Account != "" && account != own.Account:
			judge(Broken, v, "is for log groups of the account %s", account)
		case !known && !here(v):
			judge(Undecided, nil, "is for log groups of an account that is not known")
		}
	}
	for _, member := range []string{"PrincipalOrgID", "EventSourceToken"} {
		if v := in.Get(member); v != nil && !v.Empty() {
			judge(Undecided, nil, "has a condition on %s, which is not judged", member)
		}
	}
	if v, why := qualified(e, l, permission); v != Proven {
		judge(v, in.Get("FunctionName"), "%s", why)
	}
	v, why := sourceOf(e, l, permission)
	judge(v, in.Get("SourceArn"), "%s", why)
	if permission.MayBeAbsent() { // and is not in doubt besides
		link.mend(Undecided, "Deploy it always, or say --assume-deployed.", underCondition)
	}
}

// qualified is whether a permission is for what a request delivers to: the
// function, or one alias or version of it, which has a policy of its own.
// https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
func qualified(e *estate.Estate, l, permission estate.Located) (Verdict, string) {
	wanted, known := qualifier(e, l, l.Resource.Input.Get("destinationArn"), nil)
	given, also := qualifier(e, permission, permission.Resource.Input.Get("FunctionName"), permission.Resource.Input.Get("Qualifier"))
	switch {
	case wanted == given && (known && also || wanted != ""):
		return Proven, ""
	case !known && (wanted == "" || given != ""), !also && (given == "" || wanted != ""):
		return Undecided, "is for an alias that may be another one"
	case permission.File.FormatOf(permission.Resource).Deployed: // of each alias another answer tells
		return Undecided, "is not for the alias, whose own policy is not in the files"
	case wanted == "":
		return Broken, "is for the alias " + given + " of the function alone"
	case given == "":
		return Broken, "is for the function, and not for its alias " + wanted
	}
	return Broken, "is for the alias " + given + " of the function, and not for " + wanted
}

// qualifier is the alias or version of a function that a value names, "" for
// none.
func qualifier(e *estate.Estate, l estate.Located, function, own *source.Value) (name string, known bool) {
	if own != nil && own.Kind != source.Null {
		if to := e.Referred(l, own); to != nil && to.Resource.Operation == source.CreateAlias {
			return aliasName(*to)
		}
		return own.Str()
	}
	if to := e.Referred(l, function); to != nil {
		if to.Resource.Operation == source.CreateAlias {
			return aliasName(*to)
		}
		// The other attribute that is an ARN has the version that was published.
		return "", !slices.Contains([]string{"qualified_arn", "qualifiedArn"}, estate.Attribute(function))
	}
	text, ok := function.Str()
	if !ok {
		return "", true // a reference to a function in no file
	}
	if _, after, arn := strings.Cut(text, ":function:"); arn {
		text = after
	}
	_, name, _ = strings.Cut(text, ":")
	return name, true
}

// aliasName is the name of an alias; that of a version, or one that is not known,
// is its address.
func aliasName(l estate.Located) (name string, known bool) {
	named := l.Resource.Input.Get("Name")
	if text, ok := named.Str(); ok {
		return text, true
	}
	return l.Resource.Address, named == nil
}

func invokes(action string) bool {
	return slices.ContainsFunc([]string{"lambda:InvokeFunction", "lambda:*", "*"}, func(a string) bool { return strings.EqualFold(a, action) })
}

// logsPrincipal reports whether a principal is the service, also of one Region.
func logsPrincipal(principal string) bool {
	if principal == "*" {
		return true
	}
	rest, ok := strings.CutPrefix(principal, "logs.")
	return ok && strings.Contains(rest, "amazonaws.com")
}

// startsAsLogs reports whether a principal is the service, of a Region that is
// not known.
func startsAsLogs(v *source.Value) bool {
	return v != nil && v.Kind == source.String && logsPrincipal(v.Text.Fill("unknown").Decoded)
}

// sourceOf is whether the source ARN of a permission is that of the log group of
// a request, and why it is not.
func sourceOf(e *estate.Estate, l, permission estate.Located) (Verdict, string) {
	const (
		without = "has a source ARN without :* at its end"
		unknown = "has a source ARN that is not known"
		other   = "is for another log group"
	)
	arn := permission.Resource.Input.Get("SourceArn")
	if arn == nil || arn.Kind == source.Null {
		return Proven, ""
	}
	if l.Resource.Operation == estate.PutAccountPolicy {
		return sourceOfAll(e, l, permission, arn)
	}
	group := e.GroupOf(l)
	format := permission.File.FormatOf(permission.Resource)
	if to := e.Referred(permission, arn); to != nil {
		switch {
		case to.Resource.Operation != estate.CreateLogGroup:
			return Undecided, unknown
		case e.FormOf(permission, arn) == estate.Name:
			return Broken, "has the name of a log group where its ARN belongs"
		case apart(group, e.GroupOf(*to)) == analyze.Yes:
			return Broken, other
		// Since version 3 of the provider the attribute is without the :* that the
		// service puts there.
		case format.ByFolder && estate.Attribute(arn) == "arn" && !permission.File.StarredARN:
			return Broken, without
		case format.ByFolder && estate.Attribute(arn) == "arn":
			return Undecided, "has a source ARN whose end depends on the version of the provider"
		}
		return sameGroup(group, e.GroupOf(*to))
	}
	if arn.Kind != source.String {
		return Undecided, unknown
	}
	text := arn.Text
	if n := len(text.Holes); n > 0 && text.Holes[n-1].Offset == len(text.Decoded) {
		return Undecided, unknown
	}
	before, name, written := strings.Cut(text.Decoded, ":log-group:")
	if parts := strings.SplitN(text.Decoded, ":", 6); len(parts) == 6 && parts[2] == "logs" && (parts[5] == "*" || parts[5] == "log-group*") {
		before, name, written = strings.Join(parts[:5], ":"), "*", true // all that its logs have
	}
	if !strings.HasSuffix(text.Decoded, "*") {
		switch {
		case written:
			return Broken, without
		case text.Known():
			return Broken, "has a source ARN that is not one of a log group"
		}
		if to := e.At(permission, text.Holes[0].Ref); to != nil && text.Holes[0].Offset == 0 && to.Resource.Operation == estate.CreateLogGroup {
			return Broken, without
		}
		return Undecided, unknown
	}
	named := estate.GroupNamed(arn)
	if to := e.Referred(permission, named); to != nil && to.Resource.Operation == estate.CreateLogGroup {
		if apart(group, e.GroupOf(*to)) == analyze.Yes {
			return Broken, other
		}
		return sameGroup(group, e.GroupOf(*to))
	}
	if !written {
		if text.Known() && text.Decoded != "*" && !wildcard(text.Decoded[:len(text.Decoded)-1], "arn:") {
			return Broken, "has a source ARN that is not one of a log group"
		}
		return known(text.Known() && text.Decoded == "*"), unknown
	}
	own := e.PlaceOf(l)
	if account, region := source.Place(text.Decoded); text.Known() && !wildcard(account+region, "") && !source.SamePlace(account, region, own.Account, own.Region) {
		return Broken, "is for log groups of " + strings.TrimSpace(region+" "+account)
	}
	holed := slices.ContainsFunc(text.Holes, func(h source.Hole) bool { return h.Offset > len(before) })
	switch {
	case !holed && name == "*":
		return Proven, ""
	case !holed && group.Name != "":
		if glob(name, group.Name+":*") {
			return Proven, ""
		}
		return Broken, "is for the log group " + strings.TrimSuffix(name, ":*")
	case estate.Same(permission, named, l, l.Resource.Input.Get("logGroupName")) == analyze.Yes:
		return Proven, ""
	}
	return Undecided, "is for a log group that may be another one"
}

// sourceOfAll is whether a source ARN is that of all log groups of an account policy,
// and why it is not.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters-AccountLevel.html
func sourceOfAll(e *estate.Estate, l, permission estate.Located, arn *source.Value) (Verdict, string) {
	all := source.Text{}
	if arn.Kind == source.String {
		all = *arn.Text
	}
	place, name, written := strings.Cut(all.Decoded, ":log-group:")
	if parts := strings.SplitN(all.Decoded, ":", 6); !written && len(parts) == 6 && parts[2] == "logs" && (parts[5] == "*" || parts[5] == "log-group*") {
		place, name, written = strings.Join(parts[:5], ":"), "*", true
	}
	own := e.PlaceOf(l)
	account, region := source.Place(place + ":x")
	holed := slices.ContainsFunc(all.Holes, func(h source.Hole) bool { return h.Offset > len(place) })
	to := e.Referred(permission, estate.GroupNamed(arn))
	switch {
	case all.Known() && all.Decoded == "*":
		return Proven, ""
	case all.Known() && !wildcard(account+region, "") && written && !source.SamePlace(account, region, own.Account, own.Region):
		return Broken, "is for log groups of " + strings.TrimSpace(region+" "+account)
	case written && !holed && strings.Trim(name, "*:") == "" && strings.HasSuffix(name, "*"):
		return Proven, ""
	case !written && to == nil && all.Known() && all.Decoded != "":
		return Broken, "has a source ARN that is not one of a log group"
	case to == nil && (!written || holed):
		return Undecided, "has a source ARN that is not known"
	}
	for _, p := range e.AccountPolicies {
		if p.Resource != l.Resource {
			continue
		}
		for _, g := range e.Selected(p) {
			if to != nil && apart(g, e.GroupOf(*to)) == analyze.Yes || to == nil && g.Name != "" && !glob(name, g.Name+":*") {
				return Broken, "is not for the log group " + g.What
			}
		}
	}
	return Undecided, "is for some log groups, and not for all of the account"
}

func known(yes bool) Verdict {
	if yes {
		return Proven
	}
	return Undecided
}

// wildcard reports whether a text has a part that stands for others, or lacks
// the start that is asked for.
func wildcard(text, start string) bool {
	return strings.ContainsAny(text, "*?") || !strings.HasPrefix(text, start)
}

// apart says whether two log groups differ: two that the files define, or two
// names.
func apart(a, b *estate.Group) analyze.Answer {
	switch {
	case a == b || a.Name != "" && a.Name == b.Name:
		return analyze.No
	case a.Name != "" && b.Name != "", a.Defined != nil && b.Defined != nil:
		return analyze.Yes
	}
	return analyze.Unknown
}

func sameGroup(a, b *estate.Group) (Verdict, string) {
	if apart(a, b) == analyze.No {
		return Proven, ""
	}
	return Undecided, "is for a log group that may be another one"
}

// glob reports whether a text is what * and ? of a pattern of IAM stand for.
func glob(pattern, text string) bool {
	star, mark := -1, 0
	i, j := 0, 0
	for j < len(text) {
		switch {
		case i < len(pattern) && pattern[i] == '*':
			star, mark = i, j
			i++
		case i < len(pattern) && (pattern[i] == '?' || pattern[i] == text[j]):
			i, j = i+1, j+1
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[i:], "*") == ""
}
