package request

import (
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/suggest"
)

// notIAM is what the service says of a document that is not an IAM policy,
// whatever its member is called.
const notIAM = "Error occurred while parsing accessPolicy. Please check if the accessPolicy has been constructed correctly using IAM grammar."

const iamRemedy = `Write {"Version": "2012-10-17", "Statement": […]}.`

// iamPolicy is an IAM policy in a request, read as far as its grammar holds.
type iamPolicy struct {
	refusal    string // what the service says of a document that is not one
	statements []node
	found      []Finding
}

// iamPolicy reads the policy in a member. The result is nil when there is
// nothing to read, and has no statements when the member does not hold a
// policy. Refused is only what surely is not the grammar of IAM: a Version or
// an Effect that is left out has been seen to be taken.
func (d *document) iamPolicy(member, refusal string) *iamPolicy {
	doc, found := d.embedded(member, refusal)
	p := &iamPolicy{refusal: refusal, found: found}
	switch {
	case doc != nil:
		p.document(doc.root)
		p.found = append(p.found, doc.root.repeated()...)
	case len(found) == 0:
		return nil
	}
	return p
}

func (p *iamPolicy) refuse(f Finding) { p.found = append(p.found, f) }

func (p *iamPolicy) advise(f Finding) {
	f.Severity = Warning
	p.found = append(p.found, f)
}

func (p *iamPolicy) document(root node) {
	if root.Kind() != Object {
		p.refuse(root.finding(p.refusal, fmt.Sprintf("A policy must be an object, not %s.", root.Kind().article()), iamRemedy))
		return
	}
	p.unknown(root, "Version", "Id", "Statement")
	if v := root.get("Version"); v.Present() && v.Str() != "2012-10-17" && v.Str() != "2008-10-17" {
		p.refuse(v.finding(p.refusal, "This is not a version of the policy language.", `Write "2012-10-17".`))
	}
	statement := root.get("Statement")
	switch {
	case !statement.Present():
		p.refuse(root.missing(p.refusal, "The policy has no Statement.", iamRemedy))
	case statement.Kind() == Array && len(statement.Items()) == 0:
		p.refuse(statement.finding(p.refusal, "The policy has no statement.", "Add one."))
	}
	if statement.Kind() <= Null {
		return
	}
	for _, s := range statement.oneOrMore() {
		if s.Kind() != Object {
			p.refuse(s.finding(p.refusal, fmt.Sprintf("A statement must be an object, not %s.", s.Kind().article()), iamRemedy))
			continue
		}
		p.statement(s)
		p.statements = append(p.statements, s)
	}
}

func (p *iamPolicy) statement(s node) {
	p.unknown(s, "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition")
	switch effect := s.get("Effect"); {
	case effect.Present() && effect.Str() != "Allow" && effect.Str() != "Deny":
		p.refuse(effect.finding(p.refusal, "An effect must be Allow or Deny, spelled exactly so.", `Write "Allow" or "Deny".`))
	case !effect.Present():
		p.advise(s.missing("", "The statement has no Effect; the IAM grammar requires one.", `Add "Effect": "Allow".`))
	}
	if sid := s.get("Sid"); sid.Present() && sid.Kind() != String {
		p.refuse(sid.finding(p.refusal, "Sid must be a string.", "Write it in quotes."))
	}
	for _, pair := range [][2]string{{"Action", "NotAction"}, {"Resource", "NotResource"}, {"Principal", "NotPrincipal"}} {
		if s.Has(pair[0]) && s.Has(pair[1]) {
			p.refuse(s.get(pair[1]).finding(p.refusal, fmt.Sprintf("A statement has either %s or %s.", pair[0], pair[1]), "Remove one of them."))
		}
		for _, name := range pair {
			if name == "Principal" || name == "NotPrincipal" {
				p.principals(s.get(name))
			} else {
				p.texts(s.get(name), name)
			}
		}
	}
	p.condition(s.get("Condition"))
}

// texts holds that a value is a text or a list of texts.
func (p *iamPolicy) texts(v node, name string) {
	if !v.Present() {
		return
	}
	for _, item := range v.oneOrMore() {
		if item.Kind() != String {
			p.refuse(item.finding(p.refusal, fmt.Sprintf("%s must be a string or a list of strings, not %s.", name, item.Kind().article()), "Write a quoted string, or a list of strings."))
		}
	}
}

// principalKinds are the kinds of principals that IAM knows.
var principalKinds = []string{"AWS", "Service", "Federated", "CanonicalUser"}

// unknownPrincipal reports a kind that IAM does not know.
func unknownPrincipal(m Member) bool { return !slices.Contains(principalKinds, m.Name) }

func (p *iamPolicy) principals(v node) {
	switch {
	case !v.Present(), v.Str() == "*":
	case v.Kind() != Object:
		p.refuse(v.finding(p.refusal, `A principal must be "*" or an object that names its kind.`, `Write {"AWS": "123456789012"} or {"Service": "…"}.`))
	default:
		for i, m := range v.entries() {
			if unknownPrincipal(v.Members()[i]) {
				p.refuse(m.about(p.refusal, fmt.Sprintf("%q is not a kind of principal.", m.name), closest(m.name, principalKinds)))
				continue
			}
			p.texts(m.node, m.name)
		}
	}
}

// conditionOperators are those of the IAM user guide, without IfExists and the
// qualifiers of sets.
var conditionOperators = []string{
	"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike",
	"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
	"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals",
	"Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "Null",
}

func (p *iamPolicy) condition(v node) {
	if !v.Present() {
		return
	}
	if v.Kind() != Object {
		p.refuse(v.finding(p.refusal, fmt.Sprintf("Condition must be an object, not %s.", v.Kind().article()), `Write {"StringEquals": {"KEY": "VALUE"}}.`))
		return
	}
	for _, operator := range v.entries() {
		plain := strings.TrimPrefix(strings.TrimPrefix(operator.name, "ForAnyValue:"), "ForAllValues:")
		plain = strings.TrimSuffix(plain, "IfExists")
		if !slices.Contains(conditionOperators, plain) && len(p.found) < maxEmbeddedFindings {
			p.advise(operator.about("", fmt.Sprintf("%q is not a condition operator.", operator.name), closest(plain, conditionOperators)))
		}
		if operator.Kind() != Object {
			p.refuse(operator.finding(p.refusal, fmt.Sprintf("%s must be an object of keys and values, not %s.", operator.name, operator.Kind().article()), `Write {"KEY": "VALUE"}.`))
			continue
		}
		for _, key := range operator.entries() {
			for _, value := range key.oneOrMore() {
				switch value.Kind() {
				case String, Number, Bool:
				default:
					p.refuse(value.finding(p.refusal, fmt.Sprintf("The value of a condition must be a string, not %s.", value.Kind().article()), "Write a string, or a list of strings."))
				}
			}
		}
	}
}

// unknown advises on members that IAM does not have.
func (p *iamPolicy) unknown(v node, known ...string) {
	for _, m := range v.entries() {
		if !slices.Contains(known, m.name) && len(p.found) < maxEmbeddedFindings {
			p.advise(m.about("", fmt.Sprintf("IAM has no element %q here.", m.name), closest(m.name, known)))
		}
	}
}

// closest is the remedy for a name that is not one of those known.
func closest(name string, known []string) string {
	if similar := suggest.Closest(name, known); similar != "" {
		return fmt.Sprintf("Did you mean %s?", similar)
	}
	return fmt.Sprintf("Use %s.", strings.Join(known, ", "))
}

// awsPrincipals are the values of Principal.AWS.
func awsPrincipals(statement node) []node {
	aws := statement.get("Principal").get("AWS")
	if !aws.Present() {
		return nil
	}
	return aws.oneOrMore()
}
