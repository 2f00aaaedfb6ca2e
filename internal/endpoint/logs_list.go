package endpoint

import (
	"regexp"
	"slices"

	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// logGroupSummary is the shape LogGroupSummary.
type logGroupSummary struct {
	LogGroupName  string `json:"logGroupName"`
	LogGroupARN   string `json:"logGroupArn"`
	LogGroupClass string `json:"logGroupClass"`
}

// listLogGroups lists log groups by name. There is one account, and no log
// group has a data source or an index of its fields: who asks for others
// finds none.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListLogGroups.html
func (c *call) listLogGroups() (page[logGroupSummary], error) {
	p := newPage[logGroupSummary](c)
	after, err := c.after()
	if err != nil {
		return p, err
	}
	// The rules for requests leave of a regular expression its alternatives
	// and the anchor at the start.
	pattern, err := regexp.Compile(c.text("logGroupNamePattern"))
	if err != nil {
		return p, invalid("logGroupNamePattern is not a regular expression: use names of log groups or parts of them, after ^ to match the start, with | between them.")
	}
	accounts := texts(c.in.Get("accountIdentifiers"))
	if accounts != nil && !slices.Contains(accounts, c.account) || c.in.Get("dataSources").Items() != nil || c.in.Get("fieldIndexNames").Items() != nil {
		return p, nil
	}
	class := c.text("logGroupClass")
	err = c.tx.EachGroup("", after, func(g *store.GroupTx) bool {
		name := g.Group.Name
		if !pattern.MatchString(name) || class != "" && g.Group.Class != class {
			return true
		}
		return p.add(name, logGroupSummary{name, c.groupARN(name), g.Group.Class})
	})
	return p, err
}
