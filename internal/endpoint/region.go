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

// place is the account with the region that a request is signed for.
func (s *Server) place(r *http.Request) (place, error) {
	at := s.home()
	if auth, ok := parseAuthorization(r.Header.Get("Authorization")); ok {
		at.region = auth.region
	}
	if !isRegion(at.region) {
		return at, refused("IncompleteSignatureException", "The credential scope in the Authorization header must name a region, such as us-east-1.")
	}
	return at, nil
}

// maxRegion is how long the name of a region may be; those of AWS are far
// below.
const maxRegion = 63

func isRegion(name string) bool {
	return name != "" && len(name) <= maxRegion && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
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
