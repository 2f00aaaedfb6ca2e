package source

import (
	"strings"

	"github.com/logsieve/logsieve/engine/request"
)

// Listing is a page of what an account answered: all there is of one sort in an
// account and a Region, or a part of it.
type Listing struct {
	// Lists are the requests that made what is listed.
	Lists request.Operation
	// Member of the answer holds the list: metricFilters.
	Member string
	At     Span // where the file names it
	Items  int

	Account, Region string // "" when not known

	// More is set when the page names a next one, and Token is where it does.
	More  bool
	Token Span
	// Bare is set when only the list is there: whether pages follow is not told.
	Bare bool
	// Mixed is set when the Region of what is listed is not known, and the files
	// have several.
	Mixed bool
	// Missing is set when the next page is in no file.
	Missing bool
}

// SamePlace reports whether two pages may be of the same account and Region.
func (l *Listing) SamePlace(other *Listing) bool {
	return SamePlace(l.Account, l.Region, other.Account, other.Region)
}

// SamePlace reports whether two accounts and Regions may be the same: what is not
// known may be any.
func SamePlace(account, region, otherAccount, otherRegion string) bool {
	same := func(a, b string) bool { return a == "" || b == "" || a == b }
	return same(account, otherAccount) && same(region, otherRegion)
}

// FunctionPolicy is the type of what lambda get-policy tells: a function, and all its
// permissions.
const FunctionPolicy = "Policy"

// Place is the account and the Region that an ARN names, "" for what it does not
// name.
func Place(arn string) (account, region string) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return "", ""
	}
	return parts[4], parts[3]
}
