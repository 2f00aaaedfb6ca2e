package endpoint

import "strings"

// arn is the ARN of a resource of CloudWatch Logs here.
func (p place) arn(resource string) string {
	return "arn:aws:logs:" + p.region + ":" + p.account + ":" + resource
}

func (p place) groupARN(name string) string       { return p.arn("log-group:" + name) }
func (p place) destinationARN(name string) string { return p.arn("destination:" + name) }

// groupOf is the name of the log group that an identifier, which is a name or
// an ARN, stands for. An ARN of another account or region stands for none
// here.
func (p place) groupOf(identifier string) string {
	if !strings.HasPrefix(identifier, "arn:") {
		return identifier
	}
	name, ok := strings.CutPrefix(identifier, p.groupARN(""))
	if !ok {
		return ""
	}
	return strings.TrimSuffix(name, ":*")
}

// foreign reports whether an ARN is that of a service's resource in another
// account.
func (p place) foreign(arn, service string) bool {
	return serviceOf(arn) == service && partOfARN(arn, 4) != p.account
}
