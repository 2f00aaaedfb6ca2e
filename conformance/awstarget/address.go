package awstarget

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/logsieve/logsieve/conformance"
)

// Address is where an [Endpoint] is: a URL or, as the zero value, the hosts of
// AWS itself, one for each service.
type Address struct{ url *url.URL }

// ParseAddress reads the URL of an endpoint, http or https without a query, or
// the word aws, which means the service itself.
func ParseAddress(text string) (Address, error) {
	if text == "aws" {
		return Address{}, nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return Address{}, err
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return Address{}, fmt.Errorf("%q is neither a URL, such as http://127.0.0.1:4587, nor aws", text)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return Address{}, errors.New("a URL of an endpoint is a host, with a port or a path where it needs one, and nothing else")
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	u.RawPath = strings.TrimSuffix(u.RawPath, "/")
	return Address{u}, nil
}

// Loopback reports whether the endpoint is on this machine.
func (a Address) Loopback() bool {
	if a.url == nil {
		return false
	}
	host := strings.ToLower(strings.TrimSuffix(a.url.Hostname(), "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// awsHost finds service and region in the names of AWS's own hosts, with FIPS
// and in a VPC too.
// https://docs.aws.amazon.com/general/latest/gr/cwl_region.html
var awsHost = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:[a-z0-9-]+\.)?(logs|cloudfront|appfabric)(?:-fips)?(?:\.([a-z0-9-]+))?(?:\.vpce)?\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$`)
})

func (a Address) awsHost() (service, region string) {
	if a.url == nil {
		return "", ""
	}
	if m := awsHost().FindStringSubmatch(strings.ToLower(a.url.Hostname())); m != nil {
		return m[1], m[2]
	}
	return "", ""
}

// AWS reports whether the endpoint is the service itself, as far as its name
// tells.
func (a Address) AWS() bool {
	service, _ := a.awsHost()
	return a.url == nil || service != ""
}

// Region is the region that the name of the host tells, or "".
func (a Address) Region() string {
	_, region := a.awsHost()
	return region
}

// Host is where requests to CloudWatch Logs go.
func (a Address) Host(region string) string { return a.base(conformance.DefaultService, region).Host }

// base is the URL of a service.
func (a Address) base(service, region string) *url.URL {
	if a.url != nil {
		return a.url
	}
	domain := "amazonaws.com"
	if strings.HasPrefix(region, "cn-") {
		domain = "amazonaws.com.cn"
	}
	if service == "cloudfront" { // global
		return &url.URL{Scheme: "https", Host: service + "." + domain}
	}
	return &url.URL{Scheme: "https", Host: service + "." + region + "." + domain}
}
