package request

import (
	"fmt"
	"strings"
)

// single makes the one finding of a rule.
func single(path Path, service, reason, remedy string) []Finding {
	return []Finding{{Path: path, Service: service, Reason: reason, Remedy: remedy}}
}

// warning is the one finding of a rule that warns here.
func warning(path Path, reason, remedy string) []Finding {
	return []Finding{{Path: path, Severity: Warning, Reason: reason, Remedy: remedy}}
}

// when checks for one thing, which is told at a member.
func when(is func(*document) bool, member, service, reason, remedy string) func(*document) []Finding {
	return func(d *document) []Finding {
		if !is(d) {
			return nil
		}
		return single(pathAt(atName(member)), service, reason, remedy)
	}
}

// has is the condition that a member is there.
func has(member string) func(*document) bool {
	return func(d *document) bool { return d.Has(member) }
}

// reversed is the condition that a time is after another.
func reversed(from, to string) func(*document) bool {
	return func(d *document) bool {
		start, ok1 := d.Get(from).Int64()
		end, ok2 := d.Get(to).Int64()
		return ok1 && ok2 && start > end
	}
}

// notRole are the findings for a member that is not the ARN of an IAM role.
func notRole(v *Value, path Path) []Finding {
	if text, ok := v.Text(); ok && !isRoleARN(text) {
		return single(path, "", path[len(path)-1].Name+" is not the ARN of an IAM role.", "Write arn:aws:iam::ACCOUNT:role/NAME.")
	}
	return nil
}

// notBucket are the findings for a member that is not the name of a bucket.
func notBucket(v *Value, path Path) []Finding {
	if text, ok := v.Text(); ok && !bucketName().MatchString(text) {
		return single(path, "", "This is not a valid S3 bucket name.", "Use 3 to 63 lower-case letters, digits, dots and hyphens.")
	}
	return nil
}

// together reports two members that exclude each other.
func together(d *document, a, b string) bool { return d.Has(a) && d.Has(b) }

// both is the finding for two members that exclude each other.
func both(service, a, b string) []Finding {
	return single(pathAt(atName(b)), service, fmt.Sprintf("%s and %s cannot be combined.", a, b), "Remove one of them.")
}

// excluding checks that two members are not both there.
func excluding(service, a, b string) func(*document) []Finding {
	return func(d *document) []Finding {
		if !together(d, a, b) {
			return nil
		}
		return both(service, a, b)
	}
}

// exactlyOne is the finding, if any, for two members of which one is needed.
func exactlyOne(d *document, service, a, b string) []Finding {
	switch {
	case together(d, a, b):
		return both(service, a, b)
	case !d.Has(a) && !d.Has(b):
		return single(nil, "", fmt.Sprintf("Neither %s nor %s is given.", a, b), fmt.Sprintf("Add %s or %s.", a, b))
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
