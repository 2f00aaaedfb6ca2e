package endpoint

import (
	"encoding/base64"
	"encoding/json"
	"hash/fnv"
	"slices"
	"strings"
	"time"
)

// defaultLimit is how many items the Describe operations return at most,
// unless asked for fewer.
const defaultLimit = 50

// tokenLife is how long a token can be used.
const tokenLife = 24 * time.Hour

// pageToken says where the next page begins. It is good for the request that
// it was made for, and for one day.
type pageToken struct {
	Query  uint64 `json:"q"`
	Issued int64  `json:"t"`
	After  string `json:"k"` // the last item of the page before
}

// after is the item behind which the request's page begins, "" for the first.
func (c *call) after() (string, error) {
	text, ok := c.in.Get("nextToken").Text()
	if !ok || c.plainTokens() {
		return text, nil
	}
	var t pageToken
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(data, &t) != nil || t.Query != c.query() || t.After == "" ||
		c.now-t.Issued > tokenLife.Milliseconds() {
		return "", invalid(c.badToken())
	}
	return t.After, nil
}

// plainTokens tells whether a token is the last item's name as it is. So it is
// recorded of one operation.
func (c *call) plainTokens() bool { return c.name == "DescribeDestinations" }

// badToken is what is said of a nextToken that none of the request's pages
// has given.
func (c *call) badToken() string {
	switch c.name {
	case "DescribeMetricFilters", "DescribeSubscriptionFilters":
		return badFilterToken
	}
	return badToken
}

// token is the token of the page behind an item.
func (c *call) token(after string) string {
	if c.plainTokens() {
		return after
	}
	return base64.RawURLEncoding.EncodeToString(marshal(pageToken{c.query(), c.now, after}))
}

// query is a checksum of what is asked for, apart from the page.
func (c *call) query() uint64 {
	var parts []string
	for _, m := range c.in.Members() {
		if m.Name != "nextToken" && m.Name != "limit" && m.Name != "maxResults" && m.Value.Present() {
			span := m.Value.Span()
			parts = append(parts, m.Name+"="+string(c.doc[span.Start:span.End]))
		}
	}
	slices.Sort(parts)
	h := fnv.New64a()
	_, _ = h.Write([]byte(c.name + "?" + strings.Join(parts, "&")))
	return h.Sum64()
}

// limit is how many items are wanted at most.
func (c *call) limit(otherwise int) int {
	for _, name := range []string{"limit", "maxResults"} {
		if n, ok := number(c.in.Get(name)); ok {
			return int(n)
		}
	}
	return otherwise
}

// page collects the items of one page.
type page[T any] struct {
	items []T
	last  string // the last item's key
	more  bool
	limit int
}

func newPage[T any](c *call) page[T] {
	return page[T]{items: []T{}, limit: c.limit(defaultLimit)}
}

// add takes an item, and reports whether another one is welcome.
func (p *page[T]) add(key string, item T) bool {
	if len(p.items) == p.limit {
		p.more = true
		return false
	}
	p.items, p.last = append(p.items, item), key
	return true
}

// leadsOn makes a page that holds all lead on to an empty one, as some
// operations do: recorded by LocalStack, test_describe_log_groups_with_pattern.
func (p *page[T]) leadsOn() { p.more = p.more || len(p.items) > 0 }

// pages answers with the items of a page in a member, and with the token of
// the next page if there is one.
func pages[T any](member string, f func(*call) (page[T], error)) func(*call) (object, error) {
	return func(c *call) (object, error) {
		p, err := f(c)
		return p.answer(member, c.token(p.last)), err
	}
}

// answer is the page's items in a member, and the token if there are more.
func (p *page[T]) answer(member, token string) object {
	out := object{{member, p.items}}
	if p.more {
		out = append(out, outputMember{"nextToken", token})
	}
	return out
}

// as answers with one member.
func as[T any](member string, f func(*call) (T, error)) func(*call) (object, error) {
	return func(c *call) (object, error) {
		value, err := f(c)
		return object{{member, value}}, err
	}
}
