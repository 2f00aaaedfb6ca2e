package request

import (
	"fmt"
	"strings"
)

// single makes the one finding of a rule.
func single(path Path, service, reason, remedy string) []Finding {
	return []Finding{{Path: path, Service: service, Reason: reason, Remedy: remedy}}
}

// together reports two members that exclude each other.
func together(d *document, a, b string) bool { return d.Has(a) && d.Has(b) }

// both is the finding for two members that exclude each other.
func both(service, a, b string) []Finding {
	return single(pathAt(atName(b)), service, fmt.Sprintf("%s and %s exclude each other.", a, b), "Leave one of them out.")
}

// exactlyOne is the finding, if any, for two members of which one is needed.
func exactlyOne(d *document, service, a, b string) []Finding {
	switch {
	case together(d, a, b):
		return both(service, a, b)
	case !d.Has(a) && !d.Has(b):
		return single(nil, "", fmt.Sprintf("Neither %s nor %s is there.", a, b), fmt.Sprintf("Add %s or %s.", a, b))
	}
	return nil
}

// arn is an Amazon resource name in parts.
type arn struct{ partition, service, region, account, resource string }

func parseARN(text string) (arn, bool) {
	p := strings.SplitN(text, ":", 6)
	if len(p) != 6 || p[0] != "arn" || p[1] == "" || p[2] == "" || p[5] == "" || strings.Contains(p[2], Hole) {
		return arn{}, false
	}
	return arn{p[1], p[2], p[3], p[4], p[5]}, true
}

// isRoleARN reports whether a text is the ARN of an IAM role.
func isRoleARN(text string) bool {
	a, ok := parseARN(text)
	return ok && a.service == "iam" && strings.HasPrefix(a.resource, "role/")
}

// ruleCode is the stable code of a rule: L01 is RQ101, C01 RQ201, A01 RQ301.
func ruleCode(id string) string {
	return map[byte]string{'L': "RQ1", 'C': "RQ2", 'A': "RQ3"}[id[0]] + id[1:]
}

// numbered gives rules their codes.
func numbered(rules []rule) []rule {
	for i := range rules {
		rules[i].Code = ruleCode(rules[i].ID)
	}
	return rules
}
