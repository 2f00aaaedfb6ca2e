package cli

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/conformance"
)

// reportName is what the JSON report calls the target. What follows the kind
// of a target is its name; a URL may hold what is nobody's business.
func (c *conformanceRunCmd) reportName() string {
	if c.Name != "" {
		return c.Name
	}
	_, name, ok := strings.Cut(c.Target, "=")
	if !ok {
		return c.Target
	}
	if u, err := url.Parse(name); err == nil && u.Host != "" {
		u.User, u.RawQuery, u.Fragment = nil, "", ""
		return u.String()
	}
	return name
}

// checkReasons refuses a skip list that does not say why.
func checkReasons(list conformance.SkipList, file string) error {
	for _, id := range slices.Sorted(maps.Keys(list)) {
		if strings.TrimSpace(list[id]) == "" {
			return exit(ExitUsage, fmt.Errorf("--skip %s: no reason is given for %s", file, id))
		}
	}
	return nil
}
