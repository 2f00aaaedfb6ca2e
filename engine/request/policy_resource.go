package request

import (
	"fmt"
	"strconv"
	"strings"
)

const (
	nameAndARN      = "Both policy name and resource arn cannot be specified at the same time."
	invalidRevision = "Invalid ExpectedRevisionId"
)

// resourcePolicy makes the checks of PutResourcePolicy in the order that was
// recorded: the form of the ARN, name and ARN together, the document; the
// revision is read last.
func resourcePolicy(d *document) []Finding {
	var found []Finding
	if d.Profile == Latest {
		if text, ok := d.Get("resourceArn").Text(); ok {
			found = append(found, groupARN(text)...)
		}
		found = append(found, exactlyOne(d, nameAndARN, "policyName", "resourceArn")...)
	}
	if policy := d.iamPolicy("policyDocument", notIAM); policy != nil {
		for _, s := range policy.statements {
			policy.persistable(s)
		}
		found = append(found, bounded(policy.found)...)
	}
	if d.Profile == Latest {
		found = append(found, revision(d)...)
	}
	return found
}

// groupARN is the finding for a resourceArn that is not the ARN of a log
// group.
func groupARN(text string) []Finding {
	a, ok := parseARN(text)
	name, isGroup := strings.CutPrefix(a.resource, "log-group:")
	reason, remedy := "resourceArn is not the ARN of a log group.", "Write arn:aws:logs:REGION:ACCOUNT:log-group:NAME."
	switch {
	case ok && a.service == "logs" && isGroup && name != "" && !strings.ContainsAny(name, ":*"):
		return nil
	case ok && isGroup && strings.HasSuffix(name, ":*"):
		reason, remedy = "resourceArn ends in :*, which means the log streams of the group.", fmt.Sprintf("Write %s.", strings.TrimSuffix(text, ":*"))
	case ok && strings.Contains(name, ":log-stream:"):
		group, _, _ := strings.Cut(text, ":log-stream:")
		reason, remedy = "resourceArn is the ARN of a log stream; policies belong to log groups.", fmt.Sprintf("Write %s.", group)
	}
	f := single(pathAt(atName("resourceArn")), invalidResourceARN, reason, remedy)
	f[0].Exception = "ValidationException"
	return f
}

// revision judges expectedRevisionId, which counts for the policy of a log
// group only.
func revision(d *document) []Finding {
	text, ok := d.Get("expectedRevisionId").Text()
	path := pathAt(atName("expectedRevisionId"))
	switch {
	case !ok:
		return nil
	case !d.Has("resourceArn"):
		return warning(path, "The revision of an account policy is ignored.", "Remove it.")
	}
	if _, err := strconv.ParseInt(text, 10, 64); err != nil && text != "" {
		return single(path, invalidRevision, "The revision of a policy must be a number.", "Write the revisionId that DescribeResourcePolicies shows.")
	}
	return nil
}

// persistable finds the name of a service in the place of an account.
func (p *iamPolicy) persistable(s node) {
	for _, principal := range awsPrincipals(s) {
		if text := principal.Str(); strings.HasSuffix(text, ".amazonaws.com") {
			f := principal.finding("Could not convert to persistable policy.", fmt.Sprintf("%s is a service, not an account.", text), fmt.Sprintf(`Write {"Service": %q}.`, text))
			f.Source = "practice: terraform-provider-aws#32260"
			p.refuse(f)
		}
	}
}

// policyGrants advises on what a resource policy lets whom do.
func policyGrants(d *document) []Finding {
	policy := d.iamPolicy("policyDocument", notIAM)
	if policy == nil {
		return nil
	}
	var found []Finding
	for _, s := range policy.statements {
		found = append(found, foreignPrincipals(s)...)
		found = append(found, idleActions(s)...)
	}
	return bounded(found)
}

// foreignPrincipals is the finding, if any, for principals other than
// services. A statement without one is left to IAM.
func foreignPrincipals(s node) []Finding {
	principal := s.get("Principal")
	if !principal.Present() || principal.Kind() == Object && len(principal.Members()) == 1 && principal.Has("Service") {
		return nil
	}
	return []Finding{principal.finding("", "A principal is not an AWS service.", `Write "Principal": {"Service": "…"}, such as es.amazonaws.com.`)}
}

// idleActions are the findings for actions without effect. IAM takes the names
// of actions in any case.
func idleActions(s node) (found []Finding) {
	for _, action := range s.get("Action").oneOrMore() {
		name, ok := action.Text()
		if ok && !strings.EqualFold(name, "logs:PutLogEvents") && !strings.EqualFold(name, "logs:CreateLogStream") {
			found = append(found, action.finding("", fmt.Sprintf("The action %s has no effect in a resource policy.", name), "Use logs:PutLogEvents and logs:CreateLogStream."))
		}
	}
	return found
}

func deleteResourcePolicy(d *document) []Finding {
	found := exactlyOne(d, "", "policyName", "resourceArn")
	if d.Has("resourceArn") && !d.Has("expectedRevisionId") {
		found = append(found, single(pathAt(atName("resourceArn")), invalidRevision, "Deleting a log group's policy needs its revision.", "Add expectedRevisionId.")...)
	}
	return append(found, revision(d)...)
}

// resourceScope judges the request of DescribeResourcePolicies.
func resourceScope(d *document) []Finding {
	scope, given := d.Get("policyScope").Text()
	if d.Has("resourceArn") && (!given || scope == "ACCOUNT") {
		return single(pathAt(atName("resourceArn")), "Cannot provide ResourceArn for PolicyScope ACCOUNT", "resourceArn requires the scope RESOURCE; the default is ACCOUNT.", "Set policyScope to RESOURCE.")
	}
	return nil
}
