package endpoint

import (
	"net/http"
	"strings"

	"github.com/logsieve/logsieve/engine/metric"
)

// place is where resources are: an account and one of its regions.
type place struct{ account, region string }

// home is where the resources of unsigned requests are.
func (s *Server) home() place { return place{s.options.Account, s.options.Region} }

// place is the account with the region that a request to a service is signed
// for. Where signatures are required, it must be signed for that service.
func (s *Server) place(r *http.Request, service string) (place, error) {
	at := s.home()
	auth, ok := parseAuthorization(r.Header.Get("Authorization"))
	if ok {
		at.region = auth.region
	}
	if s.options.Credentials != nil && auth.service != service {
		return at, failure("InvalidSignatureException", "Credential should be scoped to correct service: '"+service+"'.")
	}
	if !IsRegion(at.region) {
		return at, failure("IncompleteSignatureException", "The credential scope in the Authorization header must name a region, such as us-east-1.")
	}
	return at, nil
}

// maxRegion is how long the name of a region may be; those of AWS are far
// below.
const maxRegion = 63

// IsRegion reports whether a text can be the name of a region.
func IsRegion(name string) bool {
	return name != "" && len(name) <= maxRegion && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" &&
		strings.Trim(name, "-") == name && name[0] >= 'a'
}

// source is what the system fields of log events here say.
func (p place) source() metric.Source { return metric.Source{Account: p.account, Region: p.region} }

// awayRegion is the region, unless it is the endpoint's own.
func (c *call) awayRegion() string {
	if c.region == c.options.Region {
		return ""
	}
	return c.region
}
