package endpoint

import "strings"

// arn is the ARN of a resource of CloudWatch Logs here.
func (s *Server) arn(resource string) string {
	return "arn:aws:logs:" + s.options.Region + ":" + s.options.Account + ":" + resource
}

func (s *Server) groupARN(name string) string       { return s.arn("log-group:" + name) }
func (s *Server) destinationARN(name string) string { return s.arn("destination:" + name) }

// groupOf is the name of the log group that an identifier, which is a name or
// an ARN, stands for. An ARN of another account or region stands for none
// here.
func (s *Server) groupOf(identifier string) string {
	if !strings.HasPrefix(identifier, "arn:") {
		return identifier
	}
	name, ok := strings.CutPrefix(identifier, s.groupARN(""))
	if !ok {
		return ""
	}
	return strings.TrimSuffix(name, ":*")
}

// foreign reports whether an ARN is that of a service's resource in another
// account.
func (s *Server) foreign(arn, service string) bool {
	parts := strings.SplitN(arn, ":", 6)
	return len(parts) == 6 && parts[2] == service && parts[4] != s.options.Account
}
