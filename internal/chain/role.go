package chain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// trusted follows a request to a role that the service must be trusted to assume; the
// role is nil where nothing more is known of it, or nothing good.
func (c *follower) trusted(l estate.Located, arn *source.Value) (*Link, *estate.Located) {
	link := at(newLink("role", shown(arn), &l), arn.Span)
	role := c.estate.RoleOf(l, arn)
	switch {
	case c.estate.FormOf(l, arn) == estate.Name:
		link.mend(Broken, "Refer to its ARN.", "this is the name of the role, and roleArn is an ARN")
		return link, nil
	case role == nil:
		link.mend(Undecided, "Add the files that have it.", "the role is in no file, and neither is what it permits")
		return link, nil
	}
	trust := role.Resource.Input.Get("AssumeRolePolicyDocument")
	link = newLink("role", role.Resource.Address, role)
	from := c.estate.PlaceOf(l)
	if l.Resource.Operation == estate.PutDestination {
		from = estate.Origin{} // of whoever subscribes
	}
	if v, why := trusts(trust, from); v != Proven {
		if trust != nil {
			at(link, trust.Span)
		}
		if v == Broken {
			link.mend(v, "Let the service logs.amazonaws.com assume the role.", "%s", why)
			return link, nil
		}
		link.set(v, "%s", why)
	}
	return link, role
}

// role follows a subscription filter or a destination to the role in which the service writes to
// a stream: the service must be trusted, and the stream permitted.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
func (c *follower) role(l estate.Located, stream, arn *source.Value, service string) *Link {
	link, role := c.trusted(l, arn)
	if role == nil {
		return link
	}
	action := map[string]string{"kinesis": "kinesis:PutRecord", "firehose": "firehose:PutRecord"}[service]
	policies, known := c.estate.Policies(*role)
	verdict, denied := Broken, false
	for _, p := range policies {
		v, denies := c.permitted(p, l, stream, action)
		denied = denied || denies
		if v == Proven && p.MayBeAbsent() && !c.opts.AssumeDeployed {
			v = Undecided
		}
		verdict = better(verdict, v)
	}
	if denied {
		verdict = worse(Undecided, verdict)
	}
	switch {
	case verdict == Broken && known:
		link.mend(Broken, fmt.Sprintf("Permit %s on the stream.", action), "none of its policies permits %s on the stream", action)
	case verdict != Proven:
		link.mend(Undecided, "Add the files that have its policies.", "whether it permits %s on the stream is not known", action)
	default:
		if what := c.estate.Unjudged(*role, l, stream); what != "" {
			link.mend(Undecided, fmt.Sprintf("Check that it permits %s on the stream.", action), "%s may forbid %s, and is not judged", what, action)
		}
	}
	return link
}

// holes are the unknown parts of a document in which words stand for them.
type holes struct {
	document *request.Value
	of       []source.Hole
	scope    estate.Located
}

// word stands for an unknown part. No document has it by itself.
func word(i int) string { return "\uE000" + strconv.Itoa(i) + "\uE001" }

// filled reads a document; ok is false when it cannot be read.
func filled(v *source.Value) (h holes, ok bool) {
	if v == nil || v.Kind != source.String {
		return h, false
	}
	var b strings.Builder
	done := 0
	for i, hole := range v.Text.Holes {
		b.WriteString(v.Text.Decoded[done:hole.Offset])
		b.WriteString(word(i))
		done = hole.Offset
	}
	b.WriteString(v.Text.Decoded[done:])
	document, err := request.Decode([]byte(b.String()))
	return holes{document: document, of: v.Text.Holes}, err == nil
}

func isHoled(text string) bool { return strings.Contains(text, "\uE000") }

// texts are those of a value that may be one or a list of them.
func texts(v *request.Value) (list []string) {
	if v.Kind() == request.Array {
		for _, item := range v.Items() {
			list = append(list, item.Str())
		}
		return list
	}
	if v.Present() {
		list = append(list, v.Str())
	}
	return list
}

// statements are those of a document, which may have one by itself.
func (h holes) statements() []*request.Value {
	v := h.document.Get("Statement")
	if v.Kind() == request.Array {
		return v.Items()
	}
	return []*request.Value{v}
}

// unreadable reports whether a statement is an unknown part, or a negation, which
// is not judged.
func unreadable(s *request.Value) bool {
	return isHoled(s.Str()) || s.Has("NotPrincipal") || s.Has("NotAction") || s.Has("NotResource")
}

// trusts says whether a trust policy lets the service assume its role.
func trusts(v *source.Value, in estate.Origin) (Verdict, string) {
	h, ok := filled(v)
	if !ok {
		return Undecided, "its trust policy is not known"
	}
	trusted, unsure, denied := false, false, false
	for _, s := range h.statements() {
		effect, principal := s.Get("Effect").Str(), s.Get("Principal")
		if unreadable(s) {
			unsure, denied = true, denied || effect == "Deny"
			continue
		}
		if !slices.ContainsFunc(texts(s.Get("Action")), func(a string) bool { return isHoled(a) || glob(strings.ToLower(a), "sts:assumerole") }) {
			continue
		}
		from := h.asks(s.Get("Condition"), in)
		for _, p := range append(texts(principal.Get("Service")), texts(principal)...) {
			switch {
			case !mayBeLogs(p):
			case effect == "Deny":
				denied = denied || from != Broken
			case from == Broken && effect == "Allow":
			case effect != "Allow" || strings.HasPrefix(p, "\uE000") || from == Undecided:
				unsure = true
			default:
				trusted = true
			}
		}
	}
	switch {
	case trusted && !denied:
		return Proven, ""
	case trusted || unsure:
		return Undecided, "whether its trust policy lets logs.amazonaws.com assume it is not known"
	}
	return Broken, "its trust policy does not let logs.amazonaws.com assume it"
}

// admits says whether the access policy of a destination lets an account subscribe, ""
// for one that is not known.
func admits(v *source.Value, account string) (Verdict, string) {
	h, ok := filled(v)
	if !ok {
		return Undecided, "it is not known"
	}
	verdict, denied := Broken, false
	for _, s := range h.statements() {
		effect := s.Get("Effect").Str()
		switch {
		case unreadable(s):
			denied = denied || effect != "Allow"
			verdict = better(verdict, Undecided)
			continue
		case !slices.ContainsFunc(texts(s.Get("Action")), func(a string) bool { return isHoled(a) || glob(strings.ToLower(a), "logs:putsubscriptionfilter") }):
			continue
		}
		accounts := s.Get("Principal")
		if accounts.Kind() == request.Object {
			accounts = accounts.Get("AWS")
		}
		who := anyOf(texts(accounts), func(p string) Verdict {
			if parts := strings.SplitN(p, ":", 6); len(parts) == 6 {
				p = parts[4]
			}
			return h.from(p, account)
		})
		switch {
		case effect != "Allow":
			denied = denied || who != Broken
		case s.Get("Condition").Present():
			verdict = better(verdict, worse(who, Undecided)) // who is of an organization no file tells
		default:
			verdict = better(verdict, who)
		}
	}
	switch {
	case verdict == Broken:
		return Broken, "it does not let the account put subscription filters"
	case verdict == Undecided || denied:
		return Undecided, "whether it lets the account put subscription filters is not known"
	}
	return Proven, ""
}

// better is the verdict on two of which one is enough.
func better(a, b Verdict) Verdict {
	if worse(a, b) == a {
		return b
	}
	return a
}

// mayBeLogs reports whether a principal is the service, as far as it is known.
func mayBeLogs(principal string) bool {
	start, _, holed := strings.Cut(principal, "\uE000")
	if holed {
		return start == "" || strings.HasPrefix(start, "logs.")
	}
	return logsPrincipal(principal)
}

// asks says whether a condition lets the service in that works for log groups of an
// account and a Region.
func (h holes) asks(condition *request.Value, in estate.Origin) Verdict {
	verdict := Proven
	if isHoled(condition.Str()) {
		return Undecided
	}
	for _, operator := range condition.Members() {
		equal := slices.Contains([]string{"StringEquals", "StringLike", "ArnEquals", "ArnLike"}, operator.Name)
		for _, key := range operator.Value.Members() {
			v := Undecided
			switch {
			case !equal:
			case strings.EqualFold(key.Name, "aws:SourceAccount"):
				v = anyOf(texts(key.Value), func(text string) Verdict { return h.from(text, in.Account) })
			case strings.EqualFold(key.Name, "aws:SourceArn"):
				v = anyOf(texts(key.Value), func(text string) Verdict { return h.fromARN(text, in) })
			}
			verdict = worse(verdict, v)
		}
	}
	return verdict
}

// anyOf is the best verdict on values of which one is enough.
func anyOf(list []string, judge func(string) Verdict) Verdict {
	verdict := Broken
	for _, text := range list {
		verdict = better(verdict, judge(text))
	}
	return verdict
}

// from says whether a part of a condition is an account or a Region, "" for one that
// is not known.
func (h holes) from(text, own string) Verdict {
	switch {
	case isHoled(text) && h.here(text), own == "" && !isHoled(text), glob(text, own):
		return Proven // also one that the condition alone tells
	case isHoled(text):
		return Undecided
	}
	return Broken
}

// fromARN says whether a source ARN of a condition is one of log groups of an
// account and a Region.
func (h holes) fromARN(text string, in estate.Origin) Verdict {
	parts := strings.SplitN(text, ":", 6)
	switch {
	case len(parts) > 2 && !isHoled(parts[2]) && !glob(parts[2], "logs"):
		return Broken
	case len(parts) < 6:
		return known(!isHoled(text) && strings.HasSuffix(text, "*"))
	}
	return worse(h.from(parts[3], in.Region), h.from(parts[4], in.Account))
}

// permitted says whether a policy lets an action be done on a stream, and whether
// it may deny it, which counts for all policies of the role.
func (c *follower) permitted(p estate.Policy, l estate.Located, stream *source.Value, action string) (v Verdict, denied bool) {
	if p.Document == nil {
		service, _, _ := strings.Cut(action, ":")
		full := map[string]string{"kinesis": "AmazonKinesisFullAccess", "firehose": "AmazonKinesisFirehoseFullAccess"}[service]
		if strings.HasSuffix(p.ARN, ":aws:policy/"+full) || strings.HasSuffix(p.ARN, ":aws:policy/AdministratorAccess") {
			return Proven, false
		}
		return Undecided, false
	}
	h, ok := filled(p.Document)
	if !ok {
		return Undecided, false
	}
	h.scope = p.Located
	verdict := Broken
	for _, s := range h.statements() {
		acts := slices.ContainsFunc(texts(s.Get("Action")), func(a string) bool { return isHoled(a) || glob(strings.ToLower(a), strings.ToLower(action)) })
		switch {
		case s.Get("Effect").Str() == "Deny":
			denied = denied || unreadable(s) || acts && slices.ContainsFunc(texts(s.Get("Resource")), func(resource string) bool {
				return h.covers(c.estate, resource, l, stream) != Broken
			})
			continue
		case unreadable(s) || s.Has("Condition") || acts && s.Get("Effect").Str() != "Allow":
			if verdict == Broken {
				verdict = Undecided
			}
			continue
		case !acts:
			continue
		}
		for _, resource := range texts(s.Get("Resource")) {
			verdict = better(verdict, h.covers(c.estate, resource, l, stream))
		}
	}
	return verdict, denied
}

// covers says whether a resource of a statement is a stream.
func (h holes) covers(e *estate.Estate, resource string, l estate.Located, stream *source.Value) Verdict {
	switch {
	case resource == "*":
		return Proven
	case strings.Contains(resource, "${"): // a variable of IAM
		return Undecided
	}
	to := e.Referred(l, stream)
	for i, hole := range h.of {
		if hole.Ref == "" || to == nil || !strings.Contains(resource, word(i)) {
			continue
		}
		switch other := e.At(h.scope, hole.Ref); {
		case other == nil:
		case other.Resource == to.Resource && strings.HasSuffix(strings.TrimSuffix(resource, "*"), word(i)):
			return Proven
		case other.Resource != to.Resource && (other.Resource.Operation == to.Resource.Operation || strings.HasPrefix(resource, word(i))):
			return Broken
		default: // a part of the stream, or a name made of another resource's
			return Undecided
		}
	}
	switch arn, known := stream.Str(); {
	case isHoled(resource):
		_, last, _ := cutLast(resource, "/")
		name, named := streamName(to)
		switch {
		case !named || last == "" || isHoled(last):
		case !glob(last, name):
			return Broken
		case h.here(resource):
			return Proven
		}
		if known && last != "" && !isHoled(last) && !glob(last, arn[strings.LastIndexByte(arn, '/')+1:]) {
			return Broken
		}
	case known:
		if glob(resource, arn) {
			return Proven
		}
		return Broken
	default:
		_, last, _ := cutLast(resource, "/")
		if name, named := streamName(to); named && last != "" {
			if glob(last, name) {
				return Proven
			}
			return Broken
		}
	}
	return Undecided
}

// here reports whether all that is not known of an ARN is where the stack or the
// configuration itself is deployed.
func (h holes) here(resource string) bool {
	for i, hole := range h.of {
		if strings.Contains(resource, word(i)) && !ofDeployment(hole.What) {
			return false
		}
	}
	return true
}

// here reports whether a value is one of where the stack or the configuration itself
// is deployed.
func here(v *source.Value) bool {
	parts := estate.Parts(v)
	return len(parts) == 1 && ofDeployment(parts[0].Hole)
}

// ofDeployment reports whether an expression is the partition, the Region or the
// account that is deployed to.
func ofDeployment(what string) bool {
	return slices.ContainsFunc([]string{"AWS::Partition", "AWS::Region", "AWS::AccountId", "data.aws_caller_identity.", "data.aws_region.", "data.aws_partition.", "aws:accountId", "aws:region"},
		func(name string) bool { return strings.Contains(what, name) })
}

func cutLast(text, sep string) (before, after string, found bool) {
	i := strings.LastIndex(text, sep)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(sep):], true
}

// streamName is the name of a stream of the files.
func streamName(l *estate.Located) (string, bool) {
	if l == nil {
		return "", false
	}
	for _, member := range []string{"StreamName", "DeliveryStreamName"} {
		if name, ok := l.Resource.Input.Get(member).Str(); ok {
			return name, true
		}
	}
	return "", false
}
