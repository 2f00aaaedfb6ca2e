package endpoint

import (
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine"
)

// admit refuses what a web page makes a browser send. The endpoint has no
// other access control by default than that it is on this machine, where
// browsers are, too.
func (s *Server) admit(r *http.Request) error {
	if err := s.admitHost(r.Host); err != nil {
		return err
	}
	return admitSite(r)
}

// admitHost refuses a name that leads here without being known for it: a page
// whose name is made to lead to this machine (DNS rebinding) is of the same
// origin for its browser, and may do and read everything.
func (s *Server) admitHost(host string) error {
	name := hostname(host)
	if isLoopback(name) || slices.ContainsFunc(s.options.Hosts, func(known string) bool { return hostname(known) == name }) {
		return nil
	}
	return &engine.APIError{
		Code: "MisdirectedRequest", Status: http.StatusMisdirectedRequest,
		Message: "logsieve serve does not answer to the host " + quoted(host) + ". Use 127.0.0.1 or localhost, or start it with --host and this name.",
	}
}

// hostname is a Host header without its port, in lower case. A bare IPv6
// address has none.
func hostname(host string) string {
	if ip := net.ParseIP(host); ip != nil {
		return ip.String()
	}
	u := url.URL{Host: host}
	return strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
}

// isLoopback reports whether a name can lead to this machine only. Names below
// localhost never ask the DNS (RFC 6761). The SDKs put a prefix before the
// host of StartLiveTail; no DNS has a name that ends in a number.
func isLoopback(name string) bool {
	for _, prefix := range []string{"stream-", "streaming-"} {
		name = strings.TrimPrefix(name, prefix)
	}
	ip := net.ParseIP(name)
	return ip.IsLoopback() || name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// admitSite refuses what a page of another site makes a browser send. Browsers
// say so by Origin, with every request that may change something or whose
// answer a script may see, and by Sec-Fetch-Site, with every request to this
// machine.
// https://fetch.spec.whatwg.org/#origin-header
// https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
func admitSite(r *http.Request) error {
	sites, origins := r.Header.Values("Sec-Fetch-Site"), r.Header.Values("Origin")
	ours := func(origin string) bool { return origin == "http://"+strings.ToLower(r.Host) }
	safe := func(site string) bool { return site == "none" || site == "same-origin" }
	if all(sites, safe) && all(origins, ours) {
		return nil
	}
	return &engine.APIError{
		Code: "AccessDeniedException", Status: http.StatusForbidden,
		Message: "logsieve serve does not answer pages of other sites in a browser (by the headers Origin and Sec-Fetch-Site).",
	}
}

func all(list []string, ok func(string) bool) bool {
	return !slices.ContainsFunc(list, func(text string) bool { return !ok(text) })
}

// needsMedia refuses a body of another media type than its protocol's: pages
// can send forms, plain text and what has no type without being asked, but
// nothing else.
func needsMedia(r *http.Request, body []byte, types ...string) error {
	if r.Header.Get("Content-Type") == "" && r.Header.Get("Authorization") != "" {
		return nil // botocore sends XML without a type; no page can send this header so
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if len(body) == 0 || err == nil && slices.Contains(types, media) {
		return nil
	}
	return &engine.APIError{
		Code: "UnsupportedMediaTypeException", Status: http.StatusUnsupportedMediaType,
		Message: "The Content-Type must be " + types[0] + ".",
	}
}
