package request

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/internal/quota"
)

// The types of account policies.
const (
	dataProtectionPolicy = "DATA_PROTECTION_POLICY"
	subscriptionPolicy   = "SUBSCRIPTION_FILTER_POLICY"
	indexingPolicy       = "FIELD_INDEX_POLICY"
	transformerPolicy    = "TRANSFORMER_POLICY"
	extractionPolicy     = "METRIC_EXTRACTION_POLICY"
)

// accountPolicy judges the document of an account policy by its type.
func accountPolicy(d *document) []Finding {
	switch d.Get("policyType").Str() {
	case dataProtectionPolicy:
		return dataProtection(d) // has the same limit
	case subscriptionPolicy:
		return accountDocument(d, malformedSubscription, Object, accountSubscription)
	case indexingPolicy:
		return append(tooLongPolicy(d), indexPolicy(d)...)
	case transformerPolicy:
		return accountDocument(d, "Invalid json transformer config provided", Array, accountTransformer)
	case extractionPolicy:
		return accountDocument(d, "", Object, extraction)
	}
	return nil
}

func tooLongPolicy(d *document) []Finding {
	if n := length(d.Get("policyDocument")); n > quota.PolicyCharacters {
		return single(pathAt(atName("policyDocument")), "", fmt.Sprintf("The policy has %d characters, more than %d.", n, quota.PolicyCharacters), "Shorten it.")
	}
	return nil
}

// accountDocument reads a document of one kind and judges it.
func accountDocument(d *document, malformed string, kind Kind, judge func(*embedded) []Finding) []Finding {
	doc, found := d.embedded("policyDocument", malformed)
	found = append(found, tooLongPolicy(d)...)
	switch {
	case doc == nil:
	case doc.root.Kind() != kind:
		found = append(found, doc.root.finding(malformed, fmt.Sprintf("A policy of this type is %s, not %s.", kind.article(), doc.root.Kind().article()), "Write "+kind.article()+"."))
	default:
		found = append(found, judge(doc)...)
		found = append(found, doc.root.repeated()...)
	}
	return bounded(found)
}

const malformedSubscription = "Malformed Subscription filter policy"

// subscriptionMembers are the members of a subscription filter policy, and
// what PutSubscriptionFilter calls them.
var subscriptionMembers = [][2]string{
	{"DestinationArn", "destinationArn"}, {"RoleArn", "roleArn"}, {"FilterPattern", "filterPattern"}, {"Distribution", "distribution"},
}

// subscriptionMember is what PutSubscriptionFilter calls a member, "" if there is
// none.
func subscriptionMember(name string) string {
	for _, pair := range subscriptionMembers {
		if pair[0] == name {
			return pair[1]
		}
	}
	return ""
}

// accountSubscription judges a subscription filter policy: it is refused where
// PutSubscriptionFilter refuses the same filter.
func accountSubscription(e *embedded) (found []Finding) {
	members := []Member{{Name: "logGroupName", Value: &Value{kind: String, text: "g"}}, {Name: "filterName", Value: &Value{kind: String, text: "f"}}}
	origins := map[string]string{}
	var words []string
	for _, pair := range subscriptionMembers {
		words = append(words, pair[1], pair[0])
	}
	for _, m := range e.root.entries() {
		if subscriptionMember(m.name) == "" && len(found) < maxEmbeddedFindings {
			f := m.about("", fmt.Sprintf("%q is not a member of a subscription filter policy.", m.name), closest(m.name, []string{"DestinationArn", "RoleArn", "FilterPattern", "Distribution"}))
			f.Severity = Warning
			found = append(found, f)
		}
	}
	counting, _ := e.root.lastOfEach()
	for _, m := range counting {
		if name := subscriptionMember(m.Name); name != "" {
			origins[name] = m.Name
			members = append(members, Member{Name: name, NameSpan: m.NameSpan, Value: m.Value})
		}
	}
	destination, role := e.root.get("DestinationArn"), e.root.get("RoleArn")
	if !destination.Present() || destination.Kind() == String && destination.Str() == "" {
		found = append(found, e.root.missing("MissingDestinationArnfield in policy document", "The policy names no destination.", "Add DestinationArn."))
	}
	found = append(found, e.asRequest("PutSubscriptionFilter", members, func(path Path) Path {
		if len(path) == 0 || origins[path[0].Name] == "" {
			return nil // of a member that the document does not have
		}
		return append(Path{{Name: origins[path[0].Name]}}, path[1:]...)
	}, strings.NewReplacer(words...))...)
	if target, ok := parseARN(destination.Str()); ok && target.service == "logs" && !role.Present() {
		f := destination.finding("destinationArn for vendor logs cannot be used without roleArn", "An account policy needs a role for a logs destination, too.", "Add RoleArn.")
		f.Source = "recorded: aws-cli#8823"
		found = append(found, f)
	}
	return found
}

// accountTransformer judges a transformer policy as PutTransformer does.
func accountTransformer(e *embedded) []Finding {
	members := []Member{
		{Name: "logGroupIdentifier", Value: &Value{kind: String, text: "g"}},
		{Name: "transformerConfig", Value: e.root.Value},
	}
	return e.asRequest("PutTransformer", members, func(path Path) Path {
		if len(path) == 0 || path[0].Name != "transformerConfig" {
			return nil
		}
		return append(Path{}, path[1:]...)
	}, strings.NewReplacer("transformerConfig", "policyDocument"))
}

// extraction judges a metric extraction policy by the one form that is
// documented.
func extraction(e *embedded) []Finding {
	const remedy = `Write {"EmbeddedMetricFormat": {"Status": "Disabled"}}.`
	format := e.root.get("EmbeddedMetricFormat")
	status := format.get("Status")
	var f Finding
	switch {
	case format.Kind() != Object:
		f = e.root.missing("", "The policy has no object EmbeddedMetricFormat.", remedy)
	case status.Kind() != String:
		f = format.missing("", "EmbeddedMetricFormat has no Status.", remedy)
	case !strings.EqualFold(status.Str(), "Disabled") && !strings.EqualFold(status.Str(), "Enabled"):
		f = status.finding("", "This is not a status of the embedded metric format.", remedy)
	default:
		return nil
	}
	f.Severity = Warning
	return []Finding{f}
}

// accountLoop advises on a subscription filter policy for all log groups: the
// delivery writes log events of its own, and they would be delivered, too.
func accountLoop(d *document) []Finding {
	if d.Get("policyType").Str() != subscriptionPolicy || strings.TrimSpace(d.Get("selectionCriteria").Str()) != "" {
		return nil
	}
	at := pathAt(atName("policyType"))
	if d.Has("scope") {
		at = pathAt(atName("scope"))
	}
	return single(at, "", "The policy subscribes every log group; if the delivery itself writes to one, its log events are delivered endlessly.",
		`Exclude the log groups of the delivery: "selectionCriteria": "LogGroupName NOT IN [\"…\"]".`)
}
